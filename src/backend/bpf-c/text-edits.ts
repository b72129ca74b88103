// Changes to a text, collected first and applied at once, so that every one of them can speak about the text as the author wrote it.

import type { TextEdit } from '../../policy/diagnostics.ts'

/** For each line of a text the line that it came from, both counted from 1; null for a line that came from nowhere. */
export type LineMap = readonly (number | null)[]

/** A text made of another one, and where its lines came from. */
export interface EditedText {
  text: string
  lines: LineMap
}

/** Applies the edits; of two that overlap the earlier one counts. Insertions at one place keep the order in which they were given. */
export function applyEdits(text: string, edits: readonly TextEdit[]): EditedText {
  const sorted = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)
  const writer = new Writer()
  let at = 0
  for (const { span, text: replacement } of sorted) {
    if (span.start < at) continue
    writer.keep(text.slice(at, span.start))
    writer.replace(text.slice(span.start, span.end), replacement)
    at = span.end
  }
  writer.keep(text.slice(at))
  return writer.result()
}

/** Edits of an edited text: its lines lead to the first text. */
export const throughLines = (first: EditedText, second: EditedText): EditedText => ({
  text: second.text,
  lines: second.lines.map((line) => (line === null ? null : (first.lines[line - 1] ?? null))),
})

/** A text that grows, and for its lines where they came from. */
class Writer {
  private text = ''
  /** The line of the source that is being read, counted from 1. */
  private line = 1
  private readonly lines: (number | null)[] = [null]

  /** Text of the source that stays. */
  keep(part: string): void {
    for (const piece of part.split(/(?<=\n)/)) {
      if (piece === '') continue
      const last = this.lines.length - 1
      // What the author wrote on a line counts for more than what was put before it; a line break alone is nobody's.
      if (this.lines[last] === null && (piece !== '\n' || this.atLineStart())) this.lines[last] = this.line
      this.write(piece)
      if (piece.endsWith('\n')) this.line++
    }
  }

  /** Text of the source that gives way to another. */
  replace(part: string, replacement: string): void {
    const cameFrom = part === '' ? null : this.line
    for (const piece of replacement.split(/(?<=\n)/)) {
      if (piece === '') continue
      const last = this.lines.length - 1
      this.lines[last] ??= cameFrom
      this.write(piece)
    }
    this.line += part.split('\n').length - 1
  }

  result(): EditedText {
    const ended = this.text.endsWith('\n')
    return { text: this.text, lines: ended ? this.lines.slice(0, -1) : this.lines }
  }

  private atLineStart(): boolean {
    return this.text === '' || this.text.endsWith('\n')
  }

  private write(piece: string): void {
    this.text += piece
    if (piece.endsWith('\n')) this.lines.push(null)
  }
}

export const insertion = (at: number, text: string): TextEdit => ({ span: { start: at, end: at }, text })
