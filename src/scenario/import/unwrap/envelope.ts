// What loggers nobody has heard of write around a line. It is learned from the lines whose beginning and end are known (`record-starts.ts`)
// and taken off from the lines between them.

import { type Candidates, lineAt } from './candidates.ts'
import { endOfRecord, startOfRecord } from './record-starts.ts'
import { Shapes } from './shape.ts'
import { type StrippedLine, stripPrefix } from './strip-prefix.ts'

/** What is longer is prose. */
const MAX_LENGTH = 400
/** Quotes, brackets and the like, which no record ends in. */
const CLOSING = /^[\s"'`\]})>|,;.]+$/

/** What `stripPrefix` takes off once all before it is gone. */
const KNOWN_BEHIND = /(?:<\d{1,3}>)?\[ {0,12}\d{1,12}\.\d{1,9}\] *$/
/** Any stamp, wherever in a prefix. */
const UPTIME = /\[ {0,12}(\d{1,12}\.\d{1,9})\]/
const CLOCK =
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?|\p{L}{3} +\d{1,2} \d\d:\d\d:\d\d|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/u

export class Envelope {
  readonly #prefixes = new Shapes('start')
  readonly #suffixes = new Shapes('end')

  constructor(text: string, candidates: Candidates) {
    for (const offset of candidates) this.#learn(stripPrefix(lineAt(text, offset)).text, offset)
  }

  /** The record in the line of the text at `offset`. */
  strip(line: string, offset: number): StrippedLine {
    const known = stripPrefix(line)
    if (this.#prefixes.isEmpty && this.#suffixes.isEmpty) return known
    const start = this.#startOf(known.text, offset)
    const prefix = known.text.slice(0, start)
    // Behind a prefix that was learned there may be one that is known.
    const behind = stripPrefix(known.text.slice(start))
    const record = behind.marked ? behind.text : known.text.slice(start)
    const end = this.#endOf(record, offset)
    if (start === 0 && end === record.length) return known
    const uptime = UPTIME.exec(prefix)?.[1] ?? null
    return {
      text: record.slice(0, end),
      stamp: known.stamp ?? CLOCK.exec(prefix)?.[0] ?? behind.stamp ?? uptime,
      uptime: known.uptime ?? behind.uptime ?? (uptime === null ? null : Number(uptime)),
      marked: known.marked || start > 0,
      continued: known.continued,
    }
  }

  #learn(text: string, offset: number): void {
    const start = startOfRecord(text)
    if (start < 0 || start > MAX_LENGTH) return
    const prefix = text.slice(0, start).replace(KNOWN_BEHIND, '')
    this.#prefixes.add(prefix.trim() === '' ? '' : prefix, offset)
    const record = text.slice(start)
    const end = endOfRecord(record)
    const suffix = end < 0 ? '' : record.slice(end).trimEnd()
    if (end >= 0 && suffix.length <= MAX_LENGTH) this.#suffixes.add(suffix, offset)
  }

  #startOf(text: string, offset: number): number {
    const start = startOfRecord(text)
    if (start > 0 && start <= MAX_LENGTH && text.slice(0, start).trim() !== '') return start
    return start >= 0 ? 0 : this.#prefixes.match(text, offset)
  }

  #endOf(record: string, offset: number): number {
    if (this.#suffixes.isEmpty) return record.length
    const end = endOfRecord(record)
    if (end >= 0 && CLOSING.test(record.slice(end))) return end
    const trimmed = record.trimEnd()
    return trimmed.length - this.#suffixes.match(trimmed, offset)
  }
}
