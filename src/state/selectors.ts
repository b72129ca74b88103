// What is derived from the store: the round on show, the iteration at the cursor, and the standing of a task at that moment. Pure; each
// returns something that exists already or a value, so that a view may select with it.

import type { Scenario } from '../scenario/model.ts'
import type { Kill, RoundTrace } from '../simulator/trace.ts'
import { CHOSEN_ABORTED, iterationAt, roundIndex, type Iteration } from './iteration.ts'
import { finishedRun, type FinishedRun } from './run.ts'
import type { Store } from './store.ts'

export const selectFinished = (state: Pick<Store, 'run'>): FinishedRun | null => finishedRun(state.run)

export const selectRound = (state: Pick<Store, 'run' | 'cursor'>): RoundTrace | null =>
  finishedRun(state.run)?.result.rounds[state.cursor.round] ?? null

/** The cursor as an index into the iterations; -1 where the round has none. */
export function selectPosition(state: Pick<Store, 'run' | 'cursor'>): number {
  const length = selectRound(state)?.iterations.length ?? 0
  return Math.min(state.cursor.iteration ?? length - 1, length - 1)
}

/** True when the cursor is at the end of the round, where its outcome is known. */
export function selectAtEnd(state: Pick<Store, 'run' | 'cursor'>): boolean {
  const round = selectRound(state)
  return round !== null && selectPosition(state) === round.iterations.length - 1
}

/** The task that the inspector shows, an index into the scenario of the run on show; -1 for none. */
export function selectInspected(state: Pick<Store, 'run' | 'cursor' | 'inspectedTask'>): number {
  if (state.inspectedTask !== null) return state.inspectedTask
  return selectRound(state)?.iterations.task[selectPosition(state)] ?? -1
}

/** How a task stands at one moment of a round. */
export type Standing =
  /** The walk never comes to it. */
  | { kind: 'outside' }
  /** Its turn comes later. */
  | { kind: 'waiting'; iteration: number }
  /** Its turn was at `iteration.index`, now or before. */
  | { kind: 'evaluated'; iteration: Iteration; now: boolean; chosen: boolean }

export interface TaskState {
  standing: Standing
  /** How it dies at the end of the round, null when it lives. */
  kill: Kill['reason'] | null
}

/** The state of a task when the cursor of its round is at `position`. */
export function taskState(round: RoundTrace, scenario: Scenario, task: number, position: number): TaskState {
  const index = roundIndex(round, scenario.tasks)
  const kill = index.kills.get(task) ?? null
  const order = index.iterationOfTask[task] ?? -1
  if (order === -1) return { standing: { kind: 'outside' }, kill }
  if (order > position) return { standing: { kind: 'waiting', iteration: order }, kill }
  const iteration = iterationAt(round.iterations, order)
  if (iteration === null) return { standing: { kind: 'outside' }, kill }
  const chosen = round.iterations.chosen[position] === task
  return { standing: { kind: 'evaluated', iteration, now: order === position, chosen }, kill }
}

/** The task whose log line and mark say "victim", or -1. */
export const victimOf = (round: RoundTrace): number => round.kills.find((kill) => kill.reason === 'victim')?.task ?? -1

/** True when the walk of the round was aborted at or before `position`. */
export const isAborted = (round: RoundTrace, position: number): boolean =>
  round.iterations.chosen[position] === CHOSEN_ABORTED
