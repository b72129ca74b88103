// What can be wrong with a policy, as data. Problems that a user can cause are values of this shape; exceptions are for our own bugs.
// Every code is a row of the catalogue (`catalogue.ts`), which has the verifier's words, the explanation and the tested examples.

import type { Span } from './span.ts'

export type Severity = 'error' | 'warning' | 'hint'

/** Replaces the text of `span`; an empty span inserts. */
export interface TextEdit {
  span: Span
  text: string
}

/** A repair that the editor can apply. */
export interface Fix {
  title: string
  edits: readonly TextEdit[]
}

export interface Diagnostic {
  /** The catalogue's code, such as `unbounded-loop`. */
  code: string
  severity: Severity
  span: Span
  /** One or two plain sentences: what is wrong here, and what to write instead. */
  message: string
  /** The kernel verifier's own words (or clang's or libbpf's), where one of them would refuse this. */
  verifier?: string
  fixes?: readonly Fix[]
}

/** A value that could be made in spite of what was wrong, and what was wrong. */
export interface Checked<T> {
  value: T
  diagnostics: readonly Diagnostic[]
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((d) => d.severity === 'error')

/** In the order of the text; of two at one place the more severe first. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const rank: Record<Severity, number> = { error: 0, warning: 1, hint: 2 }
  return [...diagnostics].sort(
    (a, b) => a.span.start - b.span.start || rank[a.severity] - rank[b.severity] || a.span.end - b.span.end,
  )
}
