// The values that stand beside the line of the statement on show.

import type { Moment, ReadValue } from '../../simulator/trace/moment.ts'

/** Values beside a line are cut here. */
const MOST = 120

const isWithin = (inner: ReadValue, outer: ReadValue): boolean =>
  inner !== outer && inner.span.start >= outer.span.start && inner.span.end <= outer.span.end

/** What the statement is about to read, as `task->pid = 903, points = 12 pages`; parts of other reads are left out, and so are repetitions. */
export function inlineValues({ reads, returned }: Moment, source: string): string {
  const texts = reads
    .filter((read) => !reads.some((other) => isWithin(read, other)))
    .map(({ span, text, unit }) => {
      const name = source.slice(span.start, span.end).replace(/\s+/g, ' ')
      return `${name} = ${text}${unit === null ? '' : ` ${unit}`}`
    })
  if (returned !== null) texts.unshift(`${returned.function}() returned ${returned.text}`)
  const all = [...new Set(texts)].join(', ')
  return all.length > MOST ? `${all.slice(0, MOST)}…` : all
}

/** The value of what stands at an offset of the source: the smallest expression there that the statement reads. */
export function readAt({ reads }: Moment, offset: number): ReadValue | null {
  const there = reads.filter(({ span }) => span.start <= offset && offset <= span.end)
  return there.toSorted((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0] ?? null
}
