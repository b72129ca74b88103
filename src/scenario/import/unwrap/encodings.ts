// Texts whose characters were written in another way: UTF-16 read as UTF-8, quoted-printable of mails, line feeds and quotes written as
// escapes.

import type { Container } from './container.ts'

/** What `>` of PowerShell writes: every second byte of ASCII is 0. */
export const UTF_16: Container = {
  name: 'UTF-16',
  holds: (line) => line.includes('o\0o\0m'),
  open: (text) => text.replaceAll('\0', '').replace(/^\uFFFD{1,2}/, ''),
}

const SOFT_BREAK = /=\r?\n/g
/** `=3D`; every `=` of such a text is part of one. */
const QUOTED = /=[0-9A-F]{2}/
const NOT_QUOTED = /=(?![0-9A-F]{2})/

/** RFC 2045: `=3D` for `=`, and lines of at most 76 characters that end in `=`. */
export const QUOTED_PRINTABLE: Container = {
  name: 'quoted-printable',
  holds: (line) => /=3D|=20$/.test(line) && !NOT_QUOTED.test(line.replace(/=$/, '')),
  open: (text) =>
    text
      .replaceAll(SOFT_BREAK, '')
      .split('\n')
      .map((line) => (QUOTED.test(line) && !NOT_QUOTED.test(line) ? unquote(line) : line))
      .join('\n'),
}

const unquote = (line: string): string =>
  line.replaceAll(/(?:=[0-9A-F]{2})+/g, (quoted) =>
    new TextDecoder().decode(Uint8Array.from(quoted.slice(1).split('='), (digits) => Number.parseInt(digits, 16))),
  )

const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '', t: '\t', '"': '"', "'": "'", '/': '/', '\\': '\\' }

const named = (letter: string): string => NAMED[letter] ?? letter

/** Text inside quotes of JSON, YAML or a shell, decoded. */
export const unescape = (text: string): string =>
  !text.includes('\\')
    ? text
    : text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))/gs, (_, wide, narrow, letter) => {
        const digits: unknown = wide ?? narrow
        return typeof digits === 'string' ? String.fromCharCode(Number.parseInt(digits, 16)) : named(String(letter))
      })

/** `\n` written out; more than one, or one at the end: no path of a cgroup looks like that. */
const WRITTEN_FEEDS = /\\n.*\\n|\\n["'\]},\s]*$/

/** Line feeds that were written as `\n`, by whoever printed a string of a program. */
export const WRITTEN_ESCAPES: Container = {
  name: 'escapes',
  holds: (line) => WRITTEN_FEEDS.test(line),
  open: (text) =>
    text
      .split('\n')
      .map((line) => (WRITTEN_FEEDS.test(line) ? withFeeds(line) : line))
      .join('\n'),
}

/** Where quotes and backslashes are escaped, all is; a path of a cgroup may have backslashes of its own. */
const withFeeds = (line: string): string =>
  /\\["\\]/.test(line) ? unescape(line) : line.replaceAll(/(?:\\r)?\\n/g, '\n').replaceAll(String.raw`\t`, '\t')

/** `msg="..."` with escaped quotes in it. */
const QUOTED_VALUE = /([\w.@-]+=)"((?:[^"\\]|\\.)*\\"(?:[^"\\]|\\.)*)"/

/** logfmt whose values have quotes of their own; those without are learned like any other prefix. */
export const LOGFMT: Container = {
  name: 'logfmt',
  holds: (line) => QUOTED_VALUE.test(line),
  open: (text) =>
    text
      .split('\n')
      .map((line) => line.replace(QUOTED_VALUE, (_, key: string, value: string) => `${key} ${unescape(value)}`))
      .join('\n'),
}

/** `#012`: how rsyslog writes a line feed inside a record; `#011` is its tab, `#033` its escape. */
export const RSYSLOG_ESCAPES: Container = {
  name: 'escapes of rsyslog',
  holds: (line) => line.includes('#012'),
  open: (text) => text.replaceAll('#012', '\n').replaceAll('#011', '\t').replaceAll('#033', '\u001B'),
}
