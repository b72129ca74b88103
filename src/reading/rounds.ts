// All rounds of a run as one line of stops: the iterations of each round in order, and after them its outcome. Pure.
// What is inside of one round is read in iteration.ts.

import type { Task } from '../scenario/model.ts'
import type { RoundTrace, RunResult } from '../simulator/trace/trace.ts'
import { roundIndex } from './iteration.ts'

/** A place in a run. */
export interface Cursor {
  round: number
  /** null is the outcome, after the last iteration. It stays the outcome when an edit makes the walk longer. */
  iteration: number | null
}

export interface RunLine {
  /** By round: its first stop. Its outcome is `starts + iterations.length`. */
  starts: readonly number[]
  /** How many stops there are. */
  count: number
}

const lines = new WeakMap<readonly RoundTrace[], RunLine>()

/** The line of a run's rounds. */
export function runLine(rounds: readonly RoundTrace[]): RunLine {
  const known = lines.get(rounds)
  if (known !== undefined) return known
  const starts: number[] = []
  let count = 0
  for (const { iterations } of rounds) {
    starts.push(count)
    count += iterations.length + 1
  }
  const made = { starts, count }
  lines.set(rounds, made)
  return made
}

/** The stop at which a cursor stands; 0 in a run without rounds. */
export function stopOf(rounds: readonly RoundTrace[], cursor: Cursor): number {
  const length = rounds[cursor.round]?.iterations.length ?? 0
  return (runLine(rounds).starts[cursor.round] ?? 0) + Math.min(cursor.iteration ?? length, length)
}

/** The place of a stop; a stop before the first is the first, one after the last is the last. */
export function cursorAt(rounds: readonly RoundTrace[], stop: number): Cursor {
  const { starts, count } = runLine(rounds)
  const at = Math.max(0, Math.min(stop, count - 1))
  const round = Math.max(
    0,
    starts.findLastIndex((start) => start <= at),
  )
  const iteration = at - (starts[round] ?? 0)
  return { round, iteration: iteration >= (rounds[round]?.iterations.length ?? 0) ? null : iteration }
}

/** The stops where something turns: `oc->chosen` is another one than before, or a round before the last one ends. Ascending. */
export function changesOfRun(rounds: readonly RoundTrace[], tasks: readonly Task[]): number[] {
  const { starts } = runLine(rounds)
  return rounds.flatMap((round, index) => {
    const start = starts[index] ?? 0
    const changes = roundIndex(round, tasks).changesOfChosen.map((change) => start + change)
    return index < rounds.length - 1 ? [...changes, start + round.iterations.length] : changes
  })
}

const NOBODY: ReadonlyMap<number, number> = new Map()
const goneOf = new WeakMap<RoundTrace, ReadonlyMap<number, number>>()

/** The tasks that exited before a round, each with the round after which it did. */
export function goneBefore(rounds: RunResult['rounds'], round: number): ReadonlyMap<number, number> {
  const shown = rounds[round]
  if (shown === undefined || round === 0) return NOBODY
  const known = goneOf.get(shown)
  if (known !== undefined) return known
  const gone = new Map(
    rounds.slice(0, round).flatMap(({ after }, index) => (after?.exited ?? []).map((task) => [task, index] as const)),
  )
  goneOf.set(shown, gone)
  return gone
}
