// The whole engine behind one call: a policy's text and a machine in, diagnostics and a trace out. The worker and the command line both
// stand on it.

import type { EmittedModule } from '../backend/wasm/emit.ts'
import type { KernelVersion } from '../kernel/versions.ts'
import { TOO_LARGE } from '../policy/c/lower/rules/storage.ts'
import { compileKernel, compilePolicy } from '../policy/compile.ts'
import type { Checked, Diagnostic } from '../policy/diagnostics.ts'
import { sortDiagnostics } from '../policy/diagnostics.ts'
import type { Unit } from '../policy/ir.ts'
import { problem } from '../policy/catalogue/rule.ts'
import type { PolicySource } from '../document/policy.ts'
import { NO_SPAN } from '../policy/span.ts'

import { playRun } from './play/play-run.ts'
import { emitMachine, OomMachine } from './play/rounds.ts'
import { summarizeUnit } from './summary.ts'
import type { RunInput, RunOutput } from './trace/run.ts'

/** Bytes that a policy's maps and globals may take together: what a tab can be expected to give. */
const MAX_POLICY_BYTES = 2 ** 30

/** A policy compiled for a kernel and linked with it, ready for any machine with that kernel. */
export interface LinkedPolicy {
  unit: Unit
  module: EmittedModule
}

/** What linking gives: `unit` is there where the policy compiles, `value` where it can also be run. */
export type Linked = Checked<LinkedPolicy | null> & { unit: Unit | null }

/** Compiles a policy and links it; null when it has errors or wants more memory than there is. `compile` may keep what it makes. */
export function linkPolicy(policy: PolicySource, kernel: KernelVersion, compile = compilePolicy): Linked {
  const { value: unit, diagnostics } = compile(policy, kernel)
  if (unit === null) return { value: null, unit, diagnostics }
  const module = emitMachine(compileKernel(kernel), unit)
  const tooLarge = findTooLarge(module.layout.imageBase, unit)
  if (tooLarge !== null) return { value: null, unit, diagnostics: sortDiagnostics([...diagnostics, tooLarge]) }
  return { value: { unit, module }, unit, diagnostics }
}

/**
 * Compiles the policy and plays it on the scenario until the allocation is served or there is no way on. `link` may keep what it makes.
 *
 * Errors: problems of policy, parameters and maps are values; only bugs throw.
 */
export function runPolicy(
  input: RunInput,
  link: (policy: PolicySource, kernel: KernelVersion) => Linked = linkPolicy,
): RunOutput {
  const { policy, scenario, parameters, maps } = input
  const start = performance.now()
  const { value: linked, unit, diagnostics } = link(policy, scenario.kernel)
  const compiled = performance.now()
  const summary = unit === null ? null : summarizeUnit(unit, policy.text)
  if (linked === null)
    return {
      diagnostics,
      summary,
      result: null,
      inputProblems: [],
      timing: { compileMs: compiled - start, runMs: 0 },
    }
  const machine = new OomMachine(linked.module, { policy: linked.unit, text: policy.text, scenario, parameters, maps })
  const result = playRun(machine, scenario.oom)
  return {
    diagnostics,
    summary,
    result,
    inputProblems: machine.inputProblems,
    timing: { compileMs: compiled - start, runMs: performance.now() - compiled },
  }
}

/** An error at the largest map when all data of the policy together are too large. */
function findTooLarge(bytes: number, unit: Unit): Diagnostic | null {
  if (bytes <= MAX_POLICY_BYTES) return null
  const largest = unit.maps.toSorted((a, b) => b.maxEntries - a.maxEntries)[0]
  const megabytes = (n: number): string => `${Math.ceil(n / 2 ** 20)} MB`
  return problem(
    TOO_LARGE,
    largest?.span ?? NO_SPAN,
    `The maps and globals of this policy take ${megabytes(bytes)} together; ` +
      `the playground has room for ${megabytes(MAX_POLICY_BYTES)}. Make the maps smaller.`,
  )
}
