// Diagnostics as the command line shows them: with lines and columns instead of offsets.

import type { Diagnostic } from '../policy/diagnostics.ts'
import { lineColumnAt, lineStarts } from '../policy/span.ts'

/** A diagnostic in `--json`. */
export interface DiagnosticJson {
  code: string
  severity: Diagnostic['severity']
  line: number
  column: number
  message: string
  /** The kernel verifier's own words, or null. */
  verifier: string | null
}

export function diagnosticsJson(diagnostics: readonly Diagnostic[], text: string): DiagnosticJson[] {
  const starts = lineStarts(text)
  return diagnostics.map(({ code, severity, span, message, verifier }) => {
    const { line, column } = lineColumnAt(starts, span.start)
    return { code, severity, line, column, message, verifier: verifier ?? null }
  })
}

/** `FILE:LINE:COLUMN: error: message [code]`, as compilers print it, one line each, with the verifier's words below. */
export const formatDiagnostics = (diagnostics: readonly Diagnostic[], text: string, file: string): string[] =>
  diagnosticsJson(diagnostics, text).flatMap((d) => [
    `${file}:${d.line}:${d.column}: ${d.severity}: ${d.message} [${d.code}]`,
    ...(d.verifier === null ? [] : [`    the verifier: ${d.verifier}`]),
  ])
