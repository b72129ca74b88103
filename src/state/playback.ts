// Where the cursor goes: steps, jumps and playback, as pure functions of the stops of a run and its changes. They own no timer.
// The stops are those of rounds.ts: 0..last, of which the last is the outcome of the last round.

export type Step = 'first' | 'previous' | 'next' | 'last' | 'previous-change' | 'next-change'

/** The stop that a step leads to from `at`; it stays within 0..last. */
export function advance(at: number, step: Step, last: number, changesOfChosen: readonly number[]): number {
  switch (step) {
    case 'first':
      return 0
    case 'last':
      return last
    case 'previous':
      return Math.max(0, at - 1)
    case 'next':
      return Math.min(last, at + 1)
    case 'previous-change':
      return changesOfChosen.findLast((change) => change < at) ?? 0
    case 'next-change':
      return changesOfChosen.find((change) => change > at) ?? last
  }
}

/** Steps per second that the page offers. */
export const SPEEDS = [1, 2, 5, 20] as const

/** Milliseconds between two steps of playback. A long walk takes larger strides, so that it never lasts longer than about 30 s. */
export function pace(speed: number, length: number): { intervalMs: number; stride: number } {
  const steps = Math.max(1, Math.ceil(length / (30 * speed)))
  return { intervalMs: 1000 / speed, stride: steps }
}
