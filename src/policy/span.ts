// Places in a policy's text.

/** A half-open range of UTF-16 offsets in the policy's text. A token that a macro made has the span of the macro's use. */
export interface Span {
  start: number
  end: number
}

/** One-based line and column (UTF-16 units) as editors count them. */
export interface LineColumn {
  line: number
  column: number
}

export const spanBetween = (first: Span, last: Span): Span => ({ start: first.start, end: last.end })

export const NO_SPAN: Span = { start: 0, end: 0 }

/** Offsets at which the lines of `text` begin. Lines end in \n, \r\n or \r. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === 10 || (c === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1)
  }
  return starts
}

/** The line and column of an offset, found by binary search in the result of `lineStarts`. */
export function lineColumnAt(starts: readonly number[], offset: number): LineColumn {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
}
