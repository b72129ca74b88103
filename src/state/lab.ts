// The engine that answers questions which take many runs: a worker of its own, started with the first of them.

import { createEngineClient, type EngineClient, type WorkerLike } from '../worker/client.ts'

export type Lab = Pick<EngineClient, 'request' | 'stop'>

/** A worker that is silent for so long while it plays one machine does not come back. */
const TIMEOUT_MS = 20_000

export function createLab(makeWorker: () => WorkerLike): Lab {
  let client: EngineClient | null = null
  const started = (): EngineClient => (client ??= createEngineClient(makeWorker, { timeoutMs: TIMEOUT_MS }))
  return {
    request: (call, input, onProgress) => started().request(call, input, onProgress),
    stop: (call) => client?.stop(call),
  }
}
