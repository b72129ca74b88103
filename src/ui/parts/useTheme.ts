// The theme as the page shows it: what the person chose, with what the system asks for where the choice leaves it open.

import { useLayoutEffect } from 'react'

import type { Theme } from '../../state/shape/view.ts'
import { usePlaygroundState } from '../playground.ts'
import { useMedia } from './useMedia.ts'

export interface Look {
  dark: boolean
  /** The colours of high contrast, light or dark. */
  contrast: boolean
}

/** The look of a theme on a system. High contrast is light or dark system is. */
export const lookOf = (theme: Theme, systemDark: boolean, systemContrast: boolean): Look => ({
  dark: theme === 'dark' || (theme !== 'light' && systemDark),
  contrast: theme === 'contrast' || (theme === 'system' && systemContrast),
})

export function useLook(): Look {
  const theme = usePlaygroundState((state) => state.settings.theme)
  return lookOf(theme, useMedia('(prefers-color-scheme: dark)'), useMedia('(prefers-contrast: more)'))
}

/** The look is attributes of the document's root, where the tokens are. They are set before other effects read colours. */
export function useTheme(): void {
  const theme = usePlaygroundState((state) => state.settings.theme)
  const { contrast } = useLook()
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme
    document.documentElement.dataset['contrast'] = contrast ? 'more' : 'normal'
  }, [theme, contrast])
}
