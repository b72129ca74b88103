// `run`: plays a policy on a machine and prints the verdict of every iteration, the victim and the kernel's lines.

import { hasErrors } from '../policy/diagnostics.ts'
import { runPolicy } from '../simulator/engine.ts'
import type { RunInput } from '../simulator/engine.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { readPolicy, readScenario } from './input.ts'
import type { Io } from './io.ts'
import { readMaps, readOptions, readParameters, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'
import { runJson } from './run-json.ts'
import { formatRun } from './run-table.ts'

export function run(args: readonly string[], io: Io): number {
  const { values, positionals } = readOptions(args, {
    policy: { type: 'string' },
    scenario: { type: 'string' },
    param: { type: 'string', multiple: true, default: [] },
    map: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  })
  refusePositionals(positionals)
  const file = required(values.policy, '--policy')
  const input: RunInput = {
    policy: readPolicy(file, io).policy,
    scenario: readScenario(required(values.scenario, '--scenario'), io).scenario,
    parameters: readParameters(values.param),
    maps: readMaps(values.map),
  }
  const output = runPolicy(input)
  if (output.inputProblems.length > 0) {
    throw new UsageError(output.inputProblems.map((p) => `${p.place}: ${p.message}`).join('\n'))
  }
  if (values.json) io.out(JSON.stringify(runJson(input, output), null, 2))
  else {
    const shown = formatDiagnostics(output.diagnostics, input.policy.text, file)
    if (shown.length > 0) io.err(shown.join('\n'))
    const lines = formatRun(output, input.scenario)
    if (lines.length > 0) io.out(lines.join('\n'))
  }
  return hasErrors(output.diagnostics) ? EXIT.policyHasErrors : EXIT.ran
}
