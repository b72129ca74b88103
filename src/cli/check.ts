// `check`: what the front end and the verifier's rules say about a policy, without running it.

import { isKernelVersion, KERNEL_VERSIONS } from '../kernel/versions.ts'
import { compilePolicy } from '../policy/compile.ts'
import { hasErrors } from '../policy/diagnostics.ts'
import { summarizeUnit } from '../simulator/summary.ts'
import { diagnosticsJson, formatDiagnostics } from './diagnostics.ts'
import { readPolicy } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

export function check(args: readonly string[], io: Io): number {
  const { values, positionals } = readOptions(args, {
    policy: { type: 'string' },
    kernel: { type: 'string', default: '6.12' },
    json: { type: 'boolean', default: false },
  })
  refusePositionals(positionals)
  const file = required(values.policy, '--policy')
  if (!isKernelVersion(values.kernel)) {
    throw new UsageError(`--kernel ${values.kernel} is not known. Known are: ${KERNEL_VERSIONS.join(', ')}.`)
  }
  const { policy } = readPolicy(file, io)
  const { text } = policy
  const { value: unit, diagnostics } = compilePolicy(policy, values.kernel)
  if (values.json) {
    const summary = unit === null ? { parameters: [], maps: [], programs: [] } : summarizeUnit(unit, text)
    io.out(JSON.stringify({ diagnostics: diagnosticsJson(diagnostics, text), ...summary }, null, 2))
  } else {
    const shown = formatDiagnostics(diagnostics, text, file)
    io.out(shown.length === 0 ? `${file}: no problems found` : shown.join('\n'))
  }
  return hasErrors(diagnostics) ? EXIT.policyHasErrors : EXIT.ran
}
