// Why a task is not the victim, and why nobody is: the trace in a sentence or in a few counted lines.

import type { Scenario } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import { iterationAt, roundIndex, type Iteration } from '../../state/iteration.ts'
import { victimOf } from '../../state/selectors.ts'
import type { MarkKind } from '../parts/Mark.tsx'
import { formatCount } from './amounts.ts'
import { formatEffect, formatTask, markOf } from './decision.ts'

const isScored = (iteration: Iteration): boolean => iteration.rule === 'badness' && iteration.exemption === 'none'

/** By how much the victim beat a task, when both were scored; null where points do not compare. */
export function formatWhyNot(iteration: Iteration, round: RoundTrace, scenario: Scenario): string | null {
  const victim = victimOf(round)
  if (victim === -1 || victim === iteration.task || !isScored(iteration)) return null
  const ofVictim = iterationAt(round.iterations, roundIndex(round, scenario.tasks).iterationOfTask[victim] ?? -1)
  if (ofVictim === null || !isScored(ofVictim) || ofVictim.points <= iteration.points) return null
  return `The victim ${formatTask(scenario.tasks[victim])} scored ${formatCount(ofVictim.points - iteration.points)} points more.`
}

export interface CountedReason {
  mark: MarkKind
  text: string
  count: number
}

/** What came of the tasks of a round, counted, the most frequent first. */
export function countReasons(round: RoundTrace): CountedReason[] {
  const reasons = new Map<string, CountedReason>()
  for (let i = 0; i < round.iterations.length; i++) {
    const iteration = iterationAt(round.iterations, i)
    if (iteration === null) continue
    const text = formatEffect(iteration)
    const known = reasons.get(text)
    if (known === undefined) reasons.set(text, { mark: markOf(iteration), text, count: 1 })
    else known.count++
  }
  return [...reasons.values()].sort((a, b) => b.count - a.count)
}
