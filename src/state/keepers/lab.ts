// The engine that answers questions which take many runs: a worker of its own, started with the first of them.

import { createEngineClient, type EngineClient, type WorkerLike } from '../../worker/client.ts'
import type { Call } from '../../worker/protocol.ts'

export type Lab = Pick<EngineClient, 'request' | 'stop'>

/** A worker that is silent for so long while it plays one machine does not come back. */
const TIMEOUT_MS = 20_000

/** Of questions that follow each other faster, as while something is dragged, only the last is asked. */
const PAUSE_MS = 80

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

/** Nothing is asked before `ready`, so that the first run does not share the machine with a second worker that loads. */
export function createLab(makeWorker: () => WorkerLike, ready: Promise<void>): Lab {
  let client: EngineClient | null = null
  const newest = new Map<Call, number>()
  const claim = (call: Call): number => {
    const number = (newest.get(call) ?? 0) + 1
    newest.set(call, number)
    return number
  }
  return {
    async request(call, input, onProgress) {
      const mine = claim(call)
      await Promise.all([ready, pause()])
      if (newest.get(call) !== mine) return { status: 'superseded' }
      client ??= createEngineClient(makeWorker, { timeoutMs: TIMEOUT_MS })
      return client.request(call, input, onProgress)
    },
    stop(call) {
      claim(call)
      client?.stop(call)
    },
  }
}
