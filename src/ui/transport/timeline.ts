// The timeline as geometry: iterations in at most so many bins, each with the sign of its weightiest iteration and a height. Pure.

import type { Task } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace.ts'
import { iterationAt, roundIndex, type Iteration } from '../../state/iteration.ts'
import { runLine } from '../../state/rounds.ts'
import type { MarkKind } from '../parts/Mark.tsx'
import { markOf } from '../words/decision.ts'

export interface TimelineBar {
  /** The iterations from..to-1 are in it. */
  from: number
  to: number
  mark: MarkKind
  /** 0..1. */
  height: number
  /** `oc->chosen` changed in this bin. */
  change: boolean
}

/** Which sign a bin shows when it holds several. */
const WEIGHT: Readonly<Record<MarkKind, number>> = {
  abort: 9,
  select: 8,
  default: 6,
  shield: 4,
  next: 3,
  victim: 0,
  group: 0,
  now: 0,
  waiting: 0,
  outside: 0,
}

function heightOf(iteration: Iteration, mark: MarkKind, largest: bigint): number {
  if (mark === 'default') {
    const points = iteration.points < 0n ? 0n : iteration.points
    return 0.12 + 0.88 * (Number((points * 1000n) / largest) / 1000)
  }
  return mark === 'select' || mark === 'abort' ? 1 : mark === 'next' ? 0.3 : 0.18
}

/** The bars of all rounds, at most about `maxBars` of them, in order: `from` and `to` are stops of the run. */
export function layoutRun(rounds: readonly RoundTrace[], tasks: readonly Task[], maxBars: number): TimelineBar[] {
  const { starts, count } = runLine(rounds)
  return rounds.flatMap((round, index) => {
    const start = starts[index] ?? 0
    const share = Math.max(1, Math.ceil((maxBars * round.iterations.length) / count))
    return layoutTimeline(round, tasks, share).map((bar) => ({ ...bar, from: start + bar.from, to: start + bar.to }))
  })
}

/** The bars of a round, at most `maxBars`, in order. */
export function layoutTimeline(round: RoundTrace, tasks: readonly Task[], maxBars: number): TimelineBar[] {
  const { length } = round.iterations
  const { changesOfChosen, largestPoints } = roundIndex(round, tasks)
  const changes = new Set(changesOfChosen)
  const bins = Math.min(length, maxBars)
  const bars: TimelineBar[] = []
  for (let bin = 0; bin < bins; bin++) {
    const from = Math.floor((bin * length) / bins)
    const to = Math.floor(((bin + 1) * length) / bins)
    const bar: TimelineBar = { from, to, mark: 'next', height: 0, change: false }
    let weight = -1
    for (let i = from; i < to; i++) {
      const iteration = iterationAt(round.iterations, i)
      if (iteration === null) continue
      const mark = markOf(iteration)
      if (WEIGHT[mark] > weight) {
        weight = WEIGHT[mark]
        bar.mark = mark
      }
      bar.height = Math.max(bar.height, heightOf(iteration, mark, largestPoints))
      if (changes.has(i)) bar.change = true
    }
    bars.push(bar)
  }
  return bars
}
