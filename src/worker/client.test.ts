import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WorkerLike } from './client.ts'
import { createEngineClient, type OnProgress } from './client.ts'
import { machine } from '../simulator/testing/machine.ts'
import type { Call, Reply, Request, Stop } from './protocol.ts'

/** A worker that answers only when the test says so. */
class FakeWorker implements WorkerLike {
  readonly asked: (Request | Stop)[] = []
  terminated = false
  private readonly onMessage: ((event: MessageEvent<Reply>) => void)[] = []
  private readonly onError: (() => void)[] = []

  addEventListener(
    ...[type, listener]: ['message', (event: MessageEvent<Reply>) => void] | ['error', () => void]
  ): void {
    if (type === 'message') this.onMessage.push(listener)
    else this.onError.push(listener)
  }
  die(): void {
    for (const listener of this.onError) listener()
  }
  postMessage(message: Request | Stop): void {
    this.asked.push(message)
  }
  terminate(): void {
    this.terminated = true
  }
  reply(data: Reply): void {
    for (const listener of this.onMessage) listener(new MessageEvent('message', { data }))
  }
  /** Answers the hover question at this place with no hover. */
  answerHover(index: number): void {
    this.reply({ status: 'done', call: 'hover', seq: this.asked[index]?.seq ?? -1, output: null })
  }
}

const input = {
  policy: { language: 'c' as const, text: '' },
  parameters: {},
  maps: {},
  scenario: machine('/app\n 3 web anon=5'),
}

const hover = (text: string) => ({ text, offset: 0, kernel: '6.12' as const })

describe('createEngineClient()', () => {
  let workers: FakeWorker[]
  const makeWorker = () => {
    const worker = new FakeWorker()
    workers.push(worker)
    queueMicrotask(() => worker.reply({ status: 'ready' }))
    return worker
  }
  const newest = () => {
    const worker = workers.at(-1)
    if (worker === undefined) throw new Error('no worker was made')
    return worker
  }
  beforeEach(() => {
    workers = []
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('gives the output of the call', async () => {
    const client = createEngineClient(makeWorker)
    const answer = client.request('hover', hover('a'))
    newest().answerHover(0)
    expect(await answer).toEqual({ status: 'done', output: null })
  })

  it('answers each of two who ask the same', async () => {
    const client = createEngineClient(makeWorker)
    const first = client.request('hover', hover('a'))
    const second = client.request('hover', hover('a'))
    newest().answerHover(0)
    newest().answerHover(1)
    expect([await first, await second]).toEqual([
      { status: 'done', output: null },
      { status: 'done', output: null },
    ])
  })

  it('gives up a question: it is answered at once, the worker is told, and its late reply is dropped', async () => {
    const client = createEngineClient(makeWorker)
    const asked = new AbortController()
    const onProgress = vi.fn<OnProgress>()
    const answer = client.request('hover', hover('a'), { signal: asked.signal, onProgress })
    const other = client.request('hover', hover('b'))
    asked.abort()
    expect(await answer).toEqual({ status: 'stopped' })
    expect(newest().asked.at(-1)).toEqual({ call: 'stop', seq: newest().asked[0]?.seq })
    newest().reply({ status: 'progress', call: 'hover', seq: newest().asked[0]?.seq ?? -1, done: 1, total: 2 })
    newest().reply({ status: 'stopped', call: 'hover', seq: newest().asked[0]?.seq ?? -1 })
    newest().answerHover(1)
    expect(await other).toEqual({ status: 'done', output: null })
    expect(onProgress).not.toHaveBeenCalled()
    expect(await client.request('hover', hover('c'), { signal: asked.signal })).toEqual({ status: 'stopped' })
  })

  it('leaves requests of other calls alone', async () => {
    const client = createEngineClient(makeWorker)
    const first = client.request('complete', hover('a'))
    const second = client.request('hover', hover('a'))
    newest().answerHover(1)
    newest().reply({ status: 'done', call: 'complete', seq: newest().asked[0]?.seq ?? -1, output: [] })
    expect([await first, await second]).toEqual([
      { status: 'done', output: [] },
      { status: 'done', output: null },
    ])
  })

  it('tells a crash of the engine apart from an answer', async () => {
    const client = createEngineClient(makeWorker)
    const answer = client.request('hover', hover('a'))
    newest().reply({ status: 'crashed', call: 'hover', seq: newest().asked[0]?.seq ?? -1, message: 'a bug' })
    expect(await answer).toEqual({ status: 'crashed', message: 'a bug' })
    expect(workers).toHaveLength(1)
  })

  it('replaces a worker that does not answer, says so, and goes on with the new one', async () => {
    const onReplaced = vi.fn<(reason: string, call: Call | null) => void>()
    const client = createEngineClient(makeWorker, { timeoutMs: 1000, onReplaced })
    const answer = client.request('hover', hover('loop'))
    await Promise.resolve()
    vi.advanceTimersByTime(1000)
    expect(await answer).toEqual({ status: 'hung' })
    expect(workers[0]?.terminated).toBe(true)
    expect(onReplaced).toHaveBeenCalledExactlyOnceWith('hung', 'hover')

    const next = client.request('hover', hover('fine'))
    newest().answerHover(0)
    expect(await next).toEqual({ status: 'done', output: null })
  })

  it('remembers the run that hung, and no other', async () => {
    const client = createEngineClient(makeWorker, { timeoutMs: 1000 })
    const answer = client.ask('run', input, null)
    await Promise.resolve()
    vi.advanceTimersByTime(1000)
    expect(await answer).toEqual({ status: 'hung' })
    expect(client.hasHung(input)).toBe(true)
    expect(client.hasHung({ ...input, scenario: structuredClone(input.scenario) })).toBe(true)
    expect(client.hasHung({ ...input, scenario: { ...input.scenario, title: 'other' } })).toBe(false)
    expect(client.hasHung({ ...input, parameters: { pid: '7' } })).toBe(false)
    expect(client.hasHung({ ...input, policy: { language: 'c', text: 'other' } })).toBe(false)
  })

  it('blames the request that the worker was working on, and asks the new worker those behind it', async () => {
    const client = createEngineClient(makeWorker, { timeoutMs: 1000 })
    const stuck = client.request('hover', hover('loop'))
    const behind = client.request('hover', hover('fine'))
    const asked = new AbortController()
    const givenUp = client.request('hover', hover('no'), { signal: asked.signal })
    asked.abort()
    await Promise.resolve()
    vi.advanceTimersByTime(1000)
    expect([await stuck, await givenUp]).toEqual([{ status: 'hung' }, { status: 'stopped' }])
    expect(workers).toHaveLength(2)
    expect(newest().asked).toMatchObject([{ call: 'hover', input: hover('fine') }])
    newest().answerHover(0)
    expect(await behind).toEqual({ status: 'done', output: null })
  })

  it('gives the worker new time with every answer, and none to an idle worker', async () => {
    const client = createEngineClient(makeWorker, { timeoutMs: 1000 })
    const first = client.request('hover', hover('a'))
    const second = client.request('complete', hover('a'))
    await Promise.resolve()
    vi.advanceTimersByTime(800)
    newest().answerHover(0)
    await first
    vi.advanceTimersByTime(800)
    newest().reply({ status: 'done', call: 'complete', seq: newest().asked[1]?.seq ?? -1, output: [] })
    await second
    vi.advanceTimersByTime(10_000)
    expect(workers).toHaveLength(1)
  })

  it('replaces a worker that died by itself, when there is something to ask', async () => {
    const onReplaced = vi.fn<(reason: string, call: Call | null) => void>()
    const client = createEngineClient(makeWorker, { onReplaced })
    const answer = client.request('hover', hover('a'))
    newest().die()
    expect(await answer).toEqual({ status: 'hung' })
    expect(onReplaced).toHaveBeenCalledExactlyOnceWith('died', 'hover')
    expect(workers).toHaveLength(1)
    const next = client.request('hover', hover('b'))
    expect(workers).toHaveLength(2)
    newest().answerHover(0)
    expect(await next).toEqual({ status: 'done', output: null })
  })

  it('waits for a worker that is still loading', async () => {
    const slow = new FakeWorker()
    const client = createEngineClient(() => slow, { timeoutMs: 1000 })
    const answer = client.request('hover', hover('a'))
    vi.advanceTimersByTime(60_000)
    expect(slow.terminated).toBe(false)
    slow.reply({ status: 'ready' })
    slow.answerHover(0)
    expect(await answer).toEqual({ status: 'done', output: null })
  })

  it('answers nothing after it was closed', async () => {
    const client = createEngineClient(makeWorker)
    const answer = client.request('hover', hover('a'))
    client.close()
    expect(await answer).toEqual({ status: 'stopped' })
    expect(await client.request('hover', hover('b'))).toEqual({ status: 'stopped' })
    expect(newest().terminated).toBe(true)
  })
  describe('ask()', () => {
    /** The same machine with another text, as after a key. */
    const typed = (text: string) => ({ ...input, policy: { language: 'c' as const, text } })
    const run = (index: number) => {
      const message = newest().asked[index]
      if (message === undefined || !('run' in message)) throw new Error('nothing was asked of a run')
      return message.run
    }

    it('tells the worker of a run once, and of its machine once for all of its runs', () => {
      const client = createEngineClient(makeWorker)
      const first = typed('a')
      void client.ask('run', first, null)
      void client.ask('report', first, null)
      void client.ask('run', typed('ab'), null)
      void client.ask('run', { ...typed('ab'), scenario: { ...input.scenario } }, null)
      expect(run(0).opened).toMatchObject({ policy: { text: 'a' }, machine: { scenario: input.scenario } })
      expect(run(1)).toEqual({ id: run(0).id, opened: null })
      expect(run(2).opened).toMatchObject({ policy: { text: 'ab' }, machine: { scenario: null } })
      expect(run(2).id).not.toBe(run(0).id)
      expect(run(3).opened?.machine.scenario).not.toBeNull()
    })

    it('sends no more than text for each key, and stringifies nothing', () => {
      const scenario = { ...input.scenario, tasks: Array.from({ length: 2000 }).flatMap(() => input.scenario.tasks) }
      const client = createEngineClient(makeWorker)
      const stringify = vi.spyOn(JSON, 'stringify')
      for (const text of ['int x', 'int x;', 'int x; ']) {
        const keyed = { ...typed(text), scenario }
        expect(client.hasHung(keyed)).toBe(false)
        void client.ask('run', keyed, null)
      }
      expect(stringify).not.toHaveBeenCalled()
      stringify.mockRestore()
      const [opened = 0, ...keys] = newest().asked.map((message) => JSON.stringify(message).length)
      expect(opened).toBeGreaterThan(100_000)
      expect(Math.max(...keys)).toBeLessThan(300)
    })

    it('tells a worker again that has let the run go', async () => {
      const client = createEngineClient(makeWorker)
      const answer = client.ask('report', input, null)
      const { seq } = newest().asked[0] ?? { seq: -1 }
      newest().reply({ status: 'unknown', call: 'report', seq })
      expect(newest().asked[1]).toEqual(newest().asked[0])
      newest().reply({ status: 'done', call: 'report', seq, output: null })
      expect(await answer).toEqual({ status: 'done', output: null })
    })

    it('tells a new worker', async () => {
      const client = createEngineClient(makeWorker, { timeoutMs: 1000 })
      const hung = client.ask('run', input, null)
      await Promise.resolve()
      vi.advanceTimersByTime(1000)
      await hung
      void client.ask('report', input, null)
      expect(workers).toHaveLength(2)
      expect(run(0).opened?.machine.scenario).toBe(input.scenario)
    })
  })
})
