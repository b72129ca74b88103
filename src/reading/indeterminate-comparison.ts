// Finds where the kernel compared a score with what a policy's SELECT left unset (RFC v2). What may come of it the engine says
// (simulator/indeterminate-outcome.ts).

import { CHOSEN_NONE, RULES, type RoundTrace, type RunResult } from '../simulator/trace/trace.ts'

/** A comparison with a value that nobody wrote. */
export interface IndeterminateComparison {
  round: number
  iteration: number
}

const BADNESS = RULES.indexOf('badness')

/** The first iteration of a round in which the kernel compared a score with what SELECT left unset; -1 where there is none. */
function indeterminateIteration({ iterations }: RoundTrace): number {
  for (let i = 1; i < iterations.length; i++)
    if (
      iterations.rule[i] === BADNESS &&
      iterations.exemption[i] === 0 &&
      iterations.chosenPointsUnset[i - 1] === 1 &&
      (iterations.chosen[i - 1] ?? CHOSEN_NONE) >= 0
    )
      return i
  return -1
}

/** The first such comparison of a run; null where all that was compared was written. */
export function indeterminateComparison({ rounds }: Pick<RunResult, 'rounds'>): IndeterminateComparison | null {
  for (const [round, trace] of rounds.entries()) {
    const iteration = indeterminateIteration(trace)
    if (iteration !== -1) return { round, iteration }
  }
  return null
}
