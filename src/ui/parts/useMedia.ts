// Media queries as React state.

import { useSyncExternalStore } from 'react'

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (notify) => {
      const media = matchMedia(query)
      media.addEventListener('change', notify)
      return () => media.removeEventListener('change', notify)
    },
    () => matchMedia(query).matches,
  )
}

export type PageWidth = 'wide' | 'medium' | 'narrow'

/** Wide: three columns. Medium: two, the inspector below. Narrow: tabs. The same widths stand in the style sheets. */
export function usePageWidth(): PageWidth {
  const wide = useMedia('(min-width: 1100px)')
  const medium = useMedia('(min-width: 820px)')
  return wide ? 'wide' : medium ? 'medium' : 'narrow'
}

/** Rows are 44 px high for fingers, 24 px for a pointer. */
export const useRowHeight = (): number => (useMedia('(pointer: coarse), (max-width: 819px)') ? 44 : 24)
