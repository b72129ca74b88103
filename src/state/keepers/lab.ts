// The engine that answers questions which take many runs: a worker of its own, started with the first of them.

import { createEngineClient, type EngineClient, type WorkerLike } from '../../worker/client.ts'

export type Lab = Pick<EngineClient, 'ask'>

/** A worker that is silent for so long while it plays one machine does not come back. */
const TIMEOUT_MS = 20_000

/** Of questions that follow each other faster, as while something is dragged, only the last is worth asking. */
export const LAB_PAUSE_MS = 80

/** Nothing is asked before `ready`, so that the first run does not share the machine with a second worker that loads. */
export function createLab(makeWorker: () => WorkerLike, ready: Promise<void>): Lab {
  let client: EngineClient | null = null
  return {
    async ask(call, run, input, asking) {
      await ready
      client ??= createEngineClient(makeWorker, { timeoutMs: TIMEOUT_MS })
      return client.ask(call, run, input, asking)
    },
  }
}
