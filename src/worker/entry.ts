// The worker's entry: receives requests, has them answered, posts the replies. Calls that are done in slices learn from it whether they are
// still wanted.

import { answer, fetchLaterParts, transferable } from './answer.ts'
import type { Reply, Request, Stop } from './protocol.ts'
import { Runs } from './runs.ts'

const post = (reply: Reply): void => postMessage(reply, { transfer: transferable(reply) })

const runs = new Runs()
/** What is being answered and still wanted, by its number. */
const wanted = new Set<number>()

async function receive(request: Request): Promise<void> {
  const { seq } = request
  wanted.add(seq)
  const reply = await answer(request, runs, { tell: post, isWanted: () => wanted.has(seq) })
  wanted.delete(seq)
  post(reply)
}

addEventListener('message', ({ data }: MessageEvent<Request | Stop>) => {
  if (data.call === 'stop') wanted.delete(data.seq)
  else void receive(data)
})
post({ status: 'ready' })
// After the first run, which is asked for at once.
setTimeout(() => void fetchLaterParts(), 3000)
