// What can be wrong with a policy, as data. Problems that a user can cause are values of this shape; exceptions are for our own bugs.
// Every diagnostic is reported through a rule (`rule.ts`), which has its title, its explanation, the verifier's words and tested examples.

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
  /** The code of its rule, such as `unbounded-loop`. */
  code: string
  severity: Severity
  span: Span
  /** One or two plain sentences: what is wrong here, and what to write instead. */
  message: string
  /** The kernel verifier's own words (or clang's or libbpf's), where one of them would refuse this. */
  verifier?: string
  fixes?: readonly Fix[]
}

/** A fix of one edit. */
export const fix = (title: string, start: number, end: number, text: string): Fix => ({
  title,
  edits: [{ span: { start, end }, text }],
})

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
