// The entry of the TypeScript front end: a policy's text -> the BPF C of it, in which every piece knows the place that it came from. The C
// front end and the verifier's rules then do the rest, once for both languages: what a line does is what its C does.

import { parse } from '@babel/parser'
import type { Comment, File } from '@babel/types'

import type { KernelVersion } from '../../kernel/versions.ts'
import type { Checked, Diagnostic } from '../diagnostics.ts'
import { hasErrors, sortDiagnostics } from '../diagnostics.ts'
import { kernelTypes } from '../kernel-types.ts'
import { NO_SPAN, type Span } from '../span.ts'
import { problem } from '../catalogue/rule.ts'
import { authorLines, authorSpan, CText, joinTexts } from './code.ts'
import type { ParamFacts, TsContext } from './context.ts'
import { translateTop } from './declarations.ts'
import { commentText } from './layout.ts'
import { libraryCode } from './library.ts'
import { declared } from './types.ts'
import { TS_SYNTAX } from './rules/text.ts'

export interface Translation {
  /** The BPF C: a whole file, as a person would have written it. */
  c: string
  /** For every line of the C, from 0, the line of the TypeScript that it came from, from 1; null for lines that the author did not write. */
  lines: readonly (number | null)[]
  /** The place in the TypeScript of a place in the C; an empty span at 0 for what the author did not write. */
  place: (span: Span) => Span
  /** What `param(...)` says besides the value, by name. */
  params: ReadonlyMap<string, ParamFacts>
}

/**
 * Translates a policy for a kernel. The translation is null when there are errors (codes of `codes.ts`, in the order of the text). It says
 * nothing of types and members that C itself would complain about: those are found when the C is compiled.
 */
export function translateTypeScript(text: string, kernel: KernelVersion): Checked<Translation | null> {
  const { file, diagnostics } = readText(text)
  if (file === null) return { value: null, diagnostics }
  const comments: Comment[] = [...(file.comments ?? [])]
  const c: TsContext = {
    text,
    kernel: kernelTypes(kernel, 'policy'),
    out: new CText(),
    diagnostics: [...diagnostics],
    comments,
    fileScope: { parent: null, names: new Map() },
    scope: { parent: null, names: new Map() },
    fn: null,
    kfuncs: new Set(),
    library: new Set(),
    forward: new Set(),
    needsCoreRead: false,
    params: new Map(),
    nextComment: headLength(text, comments, file.program.body[0]?.start ?? text.length),
    printedTo: 0,
    depth: 0,
  }
  const head = comments.slice(0, c.nextComment)
  c.printedTo = head.at(-1)?.end ?? 0
  translateTop(c, file.program.body)
  c.out.blank()
  printRest(c)
  const found = sortDiagnostics(c.diagnostics)
  if (hasErrors(found)) return { value: null, diagnostics: found }
  const placed = joinTexts(printHead(c, head).finish(), c.out.finish())
  const code = `${placed.text.trimEnd()}\n`
  return {
    value: {
      c: code,
      lines: authorLines({ ...placed, text: code }, text),
      place: (span) => authorSpan(placed, span) ?? NO_SPAN,
      params: c.params,
    },
    diagnostics: found,
  }
}

function readText(text: string): { file: File | null; diagnostics: readonly Diagnostic[] } {
  const unreadable = (pos: number, words: string): Diagnostic =>
    problem(TS_SYNTAX, spanAt(text, pos), plainWords(words))
  try {
    const file = parse(text, {
      sourceType: 'module',
      plugins: ['typescript'],
      errorRecovery: true,
      attachComment: false,
      createParenthesizedExpressions: true,
      // A policy has no `await` and no `return` at its top; the messages for those are ours.
      allowReturnOutsideFunction: true,
    })
    const diagnostics = (file.errors ?? []).map(({ pos, message }) => unreadable(pos, message))
    return { file, diagnostics }
  } catch (error) {
    if (error instanceof SyntaxError && 'pos' in error && typeof error.pos === 'number') {
      return { file: null, diagnostics: [unreadable(error.pos, error.message)] }
    }
    // The parser is recursive: what is nested thousands deep ends its stack.
    if (error instanceof RangeError)
      return { file: null, diagnostics: [unreadable(0, 'This is nested too deep to be read. ')] }
    throw error
  }
}

/** The word or sign at an offset. */
function spanAt(text: string, pos: number): Span {
  const word = /^(?:[\w$]+|.)/u.exec(text.slice(pos))?.[0] ?? ''
  if (word.trim() !== '') return { start: pos, end: pos + word.length }
  const before = text.slice(0, pos).trimEnd().length
  return { start: Math.max(0, before - 1), end: before }
}

/** The parser's message without its position, as a sentence. */
function plainWords(message: string): string {
  const words = message.replace(/\s*\(\d+:\d+\)\s*$/u, '').trim()
  return /[.!?]$/u.test(words) ? words : `${words}.`
}

/** How many comments at the top speak of the whole policy: those before the first empty line. */
function headLength(text: string, comments: readonly Comment[], first: number): number {
  let to = 0
  for (const [i, { start, end }] of comments.entries()) {
    if ((start ?? 0) > first || /\n[ \t\r]*\n/u.test(text.slice(to, start ?? 0))) return i === 0 && to > 0 ? 0 : i
    to = end ?? to
  }
  return /\n[ \t\r]*\n/u.test(text.slice(to, first)) || first >= text.length ? comments.length : 0
}

/** Comments behind the last item. */
function printRest(c: TsContext): void {
  for (const comment of c.comments.slice(c.nextComment)) {
    for (const line of commentText(comment).split(/\r\n|\n|\r/u)) c.out.line(line.trim())
  }
}

/** What stands before the author's first declaration: headers, licence, kfuncs, the library and prototypes. */
function printHead(c: TsContext, head: readonly Comment[]): CText {
  const out = new CText()
  const words = head.map(commentText)
  if (!words.some((comment) => comment.includes('SPDX-License-Identifier')))
    out.line('// SPDX-License-Identifier: GPL-2.0')
  for (const comment of words) {
    for (const line of comment.split(/\r\n|\n|\r/u))
      out.line(line.trim().startsWith('*') ? ` ${line.trim()}` : line.trim())
  }
  out.line('#include "vmlinux.h"')
  out.line('#include <bpf/bpf_helpers.h>')
  out.line('#include <bpf/bpf_tracing.h>')
  if (c.needsCoreRead || c.library.size > 0) out.line('#include <bpf/bpf_core_read.h>')
  out.blank()
  out.line('char LICENSE[] SEC("license") = "GPL";')
  out.blank()
  for (const name of c.kfuncs) {
    const row = c.kernel.functions.get(name)?.row
    if (row !== undefined) out.line(`extern ${row.prototype} __ksym;`)
  }
  if (c.kfuncs.size > 0) out.blank()
  for (const block of libraryCode(c.library)) printBlock(out, block)
  for (const name of c.forward) {
    const entity = c.scope.names.get(name)
    if (entity?.kind !== 'function') continue
    const params = entity.type.params.map((param, i) => declared(c, param, entity.params[i] ?? '')).join(', ')
    const returns = declared(c, entity.type.returns, '')
    out.line(`static __always_inline ${returns}${returns.endsWith('*') ? '' : ' '}${name}(${params || 'void'});`)
  }
  if (c.forward.size > 0) out.blank()
  return out
}

function printBlock(out: CText, text: string): void {
  for (const line of text.trimEnd().split('\n')) {
    if (line === '') out.blank()
    else out.line(line)
  }
  out.blank()
}
