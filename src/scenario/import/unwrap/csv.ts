// Tables of log services: comma-separated values, and with semicolons, tabs or bars between them. The message is the column that tells of
// a kill; a quoted field may hold commas, doubled quotes and line feeds.

import { maybeLandmark } from './candidates.ts'
import type { Container } from './container.ts'
import { stampOf, stamped } from './stamps.ts'

const SEPARATORS = ',;\t|'

export const CSV: Container = {
  name: 'CSV',
  holds: (line) => separatorOf(line) !== null,
  open: openCsv,
}

/** What stands between the fields of a line, one of which is quoted and may tell of a kill. */
function separatorOf(line: string): string | null {
  if (!line.includes('"')) return null
  for (const separator of SEPARATORS) {
    if (!line.includes(`${separator}"`) && !line.includes(`"${separator}`)) continue
    const fields = fieldsOf(line, separator)
    if (
      fields === null ? opensQuote(line, separator) : fields.length > 1 && fields.some((field) => maybeLandmark(field))
    )
      return separator
  }
  return null
}

/** The fields of a record; null where quotes stand elsewhere than around a field. */
function fieldsOf(record: string, separator: string): string[] | null {
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (record[at] === '"') {
      const end = closingQuote(record, at)
      if (end < 0) return null
      fields.push(record.slice(at + 1, end).replaceAll('""', '"'))
      at = end + 1
    } else {
      const next = record.indexOf(separator, at)
      const end = next < 0 ? record.length : next
      const field = record.slice(at, end)
      if (field.includes('"')) return null
      fields.push(field)
      at = end
    }
    if (at >= record.length) return fields
    if (record[at] !== separator) return null
    at++
  }
}

function closingQuote(record: string, start: number): number {
  for (let at = record.indexOf('"', start + 1); at >= 0; at = record.indexOf('"', at + 2))
    if (record[at + 1] !== '"') return at
  return -1
}

/** Lines that one quoted field may have: a whole report in a cell. */
const MAX_LINES = 5000

function openCsv(text: string): string {
  const lines = text.split(/\r?\n/)
  const format = learn(lines)
  if (format === null) return text
  const out: string[] = []
  for (let index = 0; index < lines.length; index++) {
    const { fields, taken } = recordAt(lines, index, format.separator)
    out.push(fields === null ? (lines[index] ?? '') : messageOf(fields, format))
    index += taken - 1
  }
  return out.join('\n')
}

interface Format {
  separator: string
  /** The column of the message, from the left. */
  column: number
  columns: number
}

function learn(lines: readonly string[]): Format | null {
  for (const [index, line] of lines.entries()) {
    for (const separator of SEPARATORS) {
      if (!line.includes(`${separator}"`) && !line.includes(`"${separator}`)) continue
      const { fields } = recordAt(lines, index, separator)
      const column = fields?.findLastIndex((field) => maybeLandmark(field)) ?? -1
      if (fields !== null && fields.length > 1 && column >= 0) return { separator, column, columns: fields.length }
    }
  }
  return null
}

/** The record that begins in a line, and how many lines it takes; null for a line that is none. */
function recordAt(
  lines: readonly string[],
  index: number,
  separator: string,
): { fields: string[] | null; taken: number } {
  const line = lines[index] ?? ''
  if (!line.includes(separator)) return { fields: null, taken: 1 }
  const alone = fieldsOf(line, separator)
  if (alone !== null || !opensQuote(line, separator)) return { fields: alone, taken: 1 }
  const parts = [line]
  for (let next = index + 1; next < lines.length && parts.length < MAX_LINES; next++) {
    const part = lines[next] ?? ''
    parts.push(part)
    if (!/"(?!")/.test(part)) continue
    const fields = fieldsOf(parts.join('\n'), separator)
    if (fields !== null) return { fields, taken: parts.length }
  }
  return { fields: null, taken: 1 }
}

/** Whether a quoted field begins that the line does not close. */
const opensQuote = (line: string, separator: string): boolean => {
  const at = Math.max(line.lastIndexOf(`${separator}"`) + 1, line.startsWith('"') ? 0 : -1)
  return at >= 0 && line[at] === '"' && closingQuote(line, at) < 0
}

function messageOf(fields: readonly string[], { separator, column, columns }: Format): string {
  // An unquoted message may have separators of its own.
  const end = column + 1 + Math.max(fields.length - columns, 0)
  const message = fields.slice(column, end).join(separator)
  const stamp = fields.flatMap((field, index) => (index >= column && index < end ? [] : (stampOf(field) ?? [])))[0]
  return stamped(message, stamp ?? null)
}
