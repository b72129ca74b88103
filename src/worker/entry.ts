// The worker's entry: receives requests, has them answered, posts the replies. No logic here.

import { answer, transferable } from './answer.ts'
import type { Reply, Request } from './protocol.ts'

const post = (reply: Reply): void => postMessage(reply, { transfer: transferable(reply) })

addEventListener('message', (event: MessageEvent<Request>) => void answer(event.data, post).then(post))
post({ status: 'ready' })
