import { describe, expect, it } from 'vitest'

import type { RunOutput } from '../../simulator/trace/run.ts'
import { carryCursor, finishedRun, isStale } from './run.ts'
import type { FinishedRun } from '../shape/run.ts'
import { selectInspected, selectPosition, taskState } from '../selectors.ts'
import { createPlaygroundStore } from '../store.ts'
import type { PlaygroundStore } from '../shape/store.ts'
import { roundOf, walk } from '../testing/walk.ts'

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

const on = (store: PlaygroundStore) => selectPosition(store.getState())

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

describe('the cursor', () => {
  it('begins at the outcome, with the victim inspected', () => {
    const store = storeWith(THREE)
    expect(on(store)).toBe(3)
    expect(selectInspected(store.getState())).toBe(1)
  })

  it('steps to the last iteration and on to the outcome, which it keeps as null', () => {
    const store = storeWith(THREE)
    store.getState().step('previous')
    expect(store.getState().cursor.iteration).toBe(2)
    store.getState().step('next')
    expect(store.getState().cursor.iteration).toBeNull()
  })

  it('follows a process to its iteration', () => {
    const store = storeWith(THREE)
    store.getState().inspectTask(0)
    expect(on(store)).toBe(0)
    expect(selectInspected(store.getState())).toBe(0)
  })

  it('inspects a task that the walk does not come to without moving', () => {
    const short = walk('10 db policy abort\n20 make policy next')
    roundOf(short).iterations.length = 1
    const store = storeWith(short)
    store.getState().inspectTask(1)
    expect(on(store)).toBe(1)
    expect(selectInspected(store.getState())).toBe(1)
  })

  it('shows at an aborted outcome the task at which the walk ended', () => {
    const store = storeWith(walk('10 db policy select\n20 make policy abort'))
    expect(selectInspected(store.getState())).toBe(1)
  })

  it('shows nobody where nobody was chosen', () => {
    const store = storeWith(walk('10 db policy next\n20 make policy next'))
    expect(selectInspected(store.getState())).toBe(-1)
  })

  it('stays on its process when an edit moves it in the walk', () => {
    const moved = walk('20 make badness 700 select\n30 sshd badness 5\n10 db badness 400')
    expect(carryCursor({ round: 0, iteration: 0 }, THREE, moved)).toEqual({ round: 0, iteration: 2 })
    expect(carryCursor({ round: 0, iteration: null }, THREE, moved)).toEqual({ round: 0, iteration: null })
    expect(carryCursor({ round: 3, iteration: 9 }, THREE, moved)).toEqual({ round: 0, iteration: 2 })
  })

  it('plays from the start when it stands at the outcome, and stops there', () => {
    const store = storeWith(THREE)
    store.getState().togglePlay()
    expect([on(store), store.getState().playing]).toEqual([0, true])
    store.getState().playOn(2)
    expect([on(store), store.getState().playing]).toEqual([2, true])
    store.getState().playOn(2)
    expect([on(store), store.getState().playing]).toEqual([3, false])
  })

  it('stops playing when somebody seeks', () => {
    const store = storeWith(THREE)
    store.getState().togglePlay()
    store.getState().seek(1)
    expect(store.getState().playing).toBe(false)
  })
})

describe('taskState()', () => {
  const { scenario } = THREE.input
  const at = (task: number, position: number) =>
    taskState({ round: roundOf(THREE), scenario, position, gone: new Map() }, task)

  it('tells waiting, now, chosen so far and replaced apart', () => {
    expect(at(1, 0).standing).toEqual({ kind: 'waiting', iteration: 1 })
    expect(at(0, 0).standing).toMatchObject({ kind: 'evaluated', now: true, chosen: true })
    expect(at(0, 2).standing).toMatchObject({ kind: 'evaluated', now: false, chosen: false })
    expect(at(1, 2).standing).toMatchObject({ kind: 'evaluated', now: false, chosen: true })
  })

  it('knows who dies', () => {
    expect([0, 1, 2].map((task) => at(task, 3).kill)).toEqual([null, 'victim', null])
  })
})
