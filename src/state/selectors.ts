// What is derived from the store: the round on show, the iteration at the cursor, and the standing of a task at that moment. Pure. What a
// view may select with begins with `select`: it returns a value, or something that exists already; `taskState` makes its result anew.

import type { Scenario } from '../scenario/model.ts'
import type { Kill, RoundTrace } from '../simulator/trace/trace.ts'
import { CHOSEN_NONE } from '../simulator/trace/trace.ts'
import { iterationAt, roundIndex, type Iteration } from '../reading/iteration.ts'
import { goneBefore, stopOf } from '../reading/rounds.ts'
import { finishedRun } from './run-state.ts'
import type { FinishedRun } from './shape/run.ts'
import type { Store } from './shape/store.ts'

export const selectFinished = (state: Pick<Store, 'run'>): FinishedRun | null => finishedRun(state.run)

const NO_ROUNDS: readonly RoundTrace[] = []

/** All rounds of the run on show. */
export const selectRounds = (state: Pick<Store, 'run'>): readonly RoundTrace[] =>
  finishedRun(state.run)?.result.rounds ?? NO_ROUNDS

export const selectRound = (state: Pick<Store, 'run' | 'cursor'>): RoundTrace | null =>
  finishedRun(state.run)?.result.rounds[state.cursor.round] ?? null

/** Who has exited before the round on show. */
export const selectGone = (state: Pick<Store, 'run' | 'cursor'>): ReadonlyMap<number, number> =>
  goneBefore(selectRounds(state), state.cursor.round)

/** The cursor as an index into the iterations; their count stands for the outcome. */
export function selectPosition(state: Pick<Store, 'run' | 'cursor'>): number {
  const length = selectRound(state)?.iterations.length ?? 0
  return Math.min(state.cursor.iteration ?? length, length)
}

/** True when `position` is the outcome of the round, where it is known who dies. */
export const isOutcome = (round: RoundTrace, position: number): boolean => position >= round.iterations.length

/**
 * The task that the inspector shows, an index into the scenario of the run on show: that of the iteration, or at the outcome the one that
 * was chosen, or at which the walk ended early. -1 for none.
 */
export function selectInspected(state: Pick<Store, 'run' | 'cursor' | 'inspectedTask'>): number {
  if (state.inspectedTask !== null) return state.inspectedTask
  const round = selectRound(state)
  if (round === null) return -1
  const position = selectPosition(state)
  if (!isOutcome(round, position)) return round.iterations.task[position] ?? -1
  if (round.aborted) return round.iterations.task[round.iterations.length - 1] ?? -1
  return round.chosen ?? -1
}

/** `oc->chosen` when the cursor is at `position`: a task, or one of the CHOSEN_ values. */
export const chosenAt = (round: RoundTrace, position: number): number =>
  round.iterations.chosen[Math.min(position, round.iterations.length - 1)] ?? CHOSEN_NONE

/** How a task stands at one moment of a round. */
export type Standing =
  /** The walk never comes to it. */
  | { kind: 'outside' }
  /** It exited after an earlier round. */
  | { kind: 'gone'; round: number }
  /** Its turn comes later. */
  | { kind: 'waiting'; iteration: number }
  /** Its turn was at `iteration.index`, now or before. */
  | { kind: 'evaluated'; iteration: Iteration; now: boolean; chosen: boolean }

export interface TaskState {
  standing: Standing
  /** How it dies at the end of the round, null when it lives. */
  kill: Kill['reason'] | null
}

/** A round on show, with what came before it. */
export interface ShownRound {
  scenario: Scenario
  round: RoundTrace
  /** The cursor, as an index into the iterations; their count stands for the outcome. */
  position: number
  /** Tasks that exited before the round, each with the round after which it did. */
  gone: ReadonlyMap<number, number>
}

/** The state of a task when the cursor of its round is at `position`. */
export function taskState({ round, scenario, position, gone }: ShownRound, task: number): TaskState {
  const goneAfter = gone.get(task)
  if (goneAfter !== undefined) return { standing: { kind: 'gone', round: goneAfter }, kill: null }
  const index = roundIndex(round, scenario.tasks)
  const kill = index.kills.get(task) ?? null
  const order = index.iterationOfTask[task] ?? -1
  if (order === -1) return { standing: { kind: 'outside' }, kill }
  if (order > position) return { standing: { kind: 'waiting', iteration: order }, kill }
  const iteration = iterationAt(round.iterations, order)
  if (iteration === null) return { standing: { kind: 'outside' }, kill }
  const chosen = chosenAt(round, position) === task
  return { standing: { kind: 'evaluated', iteration, now: order === position, chosen }, kill }
}

/** The task whose log line and mark say "victim", or -1. */
export const victimOf = (round: RoundTrace): number => round.kills.find((kill) => kill.reason === 'victim')?.task ?? -1

/** The stop at the victim of the round on show, else of the next round that has one, else of the last; null where nobody dies. */
export function selectVictimStop(state: Pick<Store, 'run' | 'cursor'>): number | null {
  const rounds = selectRounds(state)
  const tasks = selectFinished(state)?.input.scenario.tasks
  const hasVictim = (round: RoundTrace) => victimOf(round) !== -1
  const here = rounds.findIndex((round, index) => index >= state.cursor.round && hasVictim(round))
  const number = here === -1 ? rounds.findLastIndex(hasVictim) : here
  const round = rounds[number]
  if (round === undefined || tasks === undefined) return null
  const iteration = roundIndex(round, tasks).iterationOfTask[victimOf(round)] ?? -1
  return iteration < 0 ? null : stopOf(rounds, { round: number, iteration })
}
