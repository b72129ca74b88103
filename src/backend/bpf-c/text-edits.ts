// Changes to a text, collected first and applied at once, so that every one of them can speak about the text as the author wrote it.

import type { TextEdit } from '../../policy/diagnostics.ts'

/** Applies the edits; of two that overlap the earlier one counts. Insertions at one place keep the order in which they were given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  let result = ''
  let at = 0
  for (const { span, text: replacement } of sorted) {
    if (span.start < at) continue
    result += text.slice(at, span.start) + replacement
    at = span.end
  }
  return result + text.slice(at)
}

export const insertion = (at: number, text: string): TextEdit => ({ span: { start: at, end: at }, text })
