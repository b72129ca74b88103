// Media queries as React state.

import { useSyncExternalStore } from 'react'
import { BREAKPOINTS } from './breakpoints.ts'

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

/** Wide: three columns. Medium: two, the inspector below. Narrow: tabs. */
export function usePageWidth(): PageWidth {
  const wide = useMedia(`(min-width: ${BREAKPOINTS.wide}px)`)
  const medium = useMedia(`(min-width: ${BREAKPOINTS.medium}px)`)
  return wide ? 'wide' : medium ? 'medium' : 'narrow'
}

/** What a finger needs room for, or a narrow page. */
const FOR_FINGERS = `(pointer: coarse), (max-width: ${BREAKPOINTS.medium - 1}px)`

/** Rows are 44 px high for fingers, 24 px for a pointer. */
export const useRowHeight = (): number => (useMedia(FOR_FINGERS) ? 44 : 24)
