// What a run comes to where the interface leaves it open: RFC v2's SELECT does not set chosen_points, and the next score is compared with
// whatever the kernel's stack held. The run is played with the least and with the greatest value that can matter.

import { linkOnce } from './compiled.ts'
import { runPolicy } from './engine.ts'
import type { IndeterminateOutcome, RunInput } from './trace/run.ts'

/** Plays a run with both values. Null where the policy has errors, or where the round does not come about with both. */
export function indeterminateOutcome(input: RunInput, round: number): IndeterminateOutcome | null {
  const chosenWith = (unsetPoints: 'zero' | 'long-max') => {
    const machine = { ...input.scenario.machine, unsetPoints }
    return runPolicy({ ...input, scenario: { ...input.scenario, machine } }, linkOnce).result?.rounds[round]
  }
  const zero = chosenWith('zero')
  const longMax = chosenWith('long-max')
  return zero === undefined || longMax === undefined ? null : { zero: zero.chosen, longMax: longMax.chosen }
}
