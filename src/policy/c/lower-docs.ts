// The comment that belongs to a declaration: the one after it on its last line, or those directly above it.

import type { Span } from '../span.ts'
import type { LowerContext } from './lower-context.ts'

/** The doc of a declarator in a declaration; null where there is none, or where the text is not at hand. */
export function docFor(c: LowerContext, declaration: Span, declarator: Span): string | null {
  const { text } = c.options
  if (text === null) return null
  return commentAfter(c, text, declarator.end, declaration.end) ?? commentAbove(c, text, declaration.start)
}

/** A comment behind the declarator or behind the whole declaration, on the same line. */
function commentAfter(c: LowerContext, text: string, declaratorEnd: number, declarationEnd: number): string | null {
  for (const end of [declaratorEnd, declarationEnd]) {
    for (const comment of c.ast.comments) {
      if (comment.span.start < end) continue
      const between = text.slice(end, comment.span.start)
      if (/^[ \t,;]*$/.test(between)) return cleaned(comment.text)
      break
    }
  }
  return null
}

/** Comments on the lines right above, joined; a comment that ends another line of code is not one of them. */
function commentAbove(c: LowerContext, text: string, start: number): string | null {
  const lines: string[] = []
  let at = start
  for (const comment of c.ast.comments.toReversed()) {
    if (comment.span.end > at) continue
    const between = text.slice(comment.span.end, at)
    if (!/^[ \t]*\r?\n?[ \t]*$/.test(between)) break
    const lineStart = text.lastIndexOf('\n', comment.span.start - 1) + 1
    if (text.slice(lineStart, comment.span.start).trim() !== '') break
    lines.unshift(cleaned(comment.text))
    at = comment.span.start
  }
  return lines.length === 0 ? null : lines.join(' ')
}

/** One line of plain words: without the stars at the beginning of lines. */
const cleaned = (comment: string): string =>
  comment
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*\*+\s?/, '').trim())
    .filter((line) => line !== '')
    .join(' ')
    .trim()
