// Reads the trace: one iteration as an object, and what can be said of a whole round. Pure; what is derived from a round is computed once.
// It leaves out every word for a person: those are in decision.ts.

import type { Task } from '../scenario/model.ts'
import {
  BADNESS_EXEMPTIONS,
  CHOSEN_NONE,
  EFFECTS,
  LONG_MAX,
  LONG_MIN,
  RULES,
  type BadnessExemption,
  type Effect,
  type IterationColumns,
  type Kill,
  type RoundTrace,
  type Rule,
} from '../simulator/trace/trace.ts'

/** `oc->chosen` and `oc->chosen_points` at one moment. */
export interface Chosen {
  /** A task (an index into the scenario's tasks), CHOSEN_NONE or CHOSEN_ABORTED. */
  task: number
  points: bigint
  /** True where points is what a policy's SELECT left unset: indeterminate. */
  unset: boolean
}

/** One row of the trace. */
export interface Iteration {
  index: number
  /** The task under evaluation, an index into the scenario's tasks. */
  task: number
  rule: Rule
  effect: Effect
  /** True where the policy hook was asked; `verdict` is then what it returned. */
  asked: boolean
  verdict: number
  exemption: BadnessExemption
  /** oom_badness(), where the rule is `badness`. */
  points: bigint
  before: Chosen
  after: Chosen
  instructions: number
}

const NOBODY_YET: Chosen = { task: CHOSEN_NONE, points: LONG_MIN, unset: false }

const chosenAfter = (columns: IterationColumns, index: number): Chosen =>
  index < 0
    ? NOBODY_YET
    : {
        task: columns.chosen[index] ?? CHOSEN_NONE,
        points: columns.chosenPoints[index] ?? 0n,
        unset: columns.chosenPointsUnset[index] === 1,
      }

/** The row `index` of the trace; null where there is none. */
export function iterationAt(columns: IterationColumns, index: number): Iteration | null {
  if (index < 0 || index >= columns.length) return null
  return {
    index,
    task: columns.task[index] ?? 0,
    rule: RULES[columns.rule[index] ?? 0] ?? 'badness',
    effect: EFFECTS[columns.effect[index] ?? 0] ?? 'next',
    asked: columns.asked[index] === 1,
    verdict: columns.verdict[index] ?? 0,
    exemption: BADNESS_EXEMPTIONS[columns.exemption[index] ?? 0] ?? 'none',
    points: columns.points[index] ?? 0n,
    before: chosenAfter(columns, index - 1),
    after: chosenAfter(columns, index),
    instructions: columns.instructions[index] ?? 0,
  }
}

/** What is known of a whole round at once. */
export interface RoundIndex {
  /** By task: the iteration in which it was evaluated, -1 where it was not. */
  iterationOfTask: Int32Array
  /** The iterations after which `oc->chosen` was another one than before, ascending. */
  changesOfChosen: readonly number[]
  /** By task: how it dies. */
  kills: ReadonlyMap<number, Kill['reason']>
  /** The largest badness in the round, at least 1: the scale of the timeline. */
  largestPoints: bigint
}

function indexOfRound(round: RoundTrace, taskCount: number): RoundIndex {
  const { task, chosen, points, length } = round.iterations
  const iterationOfTask = new Int32Array(taskCount).fill(-1)
  const changesOfChosen: number[] = []
  let largestPoints = 1n
  for (let i = 0; i < length; i++) {
    iterationOfTask[task[i] ?? 0] = i
    if (chosen[i] !== (i === 0 ? CHOSEN_NONE : chosen[i - 1])) changesOfChosen.push(i)
    const own = points[i] ?? 0n
    if (own > largestPoints && own !== LONG_MAX) largestPoints = own
  }
  const kills = new Map<number, Kill['reason']>()
  for (const kill of round.kills) if (!kills.has(kill.task)) kills.set(kill.task, kill.reason)
  return { iterationOfTask, changesOfChosen, kills, largestPoints }
}

const indexes = new WeakMap<RoundTrace, RoundIndex>()

/** `indexOfRound`, remembered for as long as the round lives. */
export function roundIndex(round: RoundTrace, tasks: readonly Task[]): RoundIndex {
  const known = indexes.get(round)
  if (known !== undefined) return known
  const made = indexOfRound(round, tasks.length)
  indexes.set(round, made)
  return made
}
