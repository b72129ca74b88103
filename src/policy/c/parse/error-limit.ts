// As many errors as one text may have; the rest would help nobody.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem } from '../../catalogue/rule.ts'
import { TOO_MANY_ERRORS } from './rules/syntax.ts'

export const MAX_ERRORS = 100

/** The first of the diagnostics, with a last one that says so where there were more. */
export function limitErrors(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const next = diagnostics[MAX_ERRORS]
  if (next === undefined) return diagnostics
  const message = `There are more than ${MAX_ERRORS} problems; the rest is not shown.`
  return [...diagnostics.slice(0, MAX_ERRORS), problem(TOO_MANY_ERRORS, next.span, message)]
}
