// Steps from statement to statement in a recorded stretch of a run, forwards and back, into, over and out of calls. Pure.

import type { Recording, StatementSite } from '../simulator/trace/recording.ts'
import type { Moment } from '../simulator/trace/moment.ts'

export type StatementStep = 'next' | 'previous' | 'over' | 'over-back' | 'out' | 'out-back'

/** Where a step leads: a statement of the stretch, or beyond one of its ends. */
export type StatementTarget = { kind: 'statement'; at: number } | { kind: 'before' } | { kind: 'after' }

/** The statement that a step leads to from `at`. Over a call is to where no more calls are open than now; out of it to where fewer are. */
export function advanceStatement(
  { depth }: Pick<Recording, 'depth'>,
  at: number,
  step: StatementStep,
): StatementTarget {
  const now = depth[at] ?? 0
  const forwards = step === 'next' || step === 'over' || step === 'out'
  const most =
    step === 'next' || step === 'previous' ? Infinity : step === 'over' || step === 'over-back' ? now : now - 1
  const stride = forwards ? 1 : -1
  for (let to = at + stride; to >= 0 && to < depth.length; to += stride) {
    if ((depth[to] ?? 0) <= most) return { kind: 'statement', at: to }
  }
  return { kind: forwards ? 'after' : 'before' }
}

/** The place of a statement. */
export const siteAt = (recording: Recording, at: number): StatementSite | null =>
  recording.sites[recording.site[at] ?? -1] ?? null

/** What can be seen at a statement; null outside of the window that was recorded. */
export const momentAt = (recording: Recording, at: number): Moment | null =>
  recording.moments[at - recording.from] ?? null
