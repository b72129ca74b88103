import { describe, expect, it } from 'vitest'

import { findGalleryPolicy } from '../../gallery/policies.ts'
import { galleryTests } from '../../gallery/promises.ts'
import type { PolicyTest } from '../../document/tests.ts'
import { createPlaygroundStore } from '../store.ts'
import { walk } from '../testing/walked-run.ts'
import { isTested, outcomeTest, selectTestCount, selectTests, testsForOtherMachine } from './tests.ts'

const KILLED: PolicyTest = { kind: 'killed', count: 1 }
const RESULT = { found: 'Seen.', place: { round: 0, iteration: 1 }, shrunk: null }

function storeAfterARun() {
  const store = createPlaygroundStore()
  const { input, result, timing } = walk('10 db badness 400 select\n20 make badness 500 select')
  store.getState().runAnswered(input, { diagnostics: [], summary: null, result, inputProblems: [], timing })
  store.setState({ document: { ...store.getState().document, tests: [] } })
  return store
}

function runOf(store: ReturnType<typeof storeAfterARun>) {
  const { run } = store.getState()
  if (run.phase !== 'done') throw new Error('it has not run')
  return run.finished
}

describe('an outcome as a test', () => {
  it('names the victim, by pid where others have its name', () => {
    expect(outcomeTest(walk('10 db badness 400 select'))).toEqual({ kind: 'victim', who: { by: 'comm', comm: 'db' } })
    expect(outcomeTest(walk('10 db badness 400 select\n20 db badness 300'))).toEqual({
      kind: 'victim',
      who: { by: 'pid', pid: 10 },
    })
  })

  it('says how it ended where nobody died', () => {
    expect(outcomeTest(walk('10 db policy next'))).toEqual({ kind: 'outcome', outcome: 'panic' })
  })
})

describe('the tests of a document', () => {
  it('are pinned once, counted when their results are in, and can be removed', () => {
    const store = storeAfterARun()
    expect(selectTestCount(store.getState())).toBeUndefined()
    store.getState().pinOutcome()
    store.getState().pinOutcome()
    store.getState().addTest(KILLED)
    const tests = selectTests(store.getState())
    expect(tests).toHaveLength(2)
    expect(selectTestCount(store.getState())).toBe('…/2')

    const results = [
      { ...RESULT, passed: true },
      { ...RESULT, passed: false },
    ]
    store.getState().testsAnswered({ run: runOf(store), tests, results })
    expect(selectTestCount(store.getState())).toBe('1/2')

    store.getState().removeTest(KILLED)
    expect(isTested(store.getState())).toBe(false)
  })

  it('lead to their step, or to the machine that was shrunk', () => {
    const store = storeAfterARun()
    store.getState().debugTest({ ...RESULT, passed: false })
    expect(store.getState().cursor).toEqual({ round: 0, iteration: 1 })
    const shrunk = runOf(store).input.scenario
    store.getState().debugTest({ ...RESULT, passed: false, shrunk })
    expect(store.getState().document.scenario).toEqual({ kind: 'inline', scenario: shrunk })
  })

  it('stay behind when a gallery policy is opened on the machine on the screen, with its parameters and maps', () => {
    const store = storeAfterARun()
    const { scenario } = store.getState().document
    const policy = findGalleryPolicy('earlyoom')
    if (policy === null) throw new Error('no earlyoom')
    store.getState().openPolicy(policy, 'c', 'on-screen')
    expect(store.getState().document).toMatchObject({ scenario, parameters: {}, maps: {}, tests: [] })
    store.getState().openPolicy(policy, 'c')
    expect(store.getState().document.scenario).toEqual({ kind: 'gallery', id: 'desktop' })
    expect(selectTests(store.getState())).toEqual(galleryTests('earlyoom'))
  })

  it('stay on another machine where a person wrote them, and go where the gallery did', () => {
    expect(testsForOtherMachine('largest-rss', [...galleryTests('largest-rss'), KILLED])).toEqual([KILLED])
    expect(testsForOtherMachine(null, [KILLED])).toEqual([KILLED])
  })
})
