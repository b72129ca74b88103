// The worker's entry: receives requests, has them answered, posts the replies. Calls that are done in slices learn from it whether they are
// still wanted: of each kind only the newest is.

import { answer, fetchLaterParts, transferable } from './answer.ts'
import type { Call, Reply, Request } from './protocol.ts'

const post = (reply: Reply): void => postMessage(reply, { transfer: transferable(reply) })

const newest = new Map<Call, number>()

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  if (data.call === 'stop') newest.delete(data.input.call)
  else newest.set(data.call, data.seq)
  void answer(data, { tell: post, isWanted: () => newest.get(data.call) === data.seq }).then(post)
})
post({ status: 'ready' })
// After the first run, which is asked for at once.
setTimeout(() => void fetchLaterParts(), 3000)
