import { describe, expect, it, vi } from 'vitest'

import type { RunInput } from '../../simulator/trace/run.ts'
import type { Answer } from '../../worker/client.ts'
import { keepRunning, type RunEngine } from './running.ts'
import { createPlaygroundStore } from '../store.ts'
import { walk } from '../testing/walked-run.ts'

const RUN = walk('10 db badness 400 select')

/** An engine that answers a run only when told to. */
function slowEngine(hung = false) {
  const asked: RunInput[] = []
  let finish: ((answer: Answer<'run'>) => void) | null = null
  const engine: RunEngine = {
    run: (input) => {
      asked.push(input)
      return new Promise((resolve) => {
        finish = resolve
      })
    },
    hasHung: () => hung,
  }
  const answer = (given?: Answer<'run'>) => {
    const resolve = finish
    finish = null
    const output = { diagnostics: [], summary: null, result: RUN.result, inputProblems: [], timing: RUN.timing }
    resolve?.(given ?? { status: 'done', output })
  }
  return { engine, asked, answer }
}

describe('keepRunning()', () => {
  it('runs at once, and of the edits made meanwhile only the newest', async () => {
    const store = createPlaygroundStore()
    const { engine, asked, answer } = slowEngine()
    keepRunning(store, engine)
    expect(asked).toHaveLength(1)
    store.getState().editPolicy('a')
    store.getState().editPolicy('ab')
    expect(asked).toHaveLength(1)
    answer()
    await vi.waitFor(() => expect(asked.map((input) => input.policy.text).slice(1)).toEqual(['ab']))
  })

  it('does not run for a new title', async () => {
    const store = createPlaygroundStore()
    const { engine, asked, answer } = slowEngine()
    keepRunning(store, engine)
    answer()
    store.getState().renameDocument('Another')
    expect(asked).toHaveLength(1)
  })

  it('holds a policy back that hung before, until it is asked for', async () => {
    const store = createPlaygroundStore()
    const { engine, asked } = slowEngine(true)
    const runner = keepRunning(store, engine)
    await vi.waitFor(() =>
      expect(store.getState().run).toMatchObject({ phase: 'failed', reason: { kind: 'held-back' } }),
    )
    expect(asked).toHaveLength(0)
    runner.runAnyway()
    expect(asked).toHaveLength(1)
  })

  it('says that the engine hung, or crashed', async () => {
    const store = createPlaygroundStore()
    const { engine, answer } = slowEngine()
    keepRunning(store, engine)
    answer({ status: 'hung' })
    await vi.waitFor(() => expect(store.getState().run).toMatchObject({ phase: 'failed', reason: { kind: 'hung' } }))
    store.getState().editPolicy('x')
    answer({ status: 'crashed', message: 'oh' })
    await vi.waitFor(() => expect(store.getState().run).toMatchObject({ reason: { kind: 'crashed', message: 'oh' } }))
  })
})
