// What goes into a run and what comes out of it: plain data that the worker passes on, and everything on the page is a view of.

import type { MapEntry, PolicySource } from '../../document/policy.ts'
import type { Diagnostic } from '../../policy/diagnostics.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { RunResult } from './trace.ts'

/** What the page shows about a compiled policy besides its diagnostics. */
export interface PolicySummary {
  parameters: readonly ParameterInfo[]
  maps: readonly MapInfo[]
  programs: readonly { section: string; name: string; line: number }[]
}

export interface ParameterInfo {
  name: string
  /** As C spells it. */
  type: string
  /** The value in the text, in the form that `RunInput.parameters` has. */
  defaultValue: string
  doc: string | null
  /** For integers: the smallest and largest value, decimal; null for others. */
  range: { min: string; max: string } | null
  line: number
}

export interface MapInfo {
  name: string
  kind: string
  keyType: string
  valueType: string
  maxEntries: number
  doc: string | null
  line: number
}

export interface RunInput {
  policy: PolicySource
  parameters: Readonly<Record<string, string>>
  maps: Readonly<Record<string, readonly MapEntry[]>>
  scenario: Scenario
}

export interface RunOutput {
  diagnostics: readonly Diagnostic[]
  summary: PolicySummary | null
  /** Null when the policy has errors. */
  result: RunResult | null
  /** What was wrong with parameters and map contents; the rest was used. */
  inputProblems: readonly { place: string; message: string }[]
  timing: { compileMs: number; runMs: number }
}

/** Who is chosen in the round of an open comparison, by what chosen_points read; null for nobody. Tasks are indices into the scenario's. */
export interface IndeterminateOutcome {
  zero: number | null
  longMax: number | null
}
