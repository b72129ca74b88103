// Takes off what a logger, a mail program or a person put before a line of the kernel: quotes and indentation, log levels, time stamps of
// dmesg (plain, -T in any language, -x, deltas), journalctl and syslog, the host's name, and the tags of containers' logs.
// Every pattern is anchored at the start and bounded, so that a line costs time in proportion to its length.

export interface StrippedLine {
  /** What the kernel wrote; a line without a stamp keeps its indentation. */
  readonly text: string
  /** The stamp as it was written, the wall clock before the time since boot; null where there was none. */
  readonly stamp: string | null
  /** Seconds since boot, where the stamp says it. */
  readonly uptime: number | null
  /** Whether anything shows that a record begins here: a stamp, a level, a host's name. */
  readonly marked: boolean
  /** Whether a terminal or a printed page said that this continues the line before. */
  readonly continued: boolean
}

const QUOTE = /^[ \t>]*>[ \t]?/
const CONTINUED = /^[ \t]*[\u21AA\u21B3]/
/** An arrow that somebody drew behind a line: `<=====`. */
const ARROW = /^ <[=-]{2,}$/

/** `/var/log/kern.log:`, `1234:`: what grep writes before a stamp. */
const GREP = /^[^\s:[\]{}]{1,200}:(?:\d{1,9}:)?(?=\[ *\d{1,9}\.\d|\p{L}{3} +\d{1,2} \d\d:|\d{4}-\d\d-\d\d[T ])/u

const UPTIME = /^\[ {0,12}(\d{1,12}\.\d{1,9})(?: *<[ \d.]{1,20}>)?\] ?/
/** The same with its digits masked. */
const MASKED = /^\[ {0,12}[\dXx*#?]{1,12}\.[\dXx*#?]{1,9}\] ?/
const CALLER = /^\[ {0,8}[TC]\d{1,10}\] ?/
/** dmesg -T, -H and --reltime: anything in brackets that has a time of day, and the steps between. */
const WALL_CLOCK = /^\[([^\][]{0,60}?\d{1,2}:\d\d(?::\d\d)?[^\][]{0,40})\] ?/
const STEP = /^\[ {0,12}\+\d{1,9}\.\d{1,9}\] ?/
const ISO = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?: UTC)?) ?/
/** `Jun 20 12:47:48`, in any language, with a year or a fraction. */
const SYSLOG = /^(\S{2,12} +\d{1,2}\.? (?:\d{4} )?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?) /
/** journalctl -o short-full. */
const FULL = /^(\S{2,10} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S{1,6}) /
/** OpenWrt's logread. */
const CTIME = /^(\S{2,10} \S{2,12} +\d{1,2} \d\d:\d\d:\d\d \d{4}) /
/** journalctl -o short-unix. */
const UNIX = /^(\d{9,11}\.\d{3,9}) /
const LEVEL = /^<\d{1,3}>(?:\d )?/
/** dmesg -x. */
const FACILITY = /^kern *: *[a-z]{1,8} *: ?/
const CONTAINER = /^(?:stdout|stderr) [FP] /
const KERNEL = /^kernel(?:\[\d{1,9}\])?: ?/
const HOST_AND_KERNEL = /^(?:\S{1,255} ){1,2}kernel(?:\[\d{1,9}\])?: ?/

interface Prefix {
  pattern: RegExp
  /** What its first group is. */
  says: 'clock' | 'uptime' | 'nothing'
}

const prefix = (pattern: RegExp, says: Prefix['says'] = 'nothing'): Prefix => ({ pattern, says })

/** Prefixes by the character that they start with, so that few are tried on a line. */
const IN_BRACKETS = [
  prefix(UPTIME, 'uptime'),
  prefix(MASKED),
  prefix(CALLER),
  prefix(WALL_CLOCK, 'clock'),
  prefix(STEP),
]
const IN_ANGLES = [prefix(LEVEL)]
const WITH_DIGIT = [prefix(ISO, 'clock'), prefix(UNIX, 'clock'), prefix(SYSLOG, 'clock')]
const OTHERS = [
  prefix(SYSLOG, 'clock'),
  prefix(FULL, 'clock'),
  prefix(CTIME, 'clock'),
  prefix(KERNEL),
  prefix(FACILITY),
  prefix(CONTAINER),
]
const AFTER_STAMP = [prefix(HOST_AND_KERNEL)]

function prefixesFor(text: string): readonly Prefix[] {
  const code = text.charCodeAt(0)
  if (code === 0x5b) return IN_BRACKETS
  if (code === 0x3c) return IN_ANGLES
  return code >= 0x30 && code <= 0x39 ? WITH_DIGIT : OTHERS
}

/** More prefixes than any logger stacks. */
const MAX_PREFIXES = 8

/** The line of the kernel in a line of a log. */
export function stripPrefix(line: string): StrippedLine {
  const plain = withoutArrow(withoutColours(line).replace(QUOTE, ''))
  const continued = CONTINUED.test(plain)
  let text = (continued ? plain.replace(CONTINUED, '') : plain).trimStart()
  let clock: string | null = null
  let uptime: string | null = null
  let marked = false
  const take = (prefixes: readonly Prefix[]): boolean => {
    for (const { pattern, says } of prefixes) {
      const found = pattern.exec(text)
      if (found === null) continue
      if (says === 'clock') clock ??= found[1] ?? null
      if (says === 'uptime') uptime ??= found[1] ?? null
      text = text.slice(found[0].length)
      marked = true
      return true
    }
    return false
  }
  for (let count = 0; count < MAX_PREFIXES; count++) {
    if (take(prefixesFor(text)) || (marked && take(AFTER_STAMP))) continue
    const named = marked ? text : text.replace(GREP, '')
    if (named === text) break
    text = named
  }
  return {
    text: marked || continued ? text : plain,
    stamp: clock ?? uptime,
    uptime: uptime === null ? null : Number(uptime),
    marked,
    continued,
  }
}

const ESCAPE = '\u001B'
const COLOUR = new RegExp(`${ESCAPE}\\[[\\d;]{0,20}m`, 'g')
/** What web pages put in place of blanks. */
const NO_BREAK = '\u00A0'

function withoutColours(line: string): string {
  const text = line.includes(ESCAPE) ? line.replaceAll(COLOUR, '') : line
  return text.includes(NO_BREAK) ? text.replaceAll(NO_BREAK, ' ') : text
}

function withoutArrow(line: string): string {
  if (!line.includes(' <')) return line
  const text = line.trimEnd()
  const start = text.lastIndexOf(' <')
  return start >= 0 && ARROW.test(text.slice(start)) ? text.slice(0, start).trimEnd() : line
}
