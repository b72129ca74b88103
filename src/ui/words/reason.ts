// Why nobody is the victim: the trace in a few counted lines.

import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { iterationAt } from '../../reading/iteration.ts'
import type { MarkKind } from '../parts/Mark.tsx'
import { formatEffect } from '../../reading/decision.ts'
import { markOf } from './marks.ts'

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
