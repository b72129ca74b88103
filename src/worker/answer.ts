// Answers the requests of the page by calling the engine. An exception here is a bug of ours and becomes the reply `crashed`.
// What the first run does not need (completion, hover, export) is loaded when it is first asked for.

import { loadLanguage } from '../policy/source.ts'
import { assertNever } from '../policy/types.ts'
import { runPolicy } from '../simulator/engine.ts'
import type { Reply, Request } from './protocol.ts'

/** The reply to a request; never rejects. Long calls tell meanwhile how far they are. */
export async function answer(request: Request, tell: (reply: Reply) => void = () => {}): Promise<Reply> {
  try {
    return await outcomeOf(request, tell)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { status: 'crashed', call: request.call, seq: request.seq, message }
  }
}

async function outcomeOf(request: Request, tell: (reply: Reply) => void): Promise<Reply> {
  const { seq } = request
  if ('policy' in request.input) await loadLanguage(request.input.policy.language)
  switch (request.call) {
    case 'run':
      return { status: 'done', call: 'run', seq, output: runPolicy(request.input) }
    case 'export': {
      const { exportSource } = await import('../simulator/export.ts')
      const { policy, scenario, ...options } = request.input
      const { files, diagnostics } = exportSource(policy, scenario, { ...options, kernel: scenario.kernel })
      return { status: 'done', call: 'export', seq, output: { files, diagnostics } }
    }
    case 'import': {
      const { importFile } = await import('./import.ts')
      const output = await importFile(request.input, (done, total) =>
        tell({ status: 'progress', call: 'import', seq, done, total }),
      )
      return { status: 'done', call: 'import', seq, output }
    }
    case 'report': {
      const { reportOf } = await import('../simulator/report/report.ts')
      const { result } = runPolicy(request.input)
      const output = result === null ? null : reportOf(request.input.scenario, result)
      return { status: 'done', call: 'report', seq, output }
    }
    case 'account': {
      const { printAccount } = await import('../simulator/account.ts')
      const { result } = runPolicy(request.input)
      return {
        status: 'done',
        call: 'account',
        seq,
        output: result === null ? null : printAccount(request.input, result),
      }
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
