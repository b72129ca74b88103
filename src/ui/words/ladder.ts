// The ladder of a walk: one word for what each considered process came to, as kernel people write it.

import { CHOSEN_ABORTED } from '../../simulator/trace/trace.ts'
import type { Iteration, RoundIndex } from '../../reading/iteration.ts'

export type Rung =
  /** Passed over: somebody else, or nobody, stays the best. */
  | '(skip)'
  /** The best so far, until a later one takes its place. */
  | '*best*'
  /** The best of all, and it dies. */
  | '*KILL*'
  /** Not chosen, and it dies with the one that was. */
  | '+dies+'
  /** The walk ends here without a victim. */
  | '!stop!'

/** The rung of an iteration in its round. */
export function rungOf(
  { task, before, after }: Pick<Iteration, 'task' | 'before' | 'after'>,
  { kills }: RoundIndex,
): Rung {
  const reason = kills.get(task)
  if (reason === 'victim') return '*KILL*'
  if (reason !== undefined) return '+dies+'
  if (after.task === CHOSEN_ABORTED) return '!stop!'
  return after.task === task && before.task !== task ? '*best*' : '(skip)'
}

const MEANINGS: Readonly<Record<Rung, string>> = {
  '(skip)': 'passed over',
  '*best*': 'the best so far',
  '*KILL*': 'chosen, and killed',
  '+dies+': 'not chosen, but dies with the victim',
  '!stop!': 'the search ends here, and nobody is killed now',
}

/** What a rung says, in words. */
export const formatRung = (rung: Rung): string => MEANINGS[rung]
