// The stepper follows the cursor: it asks for what is on show, one question at a time, and never twice for what cannot be had.

import { describe, expect, it } from 'vitest'

import type { Recording } from '../../simulator/trace/recording.ts'
import { keepStepping } from './stepping.ts'
import { selectStepped } from '../slices/stepper.ts'
import { createPlaygroundStore } from '../store.ts'
import { walk } from '../testing/walked-run.ts'

const site = { origin: 'kernel' as const, function: 'oom_evaluate_task', span: { start: 0, end: 1 } }
const moment = { frames: [], reads: [], globals: [], maps: [], task: [], oc: [], returned: null }

const recordingOf = (round: number, stretch: number, at: number): Recording => ({
  round,
  stretch,
  site: Uint32Array.of(0, 0, 0),
  depth: Uint16Array.of(1, 1, 1),
  sites: [site],
  truncated: false,
  at,
  from: 0,
  moments: [moment, moment, moment],
})

const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

function playground(missing = false) {
  const store = createPlaygroundStore()
  const { input, result, timing } = walk('10 db badness 400 select\n20 make badness 500 select')
  store.getState().runAnswered(input, { diagnostics: [], summary: null, result, inputProblems: [], timing })
  const asked: unknown[] = []
  keepStepping(store, (run, question) => {
    expect(run).toBe(input)
    asked.push(question)
    if (missing) return Promise.resolve({ status: 'done', output: null })
    const { round, stretch, wanted } = question
    const at = wanted === 'last' ? 2 : wanted === 'policy' ? 1 : wanted
    return Promise.resolve({ status: 'done', output: recordingOf(round, stretch, at) })
  })
  return { store, asked }
}

describe('keepStepping()', () => {
  it('asks nothing while steps are tasks, and for the place on show once they are statements', async () => {
    const { store, asked } = playground()
    store.getState().step('first')
    await settled()
    expect(asked).toEqual([])
    store.getState().chooseStepUnit('statement')
    await settled()
    expect(asked.at(-1)).toEqual({ round: 0, stretch: 0, wanted: 'policy' })
    expect(selectStepped(store.getState())?.at).toBe(1)
  })

  it('steps within what is recorded without asking, and goes on in the next place at its beginning', async () => {
    const { store, asked } = playground()
    store.getState().step('first')
    store.getState().chooseStepUnit('statement')
    await settled()
    const before = asked.length
    store.getState().step('next')
    expect(selectStepped(store.getState())?.at).toBe(2)
    expect(asked).toHaveLength(before)
    store.getState().step('next')
    expect(store.getState().cursor.iteration).toBe(1)
    await settled()
    expect(asked.at(-1)).toEqual({ round: 0, stretch: 1, wanted: 0 })
    store.getState().step('previous')
    await settled()
    expect(asked.at(-1)).toEqual({ round: 0, stretch: 0, wanted: 'last' })
    expect(selectStepped(store.getState())?.at).toBe(2)
  })

  it('says so where nothing ran, and does not ask again', async () => {
    const { store, asked } = playground(true)
    store.getState().chooseStepUnit('statement')
    await settled()
    expect(store.getState().stepperProblem).toMatch(/Nothing was recorded/)
    expect(asked).toHaveLength(1)
  })
})
