// The widths at which the page changes its shape, in px. Style sheets write the same numbers in their media and container queries, where
// variables cannot stand; `stylesheets.test.ts` holds them against this list.

export const BREAKPOINTS = {
  /** From here on the page has two columns instead of tabs. */
  medium: 820,
  /** From here on it has three. */
  wide: 1100,
} as const

/** Below this width of its pane the machine leaves out its smaller columns. */
export const NARROW_PANE = 520
