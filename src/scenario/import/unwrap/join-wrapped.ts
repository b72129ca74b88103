// Puts lines together again that mail programs have broken at blanks (`columns.ts` knows those that were broken at a column): a record that lacks its end takes the next lines that have no
// stamp of their own and start no record. Records are known by how they start and end. Nothing else is joined.

import type { StrippedLine } from './strip-prefix.ts'
import { COLUMN_TITLES, isRowOpen, isRowStart, readTableHeader } from '../task-table.ts'

export interface LogicalLine {
  text: string
  stamp: string | null
  uptime: number | null
  /** Whether it had a prefix of its own. */
  marked: boolean
}

/** How a piece of a broken record goes before the next. */
type Glue = 'blank' | 'nothing' | 'by-word'

interface Breakable {
  starts(text: string): boolean
  /** The record lacks its end. */
  isOpen(text: string, titles: readonly string[] | null): boolean
  glue: Glue
}

const without =
  (end: RegExp) =>
  (text: string): boolean =>
    !end.test(text)

const BREAKABLE: readonly Breakable[] = [
  {
    starts: (text) => text.includes(' invoked oom-killer'),
    isOpen: without(/(?:oom_score_adj|oom_adj|oomkilladj)=-?\d+$/),
    glue: 'by-word',
  },
  { starts: (text) => /^CPU: \d/.test(text), isOpen: without(/ #\d/), glue: 'by-word' },
  {
    starts: (text) => text.startsWith('Task in /'),
    isOpen: without(/ killed as a result of limit of \/\S*$/),
    glue: 'by-word',
  },
  { starts: (text) => text.startsWith('Tasks in /'), isOpen: without(/ set$/), glue: 'blank' },
  {
    starts: (text) => /^(?:memory|memory\+swap|swap|kmem): usage \d/.test(text),
    isOpen: without(/failcnt \d+$/),
    glue: 'by-word',
  },
  {
    starts: (text) => text.startsWith('Memory cgroup stats for '),
    isOpen: without(/(?::|unevictable:\d+KB)$/),
    glue: 'by-word',
  },
  { starts: (text) => /^\[\s*pid\s*\]/.test(text), isOpen: (text) => readTableHeader(text) === null, glue: 'by-word' },
  { starts: isRowStart, isOpen: (text, titles) => titles !== null && isRowOpen(text, titles), glue: 'blank' },
  { starts: (text) => text.startsWith('oom-kill:'), isOpen: without(/,uid=-?\d+$/), glue: 'nothing' },
  {
    starts: (text) => /[Kk]ill process \d/.test(text),
    isOpen: without(/(?:child|sharing same memory)$/),
    glue: 'blank',
  },
  {
    starts: (text) => /Killed process \d/.test(text),
    isOpen: without(/(?:oom_score_adj:-?\d+|\d+kB|\))$/),
    glue: 'by-word',
  },
  {
    starts: (text) => /^(?:Memory cgroup out|Out) of memory:?(?: Kill(?:ed)?(?: process)?)?$/.test(text),
    isOpen: () => true,
    glue: 'blank',
  },
]

/** How a line goes on that ends in a complete value but may have more of them. */
const MORE_OF_KILLED = /^\s*(?:[\w-]*-rss:|total-vm:|UID[: ]|pgtables:|oom_score_adj:)/

/** Lines that no broken record goes on with. */
const STARTS_RECORD =
  /^\s*(?:oom_reaper: |oom-kill:|Mem-Info:|Tasks |Call [Tt]race|Hardware name|Kernel panic|Out of memory|Memory cgroup|Killed process|CPU: \d|\[\s*pid\s*\]|\.\.\.|\u2026|\[\.\.\.\]|$)/

const MAX_PIECES = 40

/** The words of the records; what is broken in the middle of one goes together without a blank. */
const WORDS = new Set([
  ...COLUMN_TITLES,
  ...'invoked oom-killer gfp_mask order nodemask policy_name oom_adj oom_score_adj oomkilladj'.split(' '),
  ...'Killed process total-vm anon-rss file-rss shmem-rss UID pgtables usage limit failcnt memory swap'.split(' '),
  ...'cache rss rss_huge mapped_file inactive_anon active_anon inactive_file active_file unevictable'.split(' '),
])

const LAST_WORD = /[\w-]*$/
const FIRST_WORD = /^[\w-]*/

export class LineJoiner {
  #pending: LogicalLine | null = null
  #kind: Breakable | null = null
  #pieces = 0
  #titles: readonly string[] | null = null

  /** Takes the next line; gives the record before it once that is complete. */
  push(line: StrippedLine): LogicalLine | null {
    const pending = this.#pending
    if (pending !== null && this.#goesOn(pending, line)) {
      pending.text = join(pending.text, line.text, this.#kind?.glue ?? 'blank')
      this.#pieces++
      this.#kind = kindOf(pending.text) ?? this.#kind
      return null
    }
    this.#pending = { text: line.text, stamp: line.stamp, uptime: line.uptime, marked: line.marked }
    this.#kind = kindOf(line.text)
    this.#pieces = 1
    return this.#finish(pending)
  }

  /** The last record. */
  end(): LogicalLine | null {
    const pending = this.#pending
    this.#pending = null
    return this.#finish(pending)
  }

  #finish(line: LogicalLine | null): LogicalLine | null {
    if (line === null) return null
    line.text = line.text.trimStart()
    this.#titles = readTableHeader(line.text) ?? this.#titles
    return line
  }

  #goesOn(pending: LogicalLine, line: StrippedLine): boolean {
    if (this.#pieces >= MAX_PIECES) return false
    if (line.continued) return true
    if (line.marked) return false
    // A stamp whose record was broken right behind it.
    if (pending.stamp !== null && isOnlyStamp(pending.text)) return kindOf(line.text.trimStart()) !== null
    const text = pending.text.trimEnd()
    if (this.#kind === null || STARTS_RECORD.test(line.text) || isStart(line.text, this.#kind)) return false
    return this.#kind.isOpen(text, this.#titles) || (/Killed process/.test(text) && MORE_OF_KILLED.test(line.text))
  }
}

const isOnlyStamp = (text: string): boolean => text.trim() === ''

const kindOf = (line: string): Breakable | null => {
  const text = line.trimStart()
  return BREAKABLE.find((kind) => kind.starts(text)) ?? null
}

/** Whether the line starts a record itself. What follows `Out of memory:` does not. */
const isStart = (line: string, before: Breakable): boolean => {
  const kind = kindOf(line)
  return kind !== null && before !== BREAKABLE.at(-1)
}

/** Inside the names of flags, and in a release: nothing there has blanks. */
const IN_FLAGS = /\([A-Z_\d|]*$/
const IN_RELEASE = /(?:Not tainted|Tainted: [A-Z ]+) \d[\w.~+-]*$/

function join(before: string, after: string, glue: Glue): string {
  if (glue === 'nothing') return before + after.trimStart()
  if (/\s$/.test(before) || /^\s/.test(after)) return before + after
  if (glue === 'blank') return `${before} ${after}`
  if (IN_FLAGS.test(before) && /^[A-Z_\d|)]/.test(after)) return before + after
  if (IN_RELEASE.test(before) && !after.startsWith('#')) return before + after
  const last = LAST_WORD.exec(before)?.[0] ?? ''
  const first = FIRST_WORD.exec(after)?.[0] ?? ''
  const isBroken =
    (last !== '' && first !== '' && WORDS.has(last + first)) ||
    (/\d$/.test(before) && /^\d/.test(after)) ||
    /^[:=]/.test(after)
  return isBroken ? before + after : `${before} ${after}`
}
