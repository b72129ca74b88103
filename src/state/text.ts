// The policy's text as text: lines, columns, and repairs applied to it.

import type { Diagnostic, Fix } from '../policy/diagnostics.ts'
import type { Span } from '../policy/span.ts'

/** The text with all edits of a fix made. Edits do not overlap; they are made from the end, so that earlier offsets stay right. */
export function applyFix(text: string, fix: Fix): string {
  const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)
  return edits.reduce((now, { span, text: insert }) => now.slice(0, span.start) + insert + now.slice(span.end), text)
}

/** The fixes of the diagnostics that touch a span, in order. */
export const applicableFixes = (
  diagnostics: readonly Diagnostic[],
  span: Span,
): readonly { diagnostic: Diagnostic; fix: Fix }[] =>
  diagnostics
    .filter(
      (diagnostic) =>
        diagnostic.span.start <= span.end && span.start <= Math.max(diagnostic.span.end, diagnostic.span.start + 1),
    )
    .flatMap((diagnostic) => (diagnostic.fixes ?? []).map((fix) => ({ diagnostic, fix })))
