// Answers the requests of the page by calling the engine. An exception here is a bug of ours and becomes the reply `crashed`.
// What the first run does not need (completion, hover, export) is loaded when it is first asked for.

import { finishInSlices, type Work } from '../lab/work.ts'
import { loadLanguage, policyAsC } from '../policy/source.ts'
import { assertNever } from '../policy/types.ts'
import type { OtherRequest, Reply, Request, RunRequest } from './protocol.ts'
import type { OpenRun, Runs } from './runs.ts'

/** Fetches what answers need later, so that they come without a network too. What cannot be fetched is asked for again when it is needed. */
export const fetchLaterParts = (): Promise<unknown> =>
  Promise.allSettled([
    import('../simulator/export.ts'),
    import('./read-file.ts'),
    import('../simulator/report/report.ts'),
    import('../reading/account.ts'),
    import('../simulator/indeterminate-outcome.ts'),
    import('../simulator/debug/session.ts'),
    import('../simulator/debug/analyse.ts'),
    import('../policy/c/assist/assist.ts'),
    import('../policy/catalogue/explain.ts'),
    import('../lab/ask.ts'),
    import('../lab/matrix.ts'),
    import('./kernel-source.ts'),
  ])

/** What a long call does between its parts. */
export interface Meanwhile {
  /** Says how far it is. */
  tell: (reply: Reply) => void
  /** False when somebody stopped it. */
  isWanted: () => boolean
}

const ALONE: Meanwhile = { tell: () => {}, isWanted: () => true }

/** The reply to a request; never rejects. Long calls tell meanwhile how far they are, and end when they are not wanted any more. */
export async function answer(request: Request, runs: Runs, meanwhile: Meanwhile = ALONE): Promise<Reply> {
  try {
    if (!('run' in request)) return await answerOther(request, meanwhile)
    const run = runs.find(request.run)
    if (run === null) return { status: 'unknown', call: request.call, seq: request.seq }
    await loadLanguage(run.input.policy.language)
    return await answerAbout(run, runs, request, meanwhile)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { status: 'crashed', call: request.call, seq: request.seq, message }
  }
}

async function answerAbout(
  run: OpenRun,
  runs: Runs,
  request: RunRequest,
  { tell, isWanted }: Meanwhile,
): Promise<Reply> {
  const { seq } = request
  const { policy, scenario, parameters, maps } = run.input
  const progress = (done: number, total: number): void =>
    tell({ status: 'progress', call: request.call, seq, done, total })
  /** Does long work in slices; null when it was not wanted any more. */
  const slice = <T>(work: Work<T>): Promise<T | null> =>
    finishInSlices(work, ({ done, total }) => progress(done, total), isWanted)
  switch (request.call) {
    case 'run':
      return { status: 'done', call: 'run', seq, output: run.play() }
    case 'export': {
      const { exportSource } = await import('../simulator/export.ts')
      const options = { ...request.input, parameters, kernel: scenario.kernel }
      const { exported, diagnostics } = exportSource(policy, scenario, options)
      return { status: 'done', call: 'export', seq, output: { exported, diagnostics } }
    }
    case 'exportFolder': {
      const { exportSourceFolder } = await import('../simulator/export.ts')
      const options = { ...request.input, parameters, maps, kernel: scenario.kernel }
      const { exported } = exportSourceFolder(policy, scenario, options)
      return { status: 'done', call: 'exportFolder', seq, output: exported }
    }
    case 'report': {
      const { reportOf } = await import('../simulator/report/report.ts')
      const result = run.result()
      const output = result === null ? null : reportOf(scenario, result)
      return { status: 'done', call: 'report', seq, output }
    }
    case 'account': {
      const [{ printAccount }, { reportOf }] = await Promise.all([
        import('../reading/account.ts'),
        import('../simulator/report/report.ts'),
      ])
      const result = run.result()
      const output =
        result === null ? null : printAccount({ ...run.input, ...request.input }, result, reportOf(scenario, result))
      return { status: 'done', call: 'account', seq, output }
    }
    case 'flip': {
      const { askFlips } = await import('../lab/ask.ts')
      const work = askFlips({ ...run.input, ...request.input })
      if (work === null) return { status: 'done', call: 'flip', seq, output: null }
      const output = await slice(work)
      return output === null ? { status: 'stopped', call: 'flip', seq } : { status: 'done', call: 'flip', seq, output }
    }
    case 'tests': {
      const { askTests } = await import('../lab/ask.ts')
      const work = askTests({ ...run.input, ...request.input })
      if (work === null) return { status: 'done', call: 'tests', seq, output: null }
      const output = await slice(work)
      return output === null
        ? { status: 'stopped', call: 'tests', seq }
        : { status: 'done', call: 'tests', seq, output }
    }
    case 'cells': {
      const { askCells } = await import('../lab/matrix.ts')
      const output = await slice(askCells(run.input, request.input.pairs))
      return output === null
        ? { status: 'stopped', call: 'cells', seq }
        : { status: 'done', call: 'cells', seq, output }
    }
    case 'statements': {
      const { DebugSession } = await import('../simulator/debug/session.ts')
      const session = runs.sessionOf(run, (input) => new DebugSession(input))
      return { status: 'done', call: 'statements', seq, output: session.record(request.input) }
    }
    case 'analyse': {
      const { analyseRun } = await import('../simulator/debug/analyse.ts')
      let looked = 0
      const output = analyseRun(run.input, request.input, () => progress(++looked, 0))
      return { status: 'done', call: 'analyse', seq, output }
    }
    case 'indeterminate': {
      const { indeterminateOutcome } = await import('../simulator/indeterminate-outcome.ts')
      return {
        status: 'done',
        call: 'indeterminate',
        seq,
        output: indeterminateOutcome(run.input, request.input.round),
      }
    }
    default:
      return assertNever(request)
  }
}

async function answerOther(request: OtherRequest, { tell }: Meanwhile): Promise<Reply> {
  const { seq } = request
  switch (request.call) {
    case 'import': {
      const { readFile } = await import('./read-file.ts')
      const output = await readFile(request.input, (done, total) =>
        tell({ status: 'progress', call: 'import', seq, done, total }),
      )
      return { status: 'done', call: 'import', seq, output }
    }
    case 'kernelSource': {
      const { kernelSource } = await import('./kernel-source.ts')
      return { status: 'done', call: 'kernelSource', seq, output: kernelSource() }
    }
    case 'asC': {
      const { policy, kernel } = request.input
      await loadLanguage(policy.language)
      const { value } = policyAsC(policy, kernel)
      return { status: 'done', call: 'asC', seq, output: value === null ? null : value.source.text }
    }
    case 'typings': {
      const { policyTypings } = await import('../policy/typescript/typings.ts')
      return { status: 'done', call: 'typings', seq, output: policyTypings() }
    }
    case 'rules': {
      const { listRules } = await import('../policy/catalogue/explain.ts')
      return { status: 'done', call: 'rules', seq, output: listRules() }
    }
    case 'explain': {
      const { explainRule } = await import('../policy/catalogue/explain.ts')
      return { status: 'done', call: 'explain', seq, output: await explainRule(request.input.code) }
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
