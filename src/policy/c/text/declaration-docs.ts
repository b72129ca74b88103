// The comment that explains a declaration: the one behind it on the same line, or those right above it.

import type { Span } from '../../span.ts'
import type { Comment } from './lexer.ts'

/** The comment of a declarator in a declaration as one line of words; null where there is none. */
export function declarationDoc(
  text: string,
  comments: readonly Comment[],
  declaration: Span,
  declarator: Span,
): string | null {
  const behind = comments.find(
    ({ span }) =>
      span.start >= declarator.end &&
      /^[^\n\r]*$/u.test(text.slice(declarator.end, span.start)) &&
      (span.start >= declaration.end || /^[ \t,]*$/u.test(text.slice(declarator.end, span.start))),
  )
  if (behind) return oneLine(behind.text)
  const above: string[] = []
  let at = declaration.start
  for (const { span, text: words } of comments.toReversed()) {
    if (span.end > at) continue
    const lineStart = text.lastIndexOf('\n', span.start - 1) + 1
    const isAlone = text.slice(lineStart, span.start).trim() === ''
    if (!isAlone || !/^[ \t]*(?:\r\n|\n|\r)?[ \t]*$/u.test(text.slice(span.end, at))) break
    above.unshift(oneLine(words))
    at = span.start
  }
  return above.length === 0 ? null : above.join(' ')
}

const oneLine = (comment: string): string => comment.replaceAll(/\s+/gu, ' ').trim()
