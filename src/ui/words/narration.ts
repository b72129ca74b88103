// What a step is, in one breath, for whoever listens to the page instead of looking at it.

import type { Scenario, Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { iterationAt, type Iteration } from '../../reading/iteration.ts'
import { isOutcome } from '../../state/selectors.ts'
import { formatCount } from '../../scenario/amounts.ts'
import { formatEffect } from '../../reading/decision.ts'
import { formatOutcome } from '../../reading/outcome.ts'

function standingAfter({ task, after, rule }: Iteration, tasks: readonly Task[]): string {
  if (after.task < 0) return 'nobody is chosen'
  if (after.task !== task) return `${tasks[after.task]?.comm ?? 'another'} stays chosen`
  // Points that nobody computed are not told.
  return rule === 'badness' && !after.unset ? `now chosen with ${formatCount(after.points)} points` : 'now chosen'
}

/** `3 of 12, postgres, selected, now chosen.` At the end of a round: what it came to. */
export function formatNarration(round: RoundTrace, position: number, scenario: Scenario): string {
  const iteration = iterationAt(round.iterations, position)
  if (iteration === null || isOutcome(round, position)) {
    const { cause, lead, subject, tail } = formatOutcome(round, scenario)
    return `Outcome. ${cause} ${lead}${subject}${tail}`
  }
  const comm = scenario.tasks[iteration.task]?.comm ?? 'a task'
  const effect =
    iteration.rule === 'badness' && iteration.exemption === 'none' && iteration.effect === 'select'
      ? null
      : formatEffect(iteration)
  const parts = [
    `${formatCount(position + 1)} of ${formatCount(round.iterations.length)}`,
    comm,
    effect,
    standingAfter(iteration, scenario.tasks),
  ]
  return `${parts.filter((part) => part !== null).join(', ')}.`
}
