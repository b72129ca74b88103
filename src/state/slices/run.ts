// The run slice: what the newest run is doing, the last good run, and the one cursor that every pane shares.

import type { FinishedRun, Failure, RunState, Checkup, RunSlice } from '../shape/run.ts'
import type { StateCreator } from 'zustand'

import { hasErrors } from '../../policy/diagnostics.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { advance } from '../playback.ts'
import { roundIndex } from '../../reading/iteration.ts'
import { changesOfRun, cursorAt, runLine, stopOf, type Cursor } from '../../reading/rounds.ts'
import type { Store } from '../shape/store.ts'

/** The last good run, whatever the newest is doing. */
export function finishedRun(run: RunState): FinishedRun | null {
  switch (run.phase) {
    case 'none':
      return null
    case 'running':
    case 'failed':
      return run.previous
    case 'done':
      return run.finished
  }
}

/** True when what is on show is not what the policy on show would give. */
export const isStale = (run: RunState): boolean => run.phase === 'failed' || (run.phase === 'running' && run.stale)

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

export const createRunSlice: StateCreator<Store, [], [], RunSlice> = (set, get) => {
  /** The line of the run on show, and the stop at which the cursor stands; null before the first run. */
  const shown = () => {
    const finished = finishedRun(get().run)
    const round = finished?.result.rounds[get().cursor.round]
    if (!finished || round === undefined) return null
    const { rounds } = finished.result
    const last = runLine(rounds).count - 1
    return { rounds, round, tasks: finished.input.scenario.tasks, at: stopOf(rounds, get().cursor), last }
  }
  const show = (rounds: readonly RoundTrace[], stop: number) =>
    set({ cursor: cursorAt(rounds, stop), inspectedTask: null, selectedCgroup: null })

  return {
    run: { phase: 'none' },
    checkup: { text: '', diagnostics: [], inputProblems: [] },
    summary: null,
    cursor: { round: 0, iteration: null },
    inspectedTask: null,
    inspectedPid: null,
    playing: false,
    runStarted() {
      const { run } = get()
      set({ run: { phase: 'running', previous: finishedRun(run), stale: isStale(run) } })
    },
    runAnswered(input, output) {
      const previous = finishedRun(get().run)
      const checkup: Checkup = {
        text: input.policy.text,
        diagnostics: output.diagnostics,
        inputProblems: output.inputProblems,
      }
      const summary = output.summary ?? get().summary
      if (output.result === null) {
        const count = output.diagnostics.filter((d) => d.severity === 'error').length
        const reason: Failure = hasErrors(output.diagnostics)
          ? { kind: 'errors', count }
          : { kind: 'crashed', message: 'the engine gave no result and no reason' }
        set({ checkup, summary, run: { phase: 'failed', reason, previous } })
        return
      }
      const finished: FinishedRun = { input, result: output.result, timing: output.timing }
      const cursor = carryCursor(get().cursor, previous, finished)
      const { inspectedPid, inspectedTask } = get()
      // A machine that was edited has its tasks at other places.
      const pid = inspectedPid ?? (inspectedTask === null ? null : previous?.input.scenario.tasks[inspectedTask]?.pid)
      const wanted = input.scenario.tasks.findIndex((task) => task.pid === pid)
      set({
        checkup,
        summary,
        cursor,
        run: { phase: 'done', finished },
        inspectedTask: wanted >= 0 ? wanted : null,
        inspectedPid: null,
      })
    },
    runFailed: (reason) => set({ run: { phase: 'failed', reason, previous: finishedRun(get().run) } }),
    seek(iteration) {
      const now = shown()
      if (now === null) return
      const { round } = get().cursor
      get().seekStop(stopOf(now.rounds, { round, iteration }))
    },
    seekStop(stop) {
      const now = shown()
      if (now === null) return
      set({ playing: false })
      show(now.rounds, stop)
    },
    step(step) {
      const now = shown()
      if (now === null) return
      if (get().stepUnit === 'statement' && (step === 'next' || step === 'previous')) {
        set({ playing: false })
        get().stepStatement(step)
        return
      }
      set({ playing: false })
      show(now.rounds, advance(now.at, step, now.last, changesOfRun(now.rounds, now.tasks)))
    },
    playOn(stride) {
      const now = shown()
      if (now === null) return
      if (get().stepUnit === 'statement') {
        get().stepStatement('next')
        return
      }
      show(now.rounds, now.at + stride)
      if (now.at + stride >= now.last) set({ playing: false })
    },
    inspectTask(task) {
      const now = shown()
      const iteration = now === null ? -1 : (roundIndex(now.round, now.tasks).iterationOfTask[task] ?? -1)
      if (iteration === -1) set({ inspectedTask: task, selectedCgroup: null, playing: false })
      else get().seek(iteration)
    },
    showRound: (round) =>
      set({ cursor: { round, iteration: null }, inspectedTask: null, selectedCgroup: null, playing: false }),
    togglePlay() {
      const now = shown()
      if (now === null || now.last === 0) return
      const playing = !get().playing
      if (playing && now.at >= now.last) show(now.rounds, 0)
      set({ playing })
    },
  }
}
