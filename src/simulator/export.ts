// Compiles a policy and exports it with the values that its parameters have here. Names such as `pid:nginx` become the numbers that they
// stand for on the machine, since the exported program knows no machine.

import type { ExportedFile, ExportOptions } from '../backend/bpf-c/export.ts'
import { exportPolicy } from '../backend/bpf-c/export.ts'
import { compilePolicy } from '../policy/compile.ts'
import type { Diagnostic } from '../policy/diagnostics.ts'
import type { Unit } from '../policy/ir.ts'
import { policyAsC } from '../policy/source.ts'
import type { PolicySource } from './engine.ts'
import type { InputProblem } from './globals.ts'
import { readParameters } from './globals.ts'
import type { Names } from './values.ts'
import { isCharArray, readIntegerAt } from './values.ts'

export interface ExportResult {
  /** Null when the policy has errors. */
  files: readonly ExportedFile[] | null
  diagnostics: readonly Diagnostic[]
  /** Parameters that could not be used; they keep the values of the text. */
  inputProblems: readonly InputProblem[]
}

/** Exports a policy; `names` is the machine that names in parameters refer to. */
export function exportSource(policy: PolicySource, names: Names, options: ExportOptions): ExportResult {
  // What is wrong is said of the author's own text; what is exported is compiled from the C of it.
  const { diagnostics } = compilePolicy(policy, options.kernel)
  const made = policyAsC(policy, options.kernel).value
  const unit = made === null ? null : compilePolicy(made.source, options.kernel).value
  if (made === null || unit === null) return { files: null, diagnostics, inputProblems: [] }
  const { values, problems } = readParameters(unit, options.parameters, names)
  const parameters = Object.fromEntries([...values].map(([name, bytes]) => [name, plainValue(unit, name, bytes)]))
  return { files: exportPolicy(made.source, unit, { ...options, parameters }), diagnostics, inputProblems: problems }
}

/** A number as decimal digits, a char array as its text without quotes; what has no such form stays as it is in the text. */
function plainValue(unit: Unit, name: string, bytes: Uint8Array): string {
  const type = unit.globals.find((global) => global.name === name)?.type
  if (type?.kind === 'int') return String(readIntegerAt(new DataView(bytes.buffer), 0, type))
  if (type === undefined || !isCharArray(type)) return ''
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
