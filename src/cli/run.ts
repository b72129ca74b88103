// `run`: plays a policy on a machine and prints the verdict of every iteration, the victim and the kernel's lines.

import { hasErrors } from '../policy/diagnostics.ts'
import { runPolicy } from '../simulator/engine.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { PLAY_OPTIONS, readPlay } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals } from './options.ts'
import { EXIT, UsageError } from './problem.ts'
import { runJson } from './run-json.ts'
import { formatRun } from './run-table.ts'

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, { ...PLAY_OPTIONS, json: { type: 'boolean', default: false } })
  refusePositionals(positionals)
  const input = await readPlay(values, io)
  const output = runPolicy(input)
  if (output.inputProblems.length > 0) {
    throw new UsageError(output.inputProblems.map((p) => `${p.place}: ${p.message}`).join('\n'))
  }
  if (values.json) io.out(JSON.stringify(runJson(input, output), null, 2))
  else {
    const shown = formatDiagnostics(output.diagnostics, input.policy.text, values.policy ?? '')
    if (shown.length > 0) io.err(shown.join('\n'))
    const lines = formatRun(output, input.scenario)
    if (lines.length > 0) io.out(lines.join('\n'))
  }
  return hasErrors(output.diagnostics) ? EXIT.policyHasErrors : EXIT.ran
}
