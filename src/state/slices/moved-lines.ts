// Where lines, and what stands on them, are after an edit. Pure.

import type { Breakpoint } from '../../document/breakpoints.ts'

/** The line in the new text of each line of the old one: those before and after what was edited stay with their text. */
export function movedLine(before: string, after: string): (line: number) => number | null {
  const old = before.split('\n')
  const now = after.split('\n')
  let head = 0
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++
  let tail = 0
  while (tail < Math.min(old.length, now.length) - head && old[old.length - 1 - tail] === now[now.length - 1 - tail])
    tail++
  return (line) => {
    if (line <= head) return line
    if (line > old.length - tail) return line + now.length - old.length
    // Edited itself: it stays where it was, unless it is gone.
    return line <= now.length - tail ? line : null
  }
}

/** The same list where nothing moves. A breakpoint goes with its line. */
export function movedBreakpoints<B extends Breakpoint>(
  breakpoints: readonly B[],
  before: string,
  after: string,
): readonly B[] {
  if (breakpoints.every(({ line }) => line === null)) return breakpoints
  const lineAfter = movedLine(before, after)
  const moved = breakpoints.flatMap((one) => {
    const line = one.line === null ? null : lineAfter(one.line)
    if (line === one.line) return [one]
    return line === null ? [] : [{ ...one, line }]
  })
  return moved.length === breakpoints.length && moved.every((one, index) => one === breakpoints[index])
    ? breakpoints
    : moved
}
