// The run slice: what the newest run is doing, and the last good run.

import type { StateCreator } from 'zustand'

import { hasErrors } from '../../policy/diagnostics.ts'
import { finishedRun, isStale } from '../run-state.ts'
import type { Checkup, Failure, FinishedRun, RunSlice } from '../shape/run.ts'
import type { Store } from '../shape/store.ts'
import { carryPlace } from './cursor.ts'

export const createRunSlice: StateCreator<Store, [], [], RunSlice> = (set, get) => ({
  run: { phase: 'none' },
  checkup: { text: '', diagnostics: [], inputProblems: [] },
  summary: null,
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
    set({ checkup, summary, run: { phase: 'done', finished }, ...carryPlace(get(), previous, finished) })
  },
  runFailed: (reason) => set({ run: { phase: 'failed', reason, previous: finishedRun(get().run) } }),
})
