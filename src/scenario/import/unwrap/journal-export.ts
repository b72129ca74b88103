// `journalctl -o export` and `-o verbose`: a field a line, records between blank lines or under a stamp of their own.

import type { Container } from './container.ts'
import { bootStamp, stampOf, stamped } from './stamps.ts'

const FIELD = /^ *(_{0,2}[A-Z][A-Z0-9_]{1,63})=(.*)$/
/** `Tue 2024-03-05 10:11:12.000000 CET [s=...;i=...]`, which begins a record of `-o verbose`. */
const VERBOSE_STAMP = /^(\S.*\d\d:\d\d:\d\d.*) \[s=[^\]]*\]$/

export const JOURNAL_EXPORT: Container = {
  name: 'the export format of journald',
  holds: (line) => /^ *MESSAGE=/.test(line),
  open: openExport,
}

class Journal {
  readonly lines: string[] = []
  #message: string[] | null = null
  #isInMessage = false
  #isBinary = false
  #uptime: string | null = null
  #clock: string | null = null

  read(line: string): void {
    const verbose = VERBOSE_STAMP.exec(line)
    if (line.trim() === '' || verbose !== null) {
      this.end()
      this.#clock = verbose?.[1] ?? null
      return
    }
    if (this.#isBinary) {
      // A message with line feeds: eight bytes with its length, and then itself.
      this.#message = [line.slice(8)]
      this.#isBinary = false
      this.#isInMessage = true
      return
    }
    if (line === 'MESSAGE') this.#isBinary = true
    else this.#field(line)
  }

  end(): void {
    if (this.#message !== null) this.lines.push(stamped(this.#message.join('\n'), this.#uptime ?? this.#clock))
    this.#message = null
    this.#isInMessage = this.#isBinary = false
    this.#uptime = this.#clock = null
  }

  #field(line: string): void {
    const field = FIELD.exec(line)
    if (field === null) {
      if (this.#isInMessage) this.#message?.push(line)
      else this.lines.push(line)
      return
    }
    const [, key = '', value = ''] = field
    this.#isInMessage = key === 'MESSAGE'
    if (this.#isInMessage) this.#message = [value]
    else if (key === '_SOURCE_MONOTONIC_TIMESTAMP') this.#uptime = bootStamp(Number(value) / 1e6)
    else if (key === '__REALTIME_TIMESTAMP') this.#clock = stampOf(value)
  }
}

function openExport(text: string): string {
  const journal = new Journal()
  for (const line of text.split(/\r?\n/)) journal.read(line)
  journal.end()
  return journal.lines.join('\n')
}
