// `check`: what the front end and the verifier's rules say about a policy, without running it; on request what the passes make of it.

import { DEFAULT_KERNEL } from '../kernel/versions.ts'
import { compilePolicy } from '../policy/compile.ts'
import { hasErrors } from '../policy/diagnostics.ts'
import { summarizeUnit } from '../simulator/summary.ts'
import { diagnosticsJson, formatDiagnostics } from './diagnostics.ts'
import { readKernel, readPolicy } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals, required } from './options.ts'
import { formatPasses, passesOf } from './passes.ts'
import { EXIT } from './problem.ts'

export async function check(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, {
    policy: { type: 'string' },
    kernel: { type: 'string' },
    json: { type: 'boolean', default: false },
    ir: { type: 'boolean', default: false },
  })
  refusePositionals(positionals)
  const file = required(values.policy, '--policy')
  const { policy } = await readPolicy(file, io)
  const kernel = readKernel(values.kernel, DEFAULT_KERNEL)
  const { value: unit, diagnostics } = compilePolicy(policy, kernel)
  const passes = values.ir ? passesOf(policy, unit, kernel) : null
  if (values.json) {
    const summary = unit === null ? { parameters: [], maps: [], programs: [] } : summarizeUnit(unit, policy.text)
    const found = { diagnostics: diagnosticsJson(diagnostics, policy.text), ...summary }
    io.out(JSON.stringify(passes === null ? found : { ...found, passes }, null, 2))
  } else {
    const shown = formatDiagnostics(diagnostics, policy.text, file)
    const result = shown.length === 0 ? [`${file}: no problems found`] : shown
    io.out([...result, ...(passes === null ? [] : formatPasses(passes, kernel))].join('\n'))
  }
  return hasErrors(diagnostics) ? EXIT.policyHasErrors : EXIT.ran
}
