// Answers the requests of the page by calling the engine. An exception here is a bug of ours and becomes the reply `crashed`.
// What the first run does not need (completion, hover, export) is loaded when it is first asked for.

import { assertNever } from '../policy/types.ts'
import { runPolicy } from '../simulator/engine.ts'
import type { Reply, Request } from './protocol.ts'

/** The reply to a request; never rejects. */
export async function answer(request: Request): Promise<Reply> {
  try {
    return await done(request)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { status: 'crashed', call: request.call, seq: request.seq, message }
  }
}

async function done(request: Request): Promise<Reply> {
  const { seq } = request
  switch (request.call) {
    case 'run':
      return { status: 'done', call: 'run', seq, output: runPolicy(request.input) }
    case 'export': {
      const { exportSource } = await import('../simulator/export.ts')
      const { policy, scenario, ...options } = request.input
      const { files, diagnostics } = exportSource(policy, scenario, { ...options, kernel: scenario.kernel })
      return { status: 'done', call: 'export', seq, output: { files, diagnostics } }
    }
    case 'complete': {
      const { completeC } = await import('../policy/c/assist.ts')
      const { text, offset, kernel } = request.input
      return { status: 'done', call: 'complete', seq, output: completeC(text, offset, kernel) }
    }
    case 'hover': {
      const { hoverC } = await import('../policy/c/assist.ts')
      const { text, offset, kernel } = request.input
      return { status: 'done', call: 'hover', seq, output: hoverC(text, offset, kernel) }
    }
    default:
      return assertNever(request)
  }
}

/** The buffers of a reply that need not be copied: the columns of the trace, which the worker does not use again. */
export function transferable(reply: Reply): ArrayBuffer[] {
  if (reply.status !== 'done' || reply.call !== 'run') return []
  const rounds = reply.output.result?.rounds ?? []
  return rounds.flatMap(({ iterations }) =>
    Object.values(iterations).flatMap((column) =>
      ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
    ),
  )
}
