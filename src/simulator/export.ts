// Compiles a policy and exports it with the values that its parameters have here. Names such as `pid:nginx` become the numbers that they
// stand for on the machine, since the exported program knows no machine.

import type { ExportedFile, ExportedPolicy, ExportOptions } from '../backend/bpf-c/export.ts'
import { exportPolicy } from '../backend/bpf-c/export.ts'
import { exportFolder } from '../backend/bpf-c/folder.ts'
import type { Diagnostic } from '../policy/diagnostics.ts'
import type { Unit } from '../policy/ir.ts'
import { policyAsC, type PolicyAsC } from '../policy/source.ts'
import type { MapEntry, PolicySource } from '../document/policy.ts'
import { compileOnce } from './compiled.ts'
import type { InputProblem } from './image/globals.ts'
import { readParameters } from './image/globals.ts'
import { printMapFile } from './image/map-file.ts'
import type { Names } from './image/values.ts'
import { isCharArray, readIntegerAt } from './image/values.ts'

export interface ExportResult<T> {
  /** Null when the policy has errors. */
  exported: T | null
  diagnostics: readonly Diagnostic[]
  /** Parameters and map contents that could not be used; parameters keep the values of the text. */
  inputProblems: readonly InputProblem[]
}

/** Exports the policy's own file; `names` is the machine that names in parameters refer to. */
export const exportSource = (
  policy: PolicySource,
  names: Names,
  options: ExportOptions,
): ExportResult<ExportedPolicy> =>
  withUnit(policy, names, options, ({ source, lines }, unit, filled) => {
    const exported = exportPolicy(source, unit, filled)
    const authors = exported.lines.map((line) => (line === null ? null : (lines[line - 1] ?? null)))
    return { exported: { ...exported, lines: authors }, problems: [] }
  })

/** Exports a whole folder: the policy, its loader, what its maps begin with, and how to build and run all that. */
export const exportSourceFolder = (
  policy: PolicySource,
  names: Names,
  options: ExportOptions & { maps: Readonly<Record<string, readonly MapEntry[]>> },
): ExportResult<readonly ExportedFile[]> =>
  withUnit(policy, names, options, ({ source }, unit, filled) => {
    const { text, problems } = printMapFile(unit, options.maps, names)
    return { exported: exportFolder(source, unit, { ...filled, maps: text }), problems }
  })

function withUnit<T>(
  policy: PolicySource,
  names: Names,
  options: ExportOptions,
  make: (asC: PolicyAsC, unit: Unit, options: ExportOptions) => { exported: T; problems: readonly InputProblem[] },
): ExportResult<T> {
  // What is wrong is said of the author's own text; what is exported is compiled from the C of it.
  const { diagnostics } = compileOnce(policy, options.kernel)
  const asC = policyAsC(policy, options.kernel).value
  const unit = asC === null ? null : compileOnce(asC.source, options.kernel).value
  if (asC === null || unit === null) return { exported: null, diagnostics, inputProblems: [] }
  const read = readParameters(unit, options.parameters, names)
  const parameters = Object.fromEntries([...read.values].map(([name, bytes]) => [name, plainValue(unit, name, bytes)]))
  const { exported, problems } = make(asC, unit, { ...options, parameters })
  return { exported, diagnostics, inputProblems: [...read.problems, ...problems] }
}

/** A number as decimal digits, a char array as its text without quotes; what has no such form stays as it is in the text. */
function plainValue(unit: Unit, name: string, bytes: Uint8Array): string {
  const type = unit.globals.find((global) => global.name === name)?.type
  if (type?.kind === 'int') return String(readIntegerAt(new DataView(bytes.buffer), 0, type))
  if (type === undefined || !isCharArray(type)) return ''
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
