// The page's side of the worker: typed questions and their answers, the runs that they are about, and a watchdog that replaces a worker that
// does not answer. It knows nothing of the engine but its types.
//
// A run is named by a number. What it runs on travels with the first question about it, and its machine only where the worker does not have
// it from another run. A new worker, or one that has let a run go, is told again; who asks does not notice.

import type { RunInput } from '../simulator/trace/run.ts'
import type {
  Call,
  Calls,
  DoneOf,
  OtherCall,
  OtherCalls,
  Reply,
  RequestOf,
  RunCall,
  RunCalls,
  RunRequestOf,
  Stop,
} from './protocol.ts'
import { createRunRefs, type Told } from './run-refs.ts'

/** The part of a Worker that the client uses. */
export interface WorkerLike {
  postMessage<C extends OtherCall>(message: RequestOf<C>, transfer: Transferable[]): void
  postMessage<C extends RunCall>(message: RunRequestOf<C>, transfer: Transferable[]): void
  postMessage(message: Stop, transfer: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent<Reply>) => void): void
  addEventListener(type: 'error', listener: () => void): void
  terminate(): void
}

/** How a request ended. Only `done` has an output; none of the others is the user's error. */
export type Answer<C extends Call> = Answered<Calls[C]['output']>

export type Answered<T> =
  | { status: 'done'; output: T }
  /** Who asked gave it up, or the client was closed. */
  | { status: 'stopped' }
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

/** What may come with a question. */
export interface Asking {
  /** Gives the question up: it is answered as stopped, and a worker that works on it in slices ends that. */
  signal?: AbortSignal
  onProgress?: OnProgress
}

export interface EngineClient {
  /** Asks something of a run. */
  ask<C extends RunCall>(call: C, run: RunInput, input: RunCalls[C]['input'], asking?: Asking): Promise<Answer<C>>
  request<C extends OtherCall>(call: C, input: OtherCalls[C]['input'], asking?: Asking): Promise<Answer<C>>
  /** True when playing exactly this run once hung a worker: it should not be run again without being asked for. */
  hasHung(run: RunInput): boolean
  close(): void
}

const DEFAULT_TIMEOUT_MS = 5000

/** A reply that ends a question. */
type Final = Exclude<Reply, { status: 'ready' | 'progress' | 'unknown' }>

interface Waiting {
  call: Call
  /** What is asked about; null where that is no run. */
  run: RunInput | null
  /** True once nobody waits for the answer any more; the worker owes it all the same. */
  isGivenUp(): boolean
  post(to: Running): void
  onProgress: OnProgress | undefined
  settle(reply: Final): void
  give(status: 'stopped' | 'hung'): void
}

/** A worker, and what it was told. */
interface Running {
  worker: WorkerLike
  ready: boolean
  told: Told
}

const isDone = <C extends Call>(reply: { status: string; call: Call }, call: C): reply is DoneOf<C> =>
  reply.status === 'done' && reply.call === call

function answerOf<C extends Call>(call: C, reply: Final): Answer<C> {
  if (isDone(reply, call)) return { status: 'done', output: reply.output }
  if (reply.status === 'stopped') return { status: 'stopped' }
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
  const refs = createRunRefs()
  const hung: RunInput[] = []
  let lastSeq = 0
  let closed = false
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let running: Running | null = start()

  function start(): Running {
    const made: Running = { worker: makeWorker(), ready: false, told: new WeakSet() }
    made.worker.addEventListener('message', ({ data }) => {
      if (running !== made) return
      switch (data.status) {
        case 'ready':
          made.ready = true
          break
        case 'progress':
          waiting.get(data.seq)?.onProgress?.(data.done, data.total)
          break
        case 'unknown':
          tellAgain(made, data.seq)
          break
        default:
          receive(data)
      }
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

  function receive(reply: Final): void {
    const asked = waiting.get(reply.seq)
    waiting.delete(reply.seq)
    asked?.settle(reply)
  }

  function tellAgain(to: Running, seq: number): void {
    const asked = waiting.get(seq)
    if (asked === undefined || asked.run === null) return
    refs.forget(asked.run, to.told)
    asked.post(to)
  }

  function replace(reason: 'hung' | 'died'): void {
    running?.worker.terminate()
    clearTimeout(watchdog)
    // The worker answers in order: the oldest question is the one that it hangs in. The others are asked again.
    const [first] = waiting.values()
    for (const [seq, asked] of waiting) if (asked === first || asked.isGivenUp()) waiting.delete(seq)
    if (first?.call === 'run' && first.run !== null) hung.push(first.run)
    // One that died may die again as soon as it starts: it is started again only when there is something to ask.
    const next = reason === 'hung' || waiting.size > 0 ? start() : null
    running = next
    if (next !== null) for (const asked of waiting.values()) asked.post(next)
    options.onReplaced?.(reason, first?.call ?? null)
    first?.give('hung')
  }

  /** Posts a question, and answers it when the worker has. */
  function send<C extends Call>(
    call: C,
    run: RunInput | null,
    { signal, onProgress }: Asking,
    post: (seq: number, to: Running) => void,
  ): Promise<Answer<C>> {
    if (closed || signal?.aborted === true) return Promise.resolve({ status: 'stopped' })
    const seq = ++lastSeq
    return new Promise((resolve) => {
      const giveUp = (): void => {
        resolve({ status: 'stopped' })
        // The worker still owes a reply, which the watchdog waits for.
        running?.worker.postMessage({ call: 'stop', seq }, [])
      }
      const settle = (answer: Answer<C>): void => {
        signal?.removeEventListener('abort', giveUp)
        resolve(answer)
      }
      signal?.addEventListener('abort', giveUp)
      const asked: Waiting = {
        call,
        run,
        onProgress: (done, total) => {
          if (signal?.aborted !== true) onProgress?.(done, total)
        },
        isGivenUp: () => signal?.aborted === true,
        post: (to) => post(seq, to),
        settle: (reply) => settle(answerOf(call, reply)),
        give: (status) => settle({ status }),
      }
      waiting.set(seq, asked)
      running ??= start()
      if (waiting.size === 1) watch()
      asked.post(running)
    })
  }

  return {
    ask: (call, run, input, asking = {}) =>
      send(call, run, asking, (seq, to) =>
        to.worker.postMessage({ call, seq, input, run: refs.refTo(run, to.told) }, []),
      ),
    request: (call, input, asking = {}) =>
      send(call, null, asking, (seq, to) => to.worker.postMessage({ call, seq, input }, [])),
    hasHung: (run) => hung.some((one) => isSameRun(one, run)),
    close() {
      closed = true
      clearTimeout(watchdog)
      running?.worker.terminate()
      for (const asked of waiting.values()) asked.give('stopped')
      waiting.clear()
    },
  }
}

/** True for runs that do the same. Their machines are compared only where the texts are equal, up to the first difference. */
const isSameRun = (one: RunInput, other: RunInput): boolean =>
  one === other || (one.policy.text === other.policy.text && isSameData(one, other))

function isSameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const others = new Map<string, unknown>(Object.entries(other))
  const entries = Object.entries(one)
  return entries.length === others.size && entries.every(([key, value]) => isSameData(value, others.get(key)))
}
