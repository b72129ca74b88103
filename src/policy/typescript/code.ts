// C text under construction, with the place in the TypeScript that each piece stands for. Pieces nest as the syntax does: what says
// nothing of its own place has that of the node around it.

import type { Span } from '../span.ts'
import { lineColumnAt, lineStarts } from '../span.ts'

/** A place in a line where it may be broken when it is too long; otherwise it is a space. */
const BREAK = { kind: 'break' } as const

export const SOFT_BREAK: Code = BREAK

export type Code = string | typeof BREAK | { kind: 'at'; span: Span; code: Code } | readonly Code[]

/** Code that stands for a node of the author's text. */
export const at = (span: Span, ...code: readonly Code[]): Code => ({ kind: 'at', span, code })

/** Codes with a separator between them. */
export const joined = (items: readonly Code[], separator: Code): Code[] =>
  items.flatMap((item, i) => (i === 0 ? [item] : [separator, item]))

interface Piece {
  text: string
  /** Null for what the author did not write. */
  span: Span | null
}

function flatten(code: Code, span: Span | null, into: (Piece | typeof BREAK)[]): void {
  if (typeof code === 'string') into.push({ text: code, span })
  else if (isNode(code)) {
    if (code.kind === 'break') into.push(code)
    else flatten(code.code, code.span, into)
  } else for (const part of code) flatten(part, span, into)
}

const isNode = (code: Exclude<Code, string>): code is typeof BREAK | { kind: 'at'; span: Span; code: Code } =>
  'kind' in code

const MAX_COLUMNS = 100
const TAB = 8

/** A C text that grows by lines, and knows which place of the author's text every piece came from. */
export class CText {
  private text = ''
  private readonly starts: number[] = []
  private readonly spans: (Span | null)[] = []
  indent = 0

  /** Adds a line. Without a span around it a piece is the playground's own. Long lines are broken at soft breaks. */
  line(...code: readonly Code[]): void {
    const pieces: (Piece | typeof BREAK)[] = []
    flatten(code, null, pieces)
    this.text += '\t'.repeat(this.indent)
    let column = this.indent * TAB
    pieces.forEach((piece, i) => {
      if ('kind' in piece) {
        if (column + 1 + widthToNextBreak(pieces, i + 1) <= MAX_COLUMNS) {
          this.text += ' '
          column++
        } else {
          this.text += `\n${'\t'.repeat(this.indent + 1)}`
          column = (this.indent + 1) * TAB
        }
        return
      }
      this.add(piece)
      column += piece.text.length
    })
    this.text += '\n'
  }

  /** Adds to the end of the last line. */
  behind(...code: readonly Code[]): void {
    this.text = this.text.slice(0, -1)
    const pieces: (Piece | typeof BREAK)[] = []
    flatten(code, null, pieces)
    for (const piece of pieces) if ('text' in piece) this.add(piece)
    this.text += '\n'
  }

  /** An empty line, unless there is one already or the text or a block begins here. */
  blank(): void {
    if (this.text === '' || this.text.endsWith('\n\n') || this.text.endsWith('{\n')) return
    this.text += '\n'
  }

  private add({ text, span }: Piece): void {
    if (text === '') return
    this.starts.push(this.text.length)
    this.spans.push(span)
    this.text += text
  }

  finish(): PlacedText {
    const { text, starts, spans } = this
    return { text, starts, spans }
  }
}

function widthToNextBreak(pieces: readonly (Piece | typeof BREAK)[], from: number): number {
  let width = 0
  for (let i = from; i < pieces.length; i++) {
    const piece = pieces[i]
    if (piece === undefined || 'kind' in piece) break
    width += piece.text.length
  }
  return width
}

/** A C text; the piece that begins at `starts[i]` stands for `spans[i]` of the author's text, or for nothing of it. */
export interface PlacedText {
  text: string
  starts: readonly number[]
  spans: readonly (Span | null)[]
}

/** The place in the author's text of a place in the C text; null for what the author did not write. */
export function authorSpan({ starts, spans }: PlacedText, c: Span): Span | null {
  if (starts.length === 0 || c.start < (starts[0] ?? 0)) return null
  return spans[lineColumnAt(starts, c.start).line - 1] ?? null
}

/** For every line of the C text the author's line that it came from, both from 1; null for lines that the author did not write. */
export function authorLines(placed: PlacedText, authorText: string): (number | null)[] {
  const ours = lineStarts(authorText)
  const theirs = lineStarts(placed.text)
  const lines: (number | null)[] = theirs.map(() => null)
  placed.starts.forEach((start, i) => {
    const span = placed.spans[i] ?? null
    if (span === null) return
    const line = lineColumnAt(theirs, start).line - 1
    lines[line] ??= lineColumnAt(ours, span.start).line
  })
  return lines
}

/** One text behind the other. */
export function joinTexts(first: PlacedText, second: PlacedText): PlacedText {
  const offset = first.text.length
  return {
    text: first.text + second.text,
    starts: [...first.starts, ...second.starts.map((start) => start + offset)],
    spans: [...first.spans, ...second.spans],
  }
}
