import { describe, expect, it } from 'vitest'

import type { Recording } from '../../simulator/trace/recording.ts'
import { finishedRun } from '../run-state.ts'
import { selectInspected, selectPosition } from '../selectors.ts'
import type { FinishedRun } from '../shape/run.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'
import { createPlaygroundStore } from '../store.ts'
import { roundOf, walk } from '../testing/walked-run.ts'
import { carryCursor } from './cursor.ts'

const THREE = walk(`
  10 db    badness 400 select
  20 make  badness 700 select
  30 sshd  badness oom_score_adj_min
`)

/** A stretch with one statement of which nothing is known. */
const EMPTY_RECORDING: Recording = {
  round: 0,
  stretch: 0,
  site: Uint32Array.of(0),
  depth: Uint16Array.of(1),
  sites: [{ origin: 'policy', function: 'evaluate', span: { start: 0, end: 1 } }],
  truncated: false,
  at: 0,
  from: 0,
  moments: [],
}

function storeWith({ input, result, timing }: FinishedRun): PlaygroundStore {
  const store = createPlaygroundStore()
  store.getState().runAnswered(input, { diagnostics: [], summary: null, result, inputProblems: [], timing })
  return store
}

function runOf(store: PlaygroundStore): FinishedRun {
  const finished = finishedRun(store.getState().run)
  if (finished === null) throw new Error('it has not run')
  return finished
}

const on = (store: PlaygroundStore) => selectPosition(store.getState())

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

  describe('whatever shows a place', () => {
    const shows: Readonly<Record<string, (state: Store) => void>> = {
      'a seek': (state) => state.seek(1),
      'a stop of the timeline': (state) => state.seekStop(1),
      'a step': (state) => state.step('first'),
      'playing on': (state) => state.playOn(1),
      'a round': (state) => state.showRound(0),
      'the first different step': (state) => state.goTo({ round: 0, iteration: 1 }),
      'the step that beat a process': (state) => state.blame(),
      'the step of a test': (state) =>
        state.debugTest({ passed: false, found: '', place: { round: 0, iteration: 1 }, shrunk: null }),
      'a hit': (state) => state.goToHit({ breakpoint: 0, stop: 1, statement: 3 }),
      'a process': (state) => state.inspectTask(0),
      'another machine': (state) => state.openScenario('twins', null),
      'another document': (state) => state.returnToSample(),
    }
    it.each(Object.entries(shows))('moves all views: %s', (_name, show) => {
      const store = storeWith(THREE)
      store.getState().inspectTask(0)
      store.getState().selectCgroup('/')
      show(store.getState())
      expect(store.getState()).toMatchObject({ selectedCgroup: null, inspectedTask: null })
    })
  })

  it('goes on to the next place statement by statement, with all views', () => {
    const store = storeWith(THREE)
    store.getState().seek(0)
    store.getState().chooseStepUnit('statement')
    const recording: Recording = { ...EMPTY_RECORDING, round: 0, stretch: 0 }
    store.getState().statementsRecorded(runOf(store), recording)
    store.getState().selectCgroup('/')
    store.getState().step('next')
    expect(store.getState()).toMatchObject({ cursor: { round: 0, iteration: 1 }, selectedCgroup: null })
    expect(store.getState().entry).toEqual({ cursor: store.getState().cursor, wanted: 0 })
  })
})
