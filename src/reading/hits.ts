// The hits of all breakpoints as one list in the order of the run. Pure.

import { AT_POLICY, HIT_SIZE, type Analysis } from '../simulator/trace/analysis.ts'
import type { RoundTrace } from '../simulator/trace/trace.ts'
import { runLine } from './rounds.ts'

/** A place at which a breakpoint was hit. */
export interface Hit {
  /** As rounds.ts counts. */
  stop: number
  /** The number of the statement there; null for the evaluation as a whole. */
  statement: number | null
  /** Which breakpoint, by its index. */
  breakpoint: number
}

const known = new WeakMap<Analysis, readonly Hit[]>()

/** The hits of an analysis; made once. */
export function hitsOf(analysis: Analysis, rounds: readonly RoundTrace[]): readonly Hit[] {
  const made = known.get(analysis) ?? listHits(analysis, rounds)
  known.set(analysis, made)
  return made
}

function listHits({ breakpoints }: Analysis, rounds: readonly RoundTrace[]): Hit[] {
  const { starts } = runLine(rounds)
  const hits: Hit[] = []
  breakpoints.forEach(({ hits: found }, breakpoint) => {
    for (let at = 0; at < found.length; at += HIT_SIZE) {
      const statement = found[at + 2] ?? 0
      hits.push({
        stop: (starts[found[at] ?? 0] ?? 0) + (found[at + 1] ?? 0),
        statement: statement === AT_POLICY ? null : statement,
        breakpoint,
      })
    }
  })
  return hits.sort(compareHits)
}

type Place = Pick<Hit, 'stop' | 'statement'>

/** An evaluation as a whole comes before its statements. */
const compareHits = (a: Place, b: Place): number => a.stop - b.stop || (a.statement ?? -1) - (b.statement ?? -1)

/** The next hit after a place, or the one before it; where the place is an evaluation as a whole, the one of another evaluation. */
export function hitBeyond(hits: readonly Hit[], here: Place, stride: 1 | -1): Hit | null {
  const order = (hit: Hit): number =>
    here.statement === null || (hit.statement === null && hit.stop === here.stop)
      ? hit.stop - here.stop
      : compareHits(hit, here)
  const found = stride === 1 ? hits.find((hit) => order(hit) > 0) : hits.findLast((hit) => order(hit) < 0)
  return found ?? null
}
