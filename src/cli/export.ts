// `export`: writes a policy as BPF C that clang compiles, with the given parameters as its initial values.

import { hasErrors } from '../policy/diagnostics.ts'
import { exportSource } from '../simulator/export.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { readKernel, readPolicy, readScenario } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, readParameters, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

export async function exportCommand(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, {
    policy: { type: 'string' },
    target: { type: 'string' },
    out: { type: 'string' },
    kernel: { type: 'string' },
    scenario: { type: 'string' },
    param: { type: 'string', multiple: true },
    title: { type: 'string' },
  })
  refusePositionals(positionals)
  const file = required(values.policy, '--policy')
  const target = required(values.target, '--target')
  if (target !== 'fmod_ret') throw new UsageError(`--target ${target} is not known. Known is: fmod_ret.`)
  const folder = required(values.out, '--out')
  const { title, fileName, policy } = await readPolicy(file, io)
  const machine = values.scenario === undefined ? null : readScenario(values.scenario, io).scenario
  const { files, diagnostics, inputProblems } = exportSource(policy, machine ?? { cgroups: [], tasks: [] }, {
    target,
    kernel: readKernel(values.kernel, machine?.kernel ?? '6.12'),
    link: null,
    title: values.title ?? title,
    fileName: values.title === undefined ? fileName : undefined,
    parameters: readParameters(values.param ?? []),
  })
  if (inputProblems.length > 0) {
    throw new UsageError(inputProblems.map((p) => `${p.place}: ${p.message}`).join('\n'))
  }
  const shown = formatDiagnostics(diagnostics, policy.text, file)
  if (shown.length > 0) io.err(shown.join('\n'))
  for (const { name, text } of files ?? []) {
    io.writeFile(`${folder}/${name}`, text)
    io.out(`${folder}/${name}`)
  }
  return hasErrors(diagnostics) ? EXIT.policyHasErrors : EXIT.ran
}
