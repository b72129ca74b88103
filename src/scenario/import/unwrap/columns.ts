// Lines that a terminal or an editor broke at a column, in mid-word or not: many are exactly so long, none is longer, and what follows
// them begins no record.

import { landmarkOf } from '../landmark.ts'
import type { Candidates } from './candidates.ts'
import { startOfRecord } from './record-starts.ts'
import { stripPrefix } from './strip-prefix.ts'

/** Characters before and after a landmark that are of the same text. */
const AROUND = 3000
/** Lines of a full column that prove it: one may be so long by chance. */
const MIN_FULL = 2
/** The same where no line has a stamp to begin with. */
const MIN_FULL_UNMARKED = 4
const MAX_FULL = 0.8
/** No terminal and no editor is narrower or wider. */
const MIN_COLUMN = 40
const MAX_COLUMN = 300

/** The text with the broken lines around its landmarks joined. */
export function joinColumns(text: string, candidates: Candidates): string {
  const parts: string[] = []
  let from = 0
  for (const [start, end] of regionsOf(text, candidates)) {
    const region = text.slice(start, end)
    const joined = joinRegion(region)
    if (joined === region) continue
    parts.push(text.slice(from, start), joined)
    from = end
  }
  return from === 0 ? text : parts.join('') + text.slice(from)
}

function* regionsOf(text: string, candidates: Candidates): Generator<readonly [start: number, end: number]> {
  let start = -1
  let end = -1
  for (const candidate of candidates) {
    if (start >= 0 && candidate - AROUND <= end) {
      end = candidate + AROUND
      continue
    }
    if (start >= 0) yield wholeLines(text, start, end)
    start = Math.max(0, candidate - AROUND)
    end = candidate + AROUND
  }
  if (start >= 0) yield wholeLines(text, start, end)
}

function wholeLines(text: string, start: number, end: number): readonly [start: number, end: number] {
  const feed = text.indexOf('\n', end)
  return [text.lastIndexOf('\n', start) + 1, feed < 0 ? text.length : feed]
}

function joinRegion(region: string): string {
  const column = longestLine(region)
  if (column < MIN_COLUMN || column > MAX_COLUMN) return region
  const lines = region.split(/\r?\n/)
  if (lines.filter((line) => line.length === column).length < MIN_FULL) return region
  const begins = lines.map((line) => beginsRecord(line))
  if (!isBrokenAt(column, lines, begins)) return region
  // Where records have stamps, what has none goes on with the one before.
  const goesOn = (index: number): boolean =>
    begins[index] === 'no' || begins[index] === 'indented' || (begins[index] === 'record' && begins.includes('marked'))
  const joined: string[] = []
  let isOpen = false
  for (const [index, line] of lines.entries()) {
    // A blank at the end of a line may have been lost.
    const whole = line.length < column && line.length >= column - 1 && goesOn(index + 1) ? line.padEnd(column) : line
    if (isOpen && goesOn(index)) joined.push((joined.pop() ?? '') + whole)
    else joined.push(whole)
    isOpen = whole.length === column
  }
  return joined.join('\n')
}

function longestLine(text: string): number {
  let longest = 0
  for (let from = 0; from < text.length;) {
    const feed = text.indexOf('\n', from)
    const end = feed < 0 ? text.length : feed
    longest = Math.max(longest, text[end - 1] === '\r' ? end - 1 - from : end - from)
    from = end + 1
  }
  return longest
}

type Beginning = 'marked' | 'record' | 'other' | 'indented' | 'no'

/** Whether a line shows that a record begins there: by what a logger wrote, or by what the kernel did. */
function beginsRecord(line: string): Beginning {
  const { text, marked } = stripPrefix(line)
  if (marked) return 'marked'
  if (text.trim() === '' || /^>|^\s*\{/.test(line)) return 'other'
  if (startOfRecord(text) >= 0 || landmarkOf(text) !== null) return 'record'
  return /^\S/.test(line) ? 'no' : 'indented'
}

/** Whether most lines that go on in the next are full. Those of quoted-printable mails are too, but end in `=`. */
function isBrokenAt(column: number, lines: readonly string[], begins: readonly Beginning[]): boolean {
  const isMarked = begins.includes('marked')
  let full = 0
  let shorter = 0
  for (const [index, line] of lines.entries()) {
    const next = begins[index + 1]
    const isFull = line.length === column
    if (isFull && !line.endsWith('=') && (next === 'no' || next === 'indented')) full++
    if (!isFull && isMarked && next === 'no' && line.length < column - 1) shorter++
  }
  // Where more of the lines are full, they were padded: what is broken has ends.
  const isPadded = lines.filter((line) => line.length === column).length > MAX_FULL * lines.length
  return !isPadded && full >= (isMarked ? MIN_FULL : MIN_FULL_UNMARKED) && full > 4 * shorter
}
