// From a text as it was pasted to the lines that the kernel wrote: opens what holds them, puts them into their order, and takes off what
// loggers wrote around them. Nothing is read here; a line that is not understood stays.

import { type Candidates, findCandidates, lineAt } from './candidates.ts'
import { joinColumns } from './columns.ts'
import type { Container } from './container.ts'
import { CSV } from './csv.ts'
import { LOGFMT, QUOTED_PRINTABLE, RSYSLOG_ESCAPES, UTF_16, WRITTEN_ESCAPES } from './encodings.ts'
import { Envelope } from './envelope.ts'
import { HTML } from './html.ts'
import { JOURNAL_EXPORT } from './journal-export.ts'
import { JSON_RECORDS } from './json.ts'
import { turnRound } from './newest-first.ts'
import { splitRecords } from './records.ts'
import { withoutMargin } from './margin.ts'
import type { StrippedLine } from './strip-prefix.ts'
import { YAML } from './yaml.ts'

/** Every container, what is taken apart first before what may stand in it. */
export const CONTAINERS: readonly Container[] = [
  UTF_16,
  QUOTED_PRINTABLE,
  JSON_RECORDS,
  JOURNAL_EXPORT,
  LOGFMT,
  CSV,
  YAML,
  HTML,
  WRITTEN_ESCAPES,
  RSYSLOG_ESCAPES,
]

/** A text without what held it. */
export interface PlainLog {
  readonly text: string
  /** Lines of it that may be landmarks. */
  readonly candidates: Candidates
  readonly envelope: Envelope
}

/** Containers in containers: more than any chain of loggers makes. */
const MAX_LAYERS = 12

/** What is done to a text as a whole, once what holds its lines is gone and before. */
const FIRST = [withoutMargin, joinColumns]
const LAST = [joinColumns, splitRecords, turnRound]

/** Yields how many characters of the text were looked at, again from the start whenever something changed it. */
export function* unwrap(text: string): Generator<number, PlainLog> {
  let plain = text
  let candidates = yield* findCandidates(plain)
  const layers = Array.from({ length: MAX_LAYERS }, () => openOne)
  for (const step of [...FIRST, ...layers, ...LAST]) {
    const changed = step(plain, candidates)
    if (changed === plain) continue
    plain = changed
    candidates = yield* findCandidates(plain)
  }
  return { text: plain, candidates, envelope: new Envelope(plain, candidates) }
}

/** The text with the first container that it has opened; the same text where there is none. */
function openOne(text: string, candidates: Candidates): string {
  for (const container of CONTAINERS) {
    if (!candidates.some((start) => container.holds(lineAt(text, start).slice(0, MAX_LENGTH)))) continue
    const opened = container.open(text, candidates)
    if (opened !== text) return opened
  }
  return text
}

/** No line of a report is longer: a path has at most 4096 bytes. What is beyond belongs to no report. */
const MAX_LENGTH = 16_384

export interface PlainLine {
  readonly line: StrippedLine
  /** Where the line starts in the plain text. */
  readonly offset: number
  /** The line with all that stands around the record. */
  readonly raw: string
}

/** The lines from one place of the text to before another. */
export function* plainLines(log: PlainLog, start: number, end: number): Generator<PlainLine, void> {
  for (let offset = start; offset < end;) {
    yield plainLine(log, offset)
    const feed = log.text.indexOf('\n', offset)
    offset = feed < 0 ? end : feed + 1
  }
}

/** The line that starts at a place. */
export function plainLine({ text, envelope }: PlainLog, offset: number): PlainLine {
  const raw = lineAt(text, offset).slice(0, MAX_LENGTH)
  return { line: envelope.strip(raw, offset), offset, raw }
}
