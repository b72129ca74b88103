import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { WorkerLike } from './client.ts'
import { createEngineClient } from './client.ts'
import type { Call, Reply, RequestOf } from './protocol.ts'

/** A worker that answers only when the test says so. */
class FakeWorker implements WorkerLike {
  readonly asked: RequestOf<Call>[] = []
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
  postMessage(message: RequestOf<Call>): void {
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

  it('supersedes an older request of the same call at once, and drops its late reply', async () => {
    const client = createEngineClient(makeWorker)
    const first = client.request('hover', hover('a'))
    const second = client.request('hover', hover('b'))
    expect(await first).toEqual({ status: 'superseded' })
    newest().answerHover(0)
    newest().answerHover(1)
    expect(await second).toEqual({ status: 'done', output: null })
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

  it('remembers the input that hung, and no other', async () => {
    const client = createEngineClient(makeWorker, { timeoutMs: 1000 })
    const answer = client.request('hover', hover('loop'))
    await Promise.resolve()
    vi.advanceTimersByTime(1000)
    await answer
    expect(client.hasHung('hover', hover('loop'))).toBe(true)
    expect(client.hasHung('hover', hover('loop2'))).toBe(false)
    expect(client.hasHung('complete', hover('loop'))).toBe(false)
  })

  it('blames the request that the worker was working on, not a newer one behind it', async () => {
    const client = createEngineClient(makeWorker, { timeoutMs: 1000 })
    const stuck = client.request('hover', hover('loop'))
    const behind = client.request('hover', hover('fine'))
    await Promise.resolve()
    vi.advanceTimersByTime(1000)
    expect([await stuck, await behind]).toEqual([{ status: 'superseded' }, { status: 'hung' }])
    expect(client.hasHung('hover', hover('loop'))).toBe(true)
    expect(client.hasHung('hover', hover('fine'))).toBe(false)
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

  it('stops a call: it is superseded at once, and the worker is told', async () => {
    const client = createEngineClient(makeWorker)
    const answer = client.request('hover', hover('a'))
    client.stop('hover')
    client.stop('complete')
    expect(await answer).toEqual({ status: 'superseded' })
    expect(newest().asked.map(({ call }) => call)).toEqual(['hover', 'stop'])
  })

  it('answers nothing after it was closed', async () => {
    const client = createEngineClient(makeWorker)
    const answer = client.request('hover', hover('a'))
    client.close()
    expect(await answer).toEqual({ status: 'superseded' })
    expect(await client.request('hover', hover('b'))).toEqual({ status: 'superseded' })
    expect(newest().terminated).toBe(true)
  })
})
