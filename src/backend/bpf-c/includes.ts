// The #include lines of a policy and what the export makes of them: libbpf's headers stay, everything else comes from the declarations
// that the export brings, because the headers of a C library do not compile for BPF.

import type { TextEdit } from '../../policy/diagnostics.ts'
import type { Token } from '../../policy/c/text/lexer.ts'

export interface IncludeLine {
  /** The header's name without quotes or brackets. */
  name: string
  /** From the # to the end of the line, without the line break. */
  span: { start: number; end: number }
  /** How many #if are open around it. */
  depth: number
}

const LIBBPF = /^(?:bpf\/)?(bpf_(?:helpers|tracing|core_read|endian)\.h)$/

/** All #include lines, in the order of the text. */
export function includeLines(text: string, tokens: readonly Token[]): IncludeLine[] {
  const lines: IncludeLine[] = []
  let depth = 0
  for (const [at, token] of tokens.entries()) {
    if (token.text !== '#' || !token.startsLine) continue
    const word = tokens[at + 1]?.text ?? ''
    if (['if', 'ifdef', 'ifndef'].includes(word)) depth++
    if (word === 'endif') depth--
    if (word !== 'include') continue
    const { start } = token.span
    const line = /^[^\n\r]*/.exec(text.slice(start))?.[0] ?? ''
    const name = /[<"]([^>"]*)[>"]/.exec(line)?.[1] ?? ''
    const comment = line.search(/\s*(?:\/[/*].*)?$/)
    lines.push({ name, depth, span: { start, end: start + (comment < 0 ? line.length : comment) } })
  }
  return lines
}

/** Rewrites libbpf's headers to the form with the folder and takes the others out; the first plain line gives way to `declarations`. */
export function includeEdits(
  lines: readonly IncludeLine[],
  home: IncludeLine | null,
  declarations: string,
): TextEdit[] {
  return lines.map((line) => {
    const libbpf = libbpfHeader(line)
    if (line === home) {
      return { span: line.span, text: libbpf === null ? declarations : `${declarations}\n\n#include <${libbpf}>` }
    }
    if (libbpf !== null) return { span: line.span, text: `#include <${libbpf}>` }
    return { span: line.span, text: `/* ${line.name.replaceAll('*/', '')} is not needed here */` }
  })
}

/** The header as `bpf/x.h` when it is one of libbpf's. */
export function libbpfHeader(line: IncludeLine): string | null {
  const [, name] = LIBBPF.exec(line.name) ?? []
  return name === undefined ? null : `bpf/${name}`
}
