// The timeline as numbers: all stops of a run in at most so many bins, each with what happened in it. It is made once for a run, however
// long it is and however wide the page. Pure.

import type { Task } from '../../scenario/model.ts'
import type { IterationColumns, RoundTrace } from '../../simulator/trace/trace.ts'
import { BADNESS_EXEMPTIONS, EFFECTS, LONG_MIN, RULES } from '../../simulator/trace/trace.ts'
import { roundIndex } from '../../reading/iteration.ts'
import { runLine } from '../../reading/rounds.ts'
import { markOf } from '../words/marks.ts'

/** What iterations come to, from the most common to the rarest: so they are stacked, and the rare ones stand on top. */
export const LANE_MARKS = ['shield', 'next', 'default', 'select', 'abort'] as const
const MARKS = LANE_MARKS.length
type LaneMark = (typeof LANE_MARKS)[number]

export const MAX_BINS = 1024

export interface TimelineBins {
  count: number
  /** By bin: its first stop; one more than bins, so that the next one's ends it. */
  from: Uint32Array
  /** By bin and mark: how many iterations came to that. */
  marks: Uint32Array
  /** By bin: the largest score that was computed in it; NaN where none was. */
  points: Float64Array
  /** By bin: oc->chosen_points after it; NaN where nobody is chosen or it is not known. */
  best: Float64Array
  /** By bin: 1 where oc->chosen became another one. */
  changes: Uint8Array
  /** The largest of all points, at least 1. */
  largest: number
}

const markIndexes = ((): readonly number[] => {
  const indexes: number[] = []
  for (const [r, rule] of RULES.entries())
    for (const [e, effect] of EFFECTS.entries())
      for (const [x, exemption] of BADNESS_EXEMPTIONS.entries()) {
        const mark: LaneMark | undefined = LANE_MARKS.find((one) => one === markOf({ rule, effect, exemption }))
        indexes[combine(r, e, x)] = mark === undefined ? 1 : LANE_MARKS.indexOf(mark)
      }
  return indexes
})()

function combine(rule: number, effect: number, exemption: number): number {
  return (rule * EFFECTS.length + effect) * BADNESS_EXEMPTIONS.length + exemption
}

/** oom_badness() of an iteration as a number; NaN where the kernel did not compute it, or the task is exempt. */
const SCORED = RULES.indexOf('badness')
const NOT_EXEMPT = BADNESS_EXEMPTIONS.indexOf('none')

const pointsAt = (columns: IterationColumns, i: number): number =>
  columns.rule[i] === SCORED && columns.exemption[i] === NOT_EXEMPT ? Number(columns.points[i]) : Number.NaN

const bestAfter = (columns: IterationColumns, i: number): number => {
  const points = columns.chosenPoints[i] ?? LONG_MIN
  const known = (columns.chosen[i] ?? -1) >= 0 && columns.chosenPointsUnset[i] === 0 && points !== LONG_MIN
  return known ? Number(points) : Number.NaN
}

/** By bin: 1 where a breakpoint was hit. `stops` are the stops of the hits. */
export function binHits({ count, from }: TimelineBins, stops: Iterable<number>): Uint8Array {
  const hits = new Uint8Array(count)
  const all = from[count] ?? 1
  for (const stop of stops) hits[Math.floor((stop * count) / all)] = 1
  return hits
}

/** The bins of all rounds. The outcome of a round is a stop in which nothing happens. */
export function binRun(
  rounds: readonly RoundTrace[],
  tasks: readonly Task[],
  mostBins: number = MAX_BINS,
): TimelineBins {
  const { starts, count: stops } = runLine(rounds)
  const count = Math.min(stops, mostBins)
  const bins: TimelineBins = {
    count,
    from: Uint32Array.from({ length: count + 1 }, (_, bin) => Math.ceil((bin * stops) / count)),
    marks: new Uint32Array(count * MARKS),
    points: new Float64Array(count).fill(Number.NaN),
    best: new Float64Array(count).fill(Number.NaN),
    changes: new Uint8Array(count),
    largest: 1,
  }
  const binOf = (stop: number): number => Math.floor((stop * count) / stops)
  for (const [number, round] of rounds.entries()) {
    const { iterations: columns } = round
    const start = starts[number] ?? 0
    for (let i = 0; i < columns.length; i++) {
      const bin = binOf(start + i)
      const mark = markIndexes[combine(columns.rule[i] ?? 0, columns.effect[i] ?? 0, columns.exemption[i] ?? 0)] ?? 0
      const cell = bin * MARKS + mark
      bins.marks[cell] = (bins.marks[cell] ?? 0) + 1
      const points = pointsAt(columns, i)
      if (points > (bins.points[bin] ?? 0) || Number.isNaN(bins.points[bin])) bins.points[bin] = points
      bins.best[bin] = bestAfter(columns, i)
      if (points > bins.largest) bins.largest = points
    }
    for (const change of roundIndex(round, tasks).changesOfChosen) bins.changes[binOf(start + change)] = 1
  }
  return bins
}
