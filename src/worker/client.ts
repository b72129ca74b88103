// The page's side of the worker: typed requests, of which only the newest of each call is answered, and a watchdog that replaces a worker
// that does not answer. It knows nothing of the engine but its types.

import type { Call, Calls, DoneOf, Reply, RequestOf } from './protocol.ts'

/** The part of a Worker that the client uses. */
export interface WorkerLike {
  postMessage<C extends Call>(message: RequestOf<C>, transfer: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent<Reply>) => void): void
  addEventListener(type: 'error', listener: () => void): void
  terminate(): void
}

/** How a request ended. Only `done` has an output; none of the others is the user's error. */
export type Answer<C extends Call> =
  | { status: 'done'; output: Calls[C]['output'] }
  /** A newer request of the same call was made, or the client was closed. */
  | { status: 'superseded' }
  /** A bug of ours in the engine; the worker lives on. */
  | { status: 'crashed'; message: string }
  /** The worker did not answer and was replaced. */
  | { status: 'hung' }

export interface EngineClientOptions {
  /** How long the worker may be silent while something is asked of it, in milliseconds. */
  timeoutMs?: number
  /** The worker was replaced; `call` is what it was working on, null when it died by itself. */
  onReplaced?: (reason: 'hung' | 'died', call: Call | null) => void
}

/** Hears how far a long call has come. */
export type OnProgress = (done: number, total: number) => void

export interface EngineClient {
  request<C extends Call>(call: C, input: Calls[C]['input'], onProgress?: OnProgress): Promise<Answer<C>>
  /** True when exactly this input once hung a worker: it should not be run again without being asked for. */
  hasHung<C extends Call>(call: C, input: Calls[C]['input']): boolean
  /** Gives up a call: it is answered as superseded, and a worker that does it in slices ends it. */
  stop(call: Call): void
  close(): void
}

const DEFAULT_TIMEOUT_MS = 5000

/** A reply to a question, not the worker's word that it has loaded. */
type Answered = Exclude<Reply, { status: 'ready' | 'progress' }>

interface Waiting {
  call: Call
  inputText: string
  onProgress: OnProgress | undefined
  settle(reply: Answered): void
  give(status: 'superseded' | 'hung'): void
}

const keyOf = (call: Call, inputText: string): string => `${call} ${inputText}`

const isDone = <C extends Call>(reply: { status: string; call: Call }, call: C): reply is DoneOf<C> =>
  reply.status === 'done' && reply.call === call

function answerOf<C extends Call>(call: C, reply: Answered): Answer<C> {
  if (isDone(reply, call)) return { status: 'done', output: reply.output }
  if (reply.status === 'superseded') return { status: 'superseded' }
  return {
    status: 'crashed',
    message: reply.status === 'crashed' ? reply.message : `the worker answered ${reply.call}`,
  }
}

/**
 * Starts a worker and keeps one running: `makeWorker` is called again to replace one that hangs, and, at the next request, one that died.
 */
export function createEngineClient(makeWorker: () => WorkerLike, options: EngineClientOptions = {}): EngineClient {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const waiting = new Map<number, Waiting>()
  const hung = new Set<string>()
  let lastSeq = 0
  let closed = false
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let running: { worker: WorkerLike; ready: boolean } | null = start()

  function start(): { worker: WorkerLike; ready: boolean } {
    const made = { worker: makeWorker(), ready: false }
    made.worker.addEventListener('message', ({ data }) => {
      if (running !== made) return
      if (data.status === 'ready') made.ready = true
      else if (data.status === 'progress') waiting.get(data.seq)?.onProgress?.(data.done, data.total)
      else receive(data)
      watch()
    })
    made.worker.addEventListener('error', () => {
      if (running === made) replace('died')
    })
    return made
  }

  /** The watchdog runs while a loaded worker owes an answer; every answer gives it new time. */
  function watch(): void {
    clearTimeout(watchdog)
    if (running?.ready === true && waiting.size > 0) watchdog = setTimeout(() => replace('hung'), timeoutMs)
  }

  function receive(reply: Answered): void {
    const asked = waiting.get(reply.seq)
    waiting.delete(reply.seq)
    asked?.settle(reply)
  }

  function replace(reason: 'hung' | 'died'): void {
    running?.worker.terminate()
    clearTimeout(watchdog)
    // The worker answers in order: the oldest question is the one that it hangs in.
    const owed = [...waiting.values()]
    const [first] = owed
    waiting.clear()
    if (first !== undefined) hung.add(keyOf(first.call, first.inputText))
    // One that died may die again as soon as it starts: it is started again only when there is something to ask.
    running = reason === 'hung' ? start() : null
    options.onReplaced?.(reason, first?.call ?? null)
    for (const asked of owed) asked.give('hung')
  }

  const supersede = (call: Call): void => {
    for (const older of waiting.values()) if (older.call === call) older.give('superseded')
  }

  function request<C extends Call>(call: C, input: Calls[C]['input'], onProgress?: OnProgress): Promise<Answer<C>> {
    if (closed) return Promise.resolve({ status: 'superseded' })
    supersede(call)
    const seq = ++lastSeq
    return new Promise((resolve) => {
      waiting.set(seq, {
        call,
        inputText: JSON.stringify(input),
        onProgress,
        settle: (reply) => resolve(answerOf(call, reply)),
        give: (status) => resolve({ status }),
      })
      running ??= start()
      if (waiting.size === 1) watch()
      running.worker.postMessage<C>({ call, seq, input }, [])
    })
  }

  return {
    request,
    stop(call) {
      if (![...waiting.values()].some((asked) => asked.call === call)) return
      supersede(call)
      void request('stop', { call })
    },
    hasHung: (call, input) => hung.size > 0 && hung.has(keyOf(call, JSON.stringify(input))),
    close() {
      closed = true
      clearTimeout(watchdog)
      running?.worker.terminate()
      for (const asked of waiting.values()) asked.give('superseded')
      waiting.clear()
    },
  }
}
