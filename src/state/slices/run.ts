// The run slice: what the newest run is doing, the last good run, and the one cursor that every pane shares.

import type { StateCreator } from 'zustand'

import { hasErrors, type Diagnostic } from '../../policy/diagnostics.ts'
import type { PolicySummary, RunInput, RunOutput } from '../../simulator/trace/run.ts'
import type { RoundTrace, RunResult } from '../../simulator/trace/trace.ts'
import { advance, type Step } from '../playback.ts'
import { roundIndex } from '../../reading/iteration.ts'
import { changesOfRun, cursorAt, runLine, stopOf, type Cursor } from '../../reading/rounds.ts'
import type { Store } from '../store.ts'

/** A run that finished, with what it ran on: the trace's tasks are indices into this scenario. */
export interface FinishedRun {
  input: RunInput
  result: RunResult
  timing: RunOutput['timing']
}

/** Why the newest run gave no result. */
export type Failure =
  | { kind: 'errors'; count: number }
  | { kind: 'crashed'; message: string }
  | { kind: 'hung' }
  /** It hung before and was not started again without being asked for. */
  | { kind: 'held-back' }
  /** There is no process in the machine. */
  | { kind: 'empty' }

export type RunState =
  | { phase: 'none' }
  /** `stale`: the result on show was stale already before this run was started. */
  | { phase: 'running'; previous: FinishedRun | null; stale: boolean }
  | { phase: 'done'; finished: FinishedRun }
  | { phase: 'failed'; reason: Failure; previous: FinishedRun | null }

export type { Cursor }

/** What the engine said about the newest text that it has read. */
export interface Checkup {
  text: string
  diagnostics: readonly Diagnostic[]
  inputProblems: RunOutput['inputProblems']
}

export interface RunSlice {
  run: RunState
  checkup: Checkup
  /** Programs, parameters and maps of the newest text that compiled far enough to have them. */
  summary: PolicySummary | null
  cursor: Cursor
  /** A task looked at that the walk never came to; null: the task of the cursor. */
  inspectedTask: number | null
  /** Of a document that was just opened: the process to look at once there is a run. */
  inspectedPid: number | null
  playing: boolean
  runStarted: () => void
  runAnswered: (input: RunInput, output: RunOutput) => void
  runFailed: (reason: Failure) => void
  /** Shows an iteration of the round on show, or its outcome at the index after the last. A seek by a person stops playback. */
  seek: (iteration: number) => void
  /** Shows a stop of the whole run, as rounds.ts counts them. */
  seekStop: (stop: number) => void
  step: (step: Step) => void
  /** Playback's own steps: they do not stop it, its end does. */
  playOn: (stride: number) => void
  inspectTask: (task: number) => void
  showRound: (round: number) => void
  togglePlay: () => void
}

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
