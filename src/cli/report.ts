// `report`: plays a policy on a machine and prints what the kernel would print about it, the whole OOM report; or, with --markdown, an
// account of the run for people.

import { hasErrors } from '../policy/diagnostics.ts'
import { printAccount } from '../reading/account.ts'
import { runPolicy } from '../simulator/engine.ts'
import { reportOf } from '../simulator/report/report.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { PLAY_OPTIONS, readPlay } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

export async function report(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, { ...PLAY_OPTIONS, markdown: { type: 'boolean', default: false } })
  refusePositionals(positionals)
  const input = await readPlay(values, io)
  const output = runPolicy(input)
  if (output.inputProblems.length > 0) {
    throw new UsageError(output.inputProblems.map((p) => `${p.place}: ${p.message}`).join('\n'))
  }
  const shown = formatDiagnostics(output.diagnostics, input.policy.text, values.policy ?? '')
  if (shown.length > 0) io.err(shown.join('\n'))
  if (output.result !== null) {
    const printed = reportOf(input.scenario, output.result)
    if (values.markdown) {
      io.out(printAccount(input, output.result, printed).trimEnd())
      return hasErrors(output.diagnostics) ? EXIT.policyHasErrors : EXIT.ran
    }
    const { lines, assumptions } = printed
    if (lines.length > 0) io.out(lines.join('\n'))
    else io.err('The kernel prints nothing in this run.')
    for (const assumption of assumptions) io.err(`assumed: ${assumption}`)
    if (output.result.fault !== null) io.err(output.result.fault.message)
  }
  return hasErrors(output.diagnostics) ? EXIT.policyHasErrors : EXIT.ran
}
