// Where problems are in a text, for an editor that draws them itself: the worst of each line, and the text cut where squiggles begin and end.

import type { Diagnostic, Severity } from '../../policy/diagnostics.ts'
import { lineColumnAt, lineStarts } from '../../policy/span.ts'

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, hint: 2 }

const worse = (a: Severity, b: Severity): Severity => (RANK[a] <= RANK[b] ? a : b)

/** By line, from 1: the worst problem that begins in it. */
export function severityByLine(text: string, diagnostics: readonly Diagnostic[]): ReadonlyMap<number, Severity> {
  const starts = lineStarts(text)
  const lines = new Map<number, Severity>()
  for (const { span, severity } of diagnostics) {
    const { line } = lineColumnAt(starts, span.start)
    lines.set(line, worse(lines.get(line) ?? severity, severity))
  }
  return lines
}

export interface Piece {
  text: string
  /** Null where nothing is wrong. */
  severity: Severity | null
}

/** The text in pieces; joined they are the text again. Where problems overlap the worse one shows; one without width takes a character. */
export function cutAtProblems(text: string, diagnostics: readonly Diagnostic[]): Piece[] {
  const spans = diagnostics.map(({ span, severity }) => ({
    start: Math.min(span.start, Math.max(0, text.length - 1)),
    end: Math.min(text.length, Math.max(span.end, span.start + 1)),
    severity,
  }))
  const cuts = [...new Set([0, text.length, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b)
  const pieces: Piece[] = []
  for (const [index, start] of cuts.entries()) {
    const end = cuts[index + 1]
    if (end === undefined) break
    const over = spans.filter((span) => span.start <= start && span.end >= end)
    const severity = over.reduce<Severity | null>((now, span) => worse(now ?? span.severity, span.severity), null)
    pieces.push({ text: text.slice(start, end), severity })
  }
  return pieces
}
