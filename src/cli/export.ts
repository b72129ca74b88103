// `export`: writes a folder with a policy as BPF C, its loader and how to build both; the given parameters are its initial values.

import { DEFAULT_KERNEL } from '../kernel/versions.ts'
import { hasErrors } from '../policy/diagnostics.ts'
import { EXPORT_TARGETS, isExportTarget } from '../backend/bpf-c/targets.ts'
import { exportSourceFolder } from '../simulator/export.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { readKernel, readPolicy, readScenario } from './input.ts'
import type { Io } from './io.ts'
import { readMaps, readOptions, readParameters, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'

export async function exportCommand(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, {
    policy: { type: 'string' },
    target: { type: 'string' },
    out: { type: 'string' },
    kernel: { type: 'string' },
    scenario: { type: 'string' },
    param: { type: 'string', multiple: true },
    map: { type: 'string', multiple: true },
    title: { type: 'string' },
  })
  refusePositionals(positionals)
  const file = required(values.policy, '--policy')
  const target = required(values.target, '--target')
  if (!isExportTarget(target)) {
    throw new UsageError(`--target ${target} is not known. Known are: ${EXPORT_TARGETS.join(', ')}.`)
  }
  const folder = required(values.out, '--out')
  const { title, fileName, policy, gallery } = await readPolicy(file, io)
  const given = values.scenario === undefined ? null : readScenario(values.scenario, io)
  const machine = given?.scenario ?? null
  // Map contents of the gallery name things of the scenario that they were written for.
  const own = given?.reference.kind === 'gallery' && given.reference.id === gallery?.bestScenario ? gallery : null
  const { exported, diagnostics, inputProblems } = exportSourceFolder(policy, machine ?? { cgroups: [], tasks: [] }, {
    target,
    kernel: readKernel(values.kernel, machine?.kernel ?? DEFAULT_KERNEL),
    link: null,
    title: values.title ?? title,
    fileName: values.title === undefined ? fileName : undefined,
    parameters: { ...own?.parameters, ...readParameters(values.param ?? []) },
    maps: { ...own?.maps, ...readMaps(values.map ?? []) },
  })
  if (inputProblems.length > 0) {
    throw new UsageError(inputProblems.map((p) => `${p.place}: ${p.message}`).join('\n'))
  }
  const shown = formatDiagnostics(diagnostics, policy.text, file)
  if (shown.length > 0) io.err(shown.join('\n'))
  for (const { name, text } of exported ?? []) {
    io.writeFile(`${folder}/${name}`, text)
    io.out(`${folder}/${name}`)
  }
  return hasErrors(diagnostics) ? EXIT.policyHasErrors : EXIT.ran
}
