// The cursor slice: the one place of the run that every pane shows, and what moves it.

import type { StateCreator } from 'zustand'

import { roundIndex } from '../../reading/iteration.ts'
import { changesOfRun, cursorAt, runLine, stopOf, type Cursor } from '../../reading/rounds.ts'
import { advance } from '../playback.ts'
import { finishedRun } from '../run-state.ts'
import type { CursorSlice } from '../shape/cursor.ts'
import type { FinishedRun } from '../shape/run.ts'
import type { Store } from '../shape/store.ts'

/** Where every document begins: at the outcome, which an opened run shows first. */
export const START: Cursor = { round: 0, iteration: null }

/**
 * The place of the cursor in a new run, in the same round or else in the last: at the outcome if it was there, else on the task that it was
 * on, else as near as there is.
 */
export function carryCursor(cursor: Cursor, from: FinishedRun | null, to: FinishedRun): Cursor {
  const round = Math.min(cursor.round, Math.max(0, to.result.rounds.length - 1))
  if (cursor.iteration === null) return { round, iteration: null }
  const newRound = to.result.rounds[round]
  if (newRound === undefined) return { round: 0, iteration: null }
  const { tasks } = to.input.scenario
  const task = from?.result.rounds[cursor.round]?.iterations.task[cursor.iteration]
  const pid = task === undefined ? undefined : from?.input.scenario.tasks[task]?.pid
  const again = pid === undefined ? -1 : tasks.findIndex((one) => one.pid === pid)
  const found = again === -1 ? -1 : (roundIndex(newRound, tasks).iterationOfTask[again] ?? -1)
  const nearest = Math.max(0, Math.min(cursor.iteration, newRound.iterations.length - 1))
  if (newRound.iterations.length === 0) return { round, iteration: null }
  return { round, iteration: found === -1 ? nearest : found }
}

/** What is looked at, in a new run: the same, wherever it is in there. */
export function carryPlace(
  { cursor, inspectedPid, inspectedTask }: Store,
  from: FinishedRun | null,
  to: FinishedRun,
): Pick<Store, 'cursor' | 'inspectedTask' | 'inspectedPid'> {
  // A machine that was edited has its tasks at other places.
  const pid = inspectedPid ?? (inspectedTask === null ? null : from?.input.scenario.tasks[inspectedTask]?.pid)
  const wanted = to.input.scenario.tasks.findIndex((task) => task.pid === pid)
  return { cursor: carryCursor(cursor, from, to), inspectedTask: wanted >= 0 ? wanted : null, inspectedPid: null }
}

export const createCursorSlice: StateCreator<Store, [], [], CursorSlice> = (set, get) => {
  /** The line of the run on show, and the stop at which the cursor stands; null before the first run. */
  const shown = () => {
    const finished = finishedRun(get().run)
    const round = finished?.result.rounds[get().cursor.round]
    if (!finished || round === undefined) return null
    const { rounds } = finished.result
    const last = runLine(rounds).count - 1
    return { rounds, round, tasks: finished.input.scenario.tasks, at: stopOf(rounds, get().cursor), last }
  }

  return {
    cursor: START,
    inspectedTask: null,
    inspectedPid: null,
    playing: false,
    goTo: (cursor, { playing = false, pid = null, statement } = {}) =>
      set({
        cursor,
        playing,
        inspectedTask: null,
        inspectedPid: pid,
        selectedCgroup: null,
        // What is recorded of the place may not have this statement.
        ...(statement === undefined ? { entry: null } : { entry: { cursor, wanted: statement }, stepped: null }),
      }),
    seek(iteration) {
      const now = shown()
      if (now === null) return
      const { round } = get().cursor
      get().seekStop(stopOf(now.rounds, { round, iteration }))
    },
    seekStop(stop) {
      const now = shown()
      if (now !== null) get().goTo(cursorAt(now.rounds, stop))
    },
    step(step) {
      const now = shown()
      if (now === null) return
      if (get().stepUnit === 'statement' && (step === 'next' || step === 'previous')) {
        set({ playing: false })
        get().stepStatement(step)
        return
      }
      get().seekStop(advance(now.at, step, now.last, changesOfRun(now.rounds, now.tasks)))
    },
    playOn(stride) {
      const now = shown()
      if (now === null) return
      if (get().stepUnit === 'statement') get().stepStatement('next')
      else get().goTo(cursorAt(now.rounds, now.at + stride), { playing: now.at + stride < now.last })
    },
    inspectTask(task) {
      const now = shown()
      const iteration = now === null ? -1 : (roundIndex(now.round, now.tasks).iterationOfTask[task] ?? -1)
      if (iteration === -1) set({ inspectedTask: task, inspectedPid: null, selectedCgroup: null, playing: false })
      else get().seek(iteration)
    },
    showRound: (round) => get().goTo({ round, iteration: null }),
    togglePlay() {
      const now = shown()
      if (now === null || now.last === 0) return
      const playing = !get().playing
      if (playing && now.at >= now.last) get().goTo(cursorAt(now.rounds, 0), { playing })
      else set({ playing })
    },
  }
}
