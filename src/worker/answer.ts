// Answers the requests of the page by calling the engine. An exception here is a bug of ours and becomes the reply `crashed`.
// What the first run does not need (completion, hover, export) is loaded when it is first asked for.

import { finishInSlices, type Work } from '../lab/work.ts'
import { loadLanguage, policyAsC } from '../policy/source.ts'
import { assertNever } from '../policy/types.ts'
import { runPolicy } from '../simulator/engine.ts'
import type { Reply, Request } from './protocol.ts'

/** Fetches what answers need later, so that they come without a network too. What cannot be fetched is asked for again when it is needed. */
export const fetchLaterParts = (): Promise<unknown> =>
  Promise.allSettled([
    import('../simulator/export.ts'),
    import('./import.ts'),
    import('../simulator/report/report.ts'),
    import('../simulator/report/account.ts'),
    import('../simulator/indeterminate.ts'),
    import('../policy/c/assist/assist.ts'),
    import('../lab/ask.ts'),
    import('../lab/matrix.ts'),
    import('./stepper.ts'),
  ])

/** What a long call does between its parts. */
export interface Meanwhile {
  /** Says how far it is. */
  tell: (reply: Reply) => void
  /** False when a newer call of its kind has come, or somebody stopped it. */
  isWanted: () => boolean
}

const ALONE: Meanwhile = { tell: () => {}, isWanted: () => true }

/** The reply to a request; never rejects. Long calls tell meanwhile how far they are, and end when they are not wanted any more. */
export async function answer(request: Request, meanwhile: Meanwhile = ALONE): Promise<Reply> {
  try {
    return await outcomeOf(request, meanwhile)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { status: 'crashed', call: request.call, seq: request.seq, message }
  }
}

async function outcomeOf(request: Request, { tell, isWanted }: Meanwhile): Promise<Reply> {
  const { seq } = request
  if (request.input !== null && 'policy' in request.input) await loadLanguage(request.input.policy.language)
  /** Does long work in slices; null when it was not wanted any more. */
  const slice = <T>(work: Work<T>): Promise<T | null> =>
    finishInSlices(
      work,
      ({ done, total }) => tell({ status: 'progress', call: request.call, seq, done, total }),
      isWanted,
    )
  switch (request.call) {
    case 'run':
      return { status: 'done', call: 'run', seq, output: runPolicy(request.input) }
    case 'export': {
      const { exportSource } = await import('../simulator/export.ts')
      const { policy, scenario, ...options } = request.input
      const { exported, diagnostics } = exportSource(policy, scenario, { ...options, kernel: scenario.kernel })
      return { status: 'done', call: 'export', seq, output: { exported, diagnostics } }
    }
    case 'exportFolder': {
      const { exportSourceFolder } = await import('../simulator/export.ts')
      const { policy, scenario, ...options } = request.input
      const { exported } = exportSourceFolder(policy, scenario, { ...options, kernel: scenario.kernel })
      return { status: 'done', call: 'exportFolder', seq, output: exported }
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
      const { printAccount } = await import('../simulator/report/account.ts')
      const { result } = runPolicy(request.input)
      return {
        status: 'done',
        call: 'account',
        seq,
        output: result === null ? null : printAccount(request.input, result),
      }
    }
    case 'flip': {
      const { askFlips } = await import('../lab/ask.ts')
      const work = askFlips(request.input)
      if (work === null) return { status: 'done', call: 'flip', seq, output: null }
      const output = await slice(work)
      return output === null
        ? { status: 'superseded', call: 'flip', seq }
        : { status: 'done', call: 'flip', seq, output }
    }
    case 'tests': {
      const { askTests } = await import('../lab/ask.ts')
      const work = askTests(request.input)
      if (work === null) return { status: 'done', call: 'tests', seq, output: null }
      const output = await slice(work)
      return output === null
        ? { status: 'superseded', call: 'tests', seq }
        : { status: 'done', call: 'tests', seq, output }
    }
    case 'matrix': {
      const { askMatrix } = await import('../lab/matrix.ts')
      const output = await slice(askMatrix(request.input))
      return output === null
        ? { status: 'superseded', call: 'matrix', seq }
        : { status: 'done', call: 'matrix', seq, output }
    }
    case 'stop':
      return { status: 'done', call: 'stop', seq, output: null }
    case 'openStepper': {
      const { openStepper } = await import('./stepper.ts')
      openStepper(request.input)
      return { status: 'done', call: 'openStepper', seq, output: null }
    }
    case 'statements': {
      const { statementsOf } = await import('./stepper.ts')
      return { status: 'done', call: 'statements', seq, output: statementsOf(request.input) }
    }
    case 'analyse': {
      const { analysisOf } = await import('./stepper.ts')
      let looked = 0
      const alive = (): void => tell({ status: 'progress', call: 'analyse', seq, done: ++looked, total: 0 })
      return { status: 'done', call: 'analyse', seq, output: analysisOf(request.input, alive) }
    }
    case 'kernelSource': {
      const { kernelSource } = await import('./stepper.ts')
      return { status: 'done', call: 'kernelSource', seq, output: kernelSource() }
    }
    case 'open': {
      const { openOutcome } = await import('../simulator/indeterminate.ts')
      const { round, ...input } = request.input
      return { status: 'done', call: 'open', seq, output: openOutcome(input, round) }
    }
    case 'asC': {
      const { policy, kernel } = request.input
      const { value } = policyAsC(policy, kernel)
      return { status: 'done', call: 'asC', seq, output: value === null ? null : value.source.text }
    }
    case 'typings': {
      const { policyTypings } = await import('../policy/typescript/typings.ts')
      return { status: 'done', call: 'typings', seq, output: policyTypings() }
    }
    case 'complete': {
      const { completeC } = await import('../policy/c/assist/assist.ts')
      const { text, offset, kernel } = request.input
      return { status: 'done', call: 'complete', seq, output: completeC(text, offset, kernel) }
    }
    case 'hover': {
      const { hoverC } = await import('../policy/c/assist/assist.ts')
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
