// What of the author's layout goes into the C: comments where they stood, and empty lines between statements.

import type { Comment } from '@babel/types'

import { at, type Code } from './code.ts'
import { spanOf, type TsContext } from './context.ts'

/** Adds a line of C for a part of the text, after the comments and the empty line before it. */
export function line(c: TsContext, start: number, ...code: readonly Code[]): void {
  commentsBefore(c, start)
  c.out.line(...code)
}

function commentsBefore(c: TsContext, offset: number): void {
  comments(c, offset)
  blankBetween(c, offset)
  c.printedTo = Math.max(c.printedTo, offset)
}

/** Prints the comments that stand before an offset. */
export function comments(c: TsContext, offset: number): void {
  for (;;) {
    const comment = c.comments[c.nextComment]
    const start = comment?.start ?? Infinity
    if (comment === undefined || start >= offset) break
    c.nextComment++
    blankBetween(c, start)
    printComment(c, comment)
    c.printedTo = Math.max(c.printedTo, comment.end ?? start)
  }
}

function blankBetween(c: TsContext, offset: number): void {
  if (/\n[ \t\r]*\n/u.test(c.text.slice(c.printedTo, offset))) c.out.blank()
}

/** Says that the text up to an offset is printed, and puts a comment that follows on the same line behind the last line of C. */
export function printedTo(c: TsContext, offset: number): void {
  c.printedTo = Math.max(c.printedTo, offset)
  const comment = c.comments[c.nextComment]
  const start = comment?.start ?? 0
  if (comment === undefined || start < offset || /\n/u.test(c.text.slice(offset, start))) return
  if (!/^[ \t,;)]*$/u.test(c.text.slice(offset, start))) return
  c.nextComment++
  c.out.behind(' ', at(spanOf(comment), commentText(comment)))
  c.printedTo = Math.max(c.printedTo, comment.end ?? start)
}

/** A comment as C has it; the lines of a block keep their column of stars. */
export function commentText(comment: Comment): string {
  if (comment.type === 'CommentLine') return `//${comment.value.replace(/\\+\s*$/u, '')}`
  return `/*${comment.value}*/`
}

function printComment(c: TsContext, comment: Comment): void {
  const lines = commentText(comment).split(/\r\n|\n|\r/u)
  lines.forEach((text, i) => {
    const trimmed = text.trim()
    c.out.line(at(spanOf(comment), i === 0 || !trimmed.startsWith('*') ? trimmed : ` ${trimmed}`))
  })
}
