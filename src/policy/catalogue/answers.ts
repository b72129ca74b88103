// What is told about rules to the page and to the command line. Plain data only: it crosses from the worker.

import type { PolicyLanguage } from '../../document/policy.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import type { Severity } from '../diagnostics.ts'

/** A rule without its examples, as a list of rules shows it. */
export interface RuleSummary {
  code: string
  severity: Severity
  title: string
  explanation: string
  /** With %d and %s for what varies. */
  verifier: readonly string[]
}

export interface RuleAreaSummary {
  title: string
  rules: readonly RuleSummary[]
}

export interface Explanation extends RuleSummary {
  /** The heading under which lists have it. */
  area: string
  language: PolicyLanguage
  /** The kernel that the examples are for, where another would not show the problem; null where any does. */
  kernel: KernelVersion | null
  accepted: string
  refused: string
  /** Where the problem is in `refused`: its line, from 0, and what is said about it. Null where the text shown does not have the line. */
  found: { line: number; message: string } | null
}
