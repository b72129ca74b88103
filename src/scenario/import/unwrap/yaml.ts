// Records in YAML, as `gcloud logging read` and kubectl print them: `textPayload: 'feeder invoked ...'`, quoted, folded or as it is.

import { maybeLandmark } from './candidates.ts'
import type { Container } from './container.ts'
import { unescape } from './encodings.ts'
import { startOfRecord } from './record-starts.ts'

const KEY_AND_VALUE = /^(\s*(?:- +)*)([\w@./-]{1,60}): +(\S.*)$/
const ITEM = /^(\s*(?:- +)+)(["'].*)$/

export const YAML: Container = {
  name: 'YAML',
  holds: (line) => {
    const item = ITEM.exec(line)
    if (item !== null) return maybeLandmark(item[2] ?? '')
    const found = KEY_AND_VALUE.exec(line)
    return found !== null && /^["']/.test(found[3] ?? '')
  },
  open: openYaml,
}

/** Lines that one quoted value may be folded into. */
const MAX_LINES = 5000

function openYaml(text: string): string {
  const lines = text.split(/\r?\n/)
  const out: string[] = []
  /** The columns at which keys of messages stand. */
  const columns = new Set<number>()
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const found = ITEM.exec(line) ?? KEY_AND_VALUE.exec(line)
    const quoted = found?.at(-1) ?? ''
    const value = /^["']/.test(quoted) ? quotedAt(lines, index, quoted) : null
    if (value !== null && isMessage(value.text)) {
      out.push(value.text)
      columns.add(found?.[1]?.length ?? 0)
    } else if (!isOtherField(line, columns)) out.push(line)
    index += value === null ? 0 : value.taken - 1
  }
  return out.join('\n')
}

/** Whether a line is another field of a record whose message was taken, or what stands between two records. */
function isOtherField(line: string, columns: ReadonlySet<number>): boolean {
  if (columns.size === 0 || startOfRecord(line) >= 0) return false
  const key = /^(\s*(?:- +)*)[\w@./-]{1,60}:(?: |$)/.exec(line)
  return line === '---' || (key !== null && columns.has(key[1]?.length ?? 0))
}

/** Values that are a word or a time are no messages. */
const isMessage = (value: string): boolean => /\s|:$/.test(value.trim()) && !/^[\d.:TZ +-]*$/.test(value)

/** A quoted value that begins in a line, and how many lines it takes; null where it does not end. */
function quotedAt(lines: readonly string[], index: number, first: string): { text: string; taken: number } | null {
  const quote = first[0] ?? ''
  let text = first.slice(1)
  for (let taken = 1; taken < MAX_LINES; taken++) {
    const end = endOfQuoted(text, quote)
    if (end >= 0) {
      const whole = text.slice(0, end)
      return { text: (quote === '"' ? unescape(whole) : whole.replaceAll("''", "'")).replace(/\n$/, ''), taken }
    }
    const next = lines[index + taken]
    if (next === undefined) return null
    text = fold(text, next.trim(), quote)
  }
  return null
}

/** YAML 1.2, section 7.3: a line feed is a blank, an empty line is a line feed, and a backslash at the end of a line is nothing. */
function fold(text: string, next: string, quote: string): string {
  if (quote === '"' && text.endsWith('\\')) return text.slice(0, -1) + (next.startsWith('\\ ') ? next.slice(1) : next)
  if (next === '') return `${text}\n`
  return text.endsWith('\n') ? text + next : `${text} ${next}`
}

function endOfQuoted(text: string, quote: string): number {
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    if (quote === "'" && text[at + 1] === "'") at++
    else if (quote === "'" || !isEscaped(text, at)) return /^\s*(?:#.*)?$/.test(text.slice(at + 1)) ? at : -1
  }
  return -1
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0
  while (text[at - 1 - slashes] === '\\') slashes++
  return slashes % 2 === 1
}
