import { describe, expect, it } from 'vitest'

import type { RunOutput } from '../../simulator/trace/run.ts'
import { finishedRun, isStale } from '../run-state.ts'
import type { FinishedRun } from '../shape/run.ts'
import { createPlaygroundStore } from '../store.ts'
import type { PlaygroundStore } from '../shape/store.ts'
import { walk } from '../testing/walked-run.ts'

const THREE = walk(`
  10 db    badness 400 select
  20 make  badness 700 select
  30 sshd  badness oom_score_adj_min
`)

const outputOf = (run: FinishedRun): RunOutput => ({
  diagnostics: [],
  summary: null,
  result: run.result,
  inputProblems: [],
  timing: run.timing,
})

const ONE_ERROR: RunOutput = {
  diagnostics: [
    { code: 'syntax', severity: 'error', span: { start: 0, end: 1 }, message: 'A declaration is missing.' },
  ],
  summary: null,
  result: null,
  inputProblems: [],
  timing: { compileMs: 1, runMs: 0 },
}

function storeWith(run: FinishedRun): PlaygroundStore {
  const store = createPlaygroundStore()
  store.getState().runAnswered(run.input, outputOf(run))
  return store
}

describe('the run', () => {
  it('keeps the last good result, marked stale, while the policy has errors', () => {
    const store = storeWith(THREE)
    store.getState().runStarted()
    expect(isStale(store.getState().run)).toBe(false)
    store.getState().runAnswered(THREE.input, ONE_ERROR)
    expect(isStale(store.getState().run)).toBe(true)
    expect(finishedRun(store.getState().run)?.result).toBe(THREE.result)
    store.getState().runStarted()
    expect(isStale(store.getState().run)).toBe(true)
    store.getState().runAnswered(THREE.input, outputOf(THREE))
    expect(isStale(store.getState().run)).toBe(false)
  })

  it('says how many errors there are', () => {
    const store = storeWith(THREE)
    store.getState().runAnswered(THREE.input, ONE_ERROR)
    expect(store.getState().run).toMatchObject({ phase: 'failed', reason: { kind: 'errors', count: 1 } })
    expect(store.getState().checkup.diagnostics).toHaveLength(1)
  })

  it('keeps the last good result when the worker hung', () => {
    const store = storeWith(THREE)
    store.getState().runFailed({ kind: 'hung' })
    expect(finishedRun(store.getState().run)?.result).toBe(THREE.result)
  })
})
