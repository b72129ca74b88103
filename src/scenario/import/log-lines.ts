// The lines of a pasted text, one at a time: line feeds of every kind, containers' JSON lines ({"log": ...}, {"MESSAGE": ...}), and the
// `#012` that rsyslog writes for a line feed inside a record. Prefixes of a line are taken off in `strip-prefix.ts`.

import { isList, isObject } from '../values.ts'

/** A place between two lines of a text: the offset of a line feed's next character, and which part of that line. */
export interface Place {
  readonly offset: number
  readonly part: number
}

export interface RawLine extends Place {
  readonly text: string
}

/** No line of a report is longer: a path has at most 4096 bytes. What is beyond belongs to no report. */
const LONGEST = 16_384

const ESCAPED_LINE_FEED = '#012'

/** A text as lines. It remembers the parts of the line that was taken apart last, for whoever comes back into its middle. */
export class LogText {
  readonly text: string
  #offset = -1
  #parts: readonly string[] = []

  constructor(text: string) {
    this.text = text
  }

  /** The lines from `from` (inclusive) on; `isWanted` says of a whole line whether it is worth to be taken apart. */
  *lines(
    from: Place = { offset: 0, part: 0 },
    isWanted: (line: string, offset: number) => boolean = () => true,
  ): Generator<RawLine, void> {
    const { text } = this
    let offset = from.offset
    let part = from.part
    while (offset < text.length) {
      const feed = text.indexOf('\n', offset)
      const end = feed < 0 ? text.length : feed
      const line = text.slice(offset, end > offset && text[end - 1] === '\r' ? end - 1 : end)
      if (isWanted(line, offset)) {
        if (!isPacked(line)) yield { offset, part: 0, text: line.slice(0, LONGEST) }
        else
          for (const parts = this.#partsOf(line, offset); part < parts.length; part++)
            yield { offset, part, text: (parts[part] ?? '').slice(0, LONGEST) }
      }
      part = 0
      offset = end + 1
    }
  }

  #partsOf(line: string, offset: number): readonly string[] {
    if (this.#offset !== offset) {
      this.#parts = (messageOfJson(line) ?? line).replaceAll(ESCAPED_LINE_FEED, '\n').split(/\r?\n/)
      this.#offset = offset
    }
    return this.#parts
  }
}

const isPacked = (line: string): boolean => line.includes(ESCAPED_LINE_FEED) || /^\s*\{/.test(line)

/** Where loggers put the text of a record: Docker and Kubernetes, journald, fluentd and the clouds. */
const MESSAGE_KEYS = ['log', 'MESSAGE', 'message', 'msg', 'textPayload', 'line', 'jsonPayload', 'body']

/** The message of a line that is a JSON object, or null. */
function messageOfJson(line: string): string | null {
  const start = line.search(/\S/)
  if (line[start] !== '{') return null
  try {
    const message = messageOf(JSON.parse(line), 2)
    return message === null ? null : message.replace(/\n$/, '')
  } catch {
    return null
  }
}

function messageOf(record: unknown, depth: number): string | null {
  if (!isObject(record) || depth === 0) return null
  for (const key of MESSAGE_KEYS) {
    const value = record[key]
    if (typeof value === 'string') return value
    // journalctl writes a message that is not UTF-8 as a list of its bytes.
    if (isList(value)) return new TextDecoder().decode(Uint8Array.from(value, Number))
    const inner = messageOf(value, depth - 1)
    if (inner !== null) return inner
  }
  return null
}
