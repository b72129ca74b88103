// Reads one report, line by line, into an `OomReport`. Features decide, never versions: whatever part is there is read, in any order that
// makes sense, and what is damaged or missing becomes a problem.

import type { Problem } from '../problem.ts'
import { Report } from '../report.ts'
import { FORMATS } from './formats.ts'
import type {
  Kill,
  NamedProcess,
  OomReport,
  ReportCpu,
  ReportEnd,
  ReportHeader,
  ReportSummaryLine,
  Selected,
} from './oom-report.ts'
import { readRelease } from './kernel-release.ts'
import { nameOfInvoker, readCpu, readHeader } from './read-header.ts'
import { readKill, readSelected, readSummary } from './read-kill.ts'
import { MemcgReader, MemoryReader } from './read-memory.ts'
import { type TaskRow, guessTitles, isRowStart, readTableHeader, readTableRow } from './task-table.ts'
import { matchFirst } from './template.ts'
import { type LogicalLine, LineJoiner } from './unwrap/join-wrapped.ts'
import type { PlainLine } from './unwrap/unwrap.ts'

/** The report in the lines of a segment (see `split-reports.ts`). */
export function parseReport(lines: Iterable<PlainLine>): OomReport {
  const reader = new ReportReader()
  const joiner = new LineJoiner()
  for (const { line } of lines) reader.read(joiner.push(line))
  reader.read(joiner.end())
  return reader.report()
}

/** What a line was read as: a part of the report, or null where nothing of it was used. */
export type LineKind = 'header' | 'kernel' | 'memory' | 'table' | 'row' | 'victim' | 'outcome'

export interface ReadLine {
  text: string
  /** Where the kernel's own text begins, behind the prefixes of loggers. */
  from: number
  kind: LineKind | null
}

/** The same lines, each with what `parseReport` makes of it. Lines that were joined to one record are all of its kind. */
export function readLines(lines: Iterable<PlainLine>): ReadLine[] {
  const reader = new ReportReader()
  const joiner = new LineJoiner()
  const read: ReadLine[] = []
  /** The first line of the record that is not yet complete. */
  let open = 0
  const finish = (kind: LineKind | null, end: number): void => {
    for (const line of read.slice(open, end)) line.kind = line.text.trim() === '' ? null : kind
    open = end
  }
  for (const { line, raw } of lines) {
    const record = joiner.push(line)
    if (record !== null) finish(reader.read(record), read.length)
    read.push({ text: raw, from: Math.max(0, raw.lastIndexOf(line.text.trim())), kind: null })
  }
  finish(reader.read(joiner.end()), read.length)
  return read
}

/** What people and `grep -C` put in the place of lines that they left out. */
const ELIDED = /^(?:--|\[?\.\.\.\]?|\u2026|\[\u2026\]|<?snip>?|\[snip\])$/i
/** TASK_COMM_LEN less its NUL. */
const COMM_BYTES = 15

class ReportReader {
  readonly #memory = new MemoryReader()
  readonly #memcg = new MemcgReader()
  readonly #problems = new Report()
  readonly #rowLines: string[] = []
  /** What stood alone on the line after a row: maybe the rest of its name. */
  readonly #rowTails = new Map<number, string>()
  readonly #kills: Kill[] = []
  readonly #exiting: NamedProcess[] = []
  readonly #reaped: NamedProcess[] = []
  #first: LogicalLine | null = null
  #header: ReportHeader | null = null
  #cpu: ReportCpu | null = null
  #summary: ReportSummaryLine | null = null
  #selected: Selected | null = null
  #columns: readonly string[] | null = null
  #elided = false
  #group: string | null = null
  #end: ReportEnd = 'unknown'
  #panicOnOom: 1 | 2 | null = null
  #deadlocked = false
  #afterRow = false

  read(line: LogicalLine | null): LineKind | null {
    if (line === null) return null
    const { text } = line
    if (text === '') return null
    if (this.#first === null || (this.#first.stamp === null && line.stamp !== null)) this.#first = line
    const inTable = this.#readTable(line)
    this.#afterRow = inTable === 'row' && isRowStart(text)
    return inTable ?? this.#readStart(text) ?? this.#readVictim(text)
  }

  report(): OomReport {
    const rows = this.#rows()
    const report: OomReport = {
      stamp: this.#first?.stamp ?? null,
      uptimeSeconds: this.#first?.uptime ?? null,
      scope: this.#scope(),
      header: this.#headerOf(rows),
      cpu: this.#cpu,
      summary: this.#summary,
      memory: this.#memory.memory,
      memcg: this.#memcg.memcg,
      columns: this.#columns,
      rows,
      elided: this.#elided,
      selected: this.#selected,
      kills: this.#kills,
      exiting: this.#exiting,
      reaped: this.#reaped,
      group: this.#group,
      end: this.#end,
      panicOnOom: this.#panicOnOom,
      pageKb: this.#memory.pageKb ?? pageKbOf(rows, this.#kills) ?? 4,
      problems: [],
    }
    return { ...report, problems: [...this.#problems.problems, ...missingParts(report)] }
  }

  #headerOf(rows: readonly TaskRow[]): ReportHeader | null {
    if (this.#header === null) return null
    const known = [...rows, ...this.#kills].map(({ comm }) => comm)
    return { ...this.#header, comm: nameOfInvoker(this.#header.comm, this.#cpu, known) }
  }

  #readTable({ text, marked }: LogicalLine): LineKind | null {
    const titles = readTableHeader(text)
    if (titles !== null) {
      this.#columns ??= titles
      return 'table'
    }
    if (isRowStart(text)) {
      this.#rowLines.push(text)
      return 'row'
    }
    if (ELIDED.test(text)) {
      this.#elided ||= this.#kills.length === 0 && (this.#rowLines.length > 0 || this.#columns !== null)
      return 'table'
    }
    if (this.#afterRow && !marked && text.length <= COMM_BYTES) {
      this.#rowTails.set(this.#rowLines.length - 1, text)
      return 'row'
    }
    return null
  }

  /** The parts before the task table. */
  #readStart(text: string): LineKind | null {
    if (this.#header === null) {
      this.#header = readHeader(text)
      if (this.#header !== null) return 'header'
    }
    if (this.#cpu === null && this.#rowLines.length === 0) {
      this.#cpu = readCpu(text)
      if (this.#cpu !== null) return 'kernel'
    }
    const isMemory = this.#rowLines.length === 0 && (this.#memcg.read(text) || this.#memory.read(text))
    return isMemory ? 'memory' : null
  }

  /** The parts after it. */
  #readVictim(text: string): LineKind | null {
    const [summary, selected] = [readSummary(text), readSelected(text)]
    this.#summary ??= summary
    this.#selected ??= selected
    const kill = readKill(text)
    if (kill !== null) {
      this.#kills.push(kill)
      this.#end = 'killed'
    }
    if (summary !== null || selected !== null || kill !== null) return 'victim'
    const isOutcome = text.includes('oom')
      ? this.#readOomLine(text)
      : /no killable|deadlocked on memory|request ignored|already exiting/.test(text) && this.#readOutcome(text)
    return isOutcome ? 'outcome' : null
  }

  #readOomLine(text: string): boolean {
    const group = matchFirst(FORMATS.group, text)
    this.#group ??= group?.get('path') ?? null
    const reaped = matchFirst(FORMATS.reaped, text) ?? matchFirst(FORMATS.unableToReap, text)
    if (reaped !== null) this.#reaped.push({ pid: Number(reaped.get('pid')), comm: reaped.get('comm') ?? '' })
    const panic = matchFirst(FORMATS.panicOnOom, text)
    if (panic !== null) {
      this.#end = 'panic-on-oom'
      this.#panicOnOom = panic.get('which') === 'compulsory' ? 2 : 1
    }
    return group !== null || reaped !== null || panic !== null
  }

  #readOutcome(text: string): boolean {
    const exiting = matchFirst(FORMATS.exiting, text)
    if (exiting !== null) {
      this.#exiting.push({ pid: Number(exiting.get('pid')), comm: exiting.get('comm') ?? '' })
      if (this.#end === 'unknown') this.#end = 'already-exiting'
      return true
    }
    this.#deadlocked ||= matchFirst(FORMATS.deadlocked, text) !== null
    const isIgnored = matchFirst(FORMATS.ignored, text) !== null
    if (isIgnored) this.#end = 'ignored'
    else if (matchFirst([...FORMATS.noKillable, ...FORMATS.deadlocked], text) === null) return false
    else this.#end = 'no-killable'
    return true
  }

  #scope(): OomReport['scope'] {
    const says = (words: RegExp): boolean =>
      [this.#selected?.message, ...this.#kills.map((kill) => kill.message)].some(
        (message) => message !== null && message !== undefined && words.test(message),
      )
    if (this.#summary?.oomMemcg !== null && this.#summary?.oomMemcg !== undefined) return 'memcg'
    if (this.#summary?.isGlobal === true) return 'global'
    if (says(/Memory cgroup out of memory/)) return 'memcg'
    if (this.#memcg.memcg !== null) return 'memcg'
    if (this.#memory.memory !== null || says(/out of memory/i)) return 'global'
    // In a global OOM the kernel panics then.
    if (this.#end === 'no-killable') return this.#deadlocked ? 'global' : 'memcg'
    return this.#end === 'panic-on-oom' || this.#summary?.constraint === 'CONSTRAINT_NONE' ? 'global' : 'unknown'
  }

  #rows(): TaskRow[] {
    this.#columns ??= guessTitles(this.#rowLines, readRelease(this.#cpu?.release ?? ''))
    const titles = this.#columns
    if (titles === null) return []
    const names = new Set(
      [this.#header, this.#cpu, this.#summary, this.#selected, ...this.#kills].map((named) => named?.comm),
    )
    const rows: TaskRow[] = []
    for (const [index, line] of this.#rowLines.entries()) {
      const row = readTableRow(line, titles)
      if (row === null || !isPlausible(row)) {
        this.#problems.warn('damaged-row', '', `This row of the task table cannot be read and was left out: ${line}`)
        continue
      }
      const whole = row.comm + (this.#rowTails.get(index) ?? '')
      rows.push(names.has(whole) ? { ...row, comm: whole } : row)
    }
    return rows
  }
}

const isPlausible = (row: TaskRow): boolean =>
  row.pid > 0 &&
  row.tgid > 0 &&
  [row.pid, row.tgid, row.totalVm, row.rss, row.swapents ?? 0, row.pgtablesBytes ?? 0].every(
    (value) => Number.isSafeInteger(value) && value >= 0,
  )

/** Kilobytes of a page: what the kill line calls total-vm in kB, the table has in pages. */
function pageKbOf(rows: readonly TaskRow[], kills: readonly Kill[]): number | null {
  for (const kill of kills) {
    const row = rows.find((one) => one.tgid === kill.pid || one.pid === kill.pid)
    if (row === undefined || kill.totalVmKb === null || row.totalVm === 0) continue
    const kb = kill.totalVmKb / row.totalVm
    if (kb === 4 || kb === 8 || kb === 16 || kb === 64) return kb
  }
  return null
}

/** What a whole report has and this one has not. */
function missingParts(report: OomReport): Problem[] {
  const missing: [boolean, string, string][] = [
    [
      report.header === null,
      'no-header',
      'The line with "invoked oom-killer" is missing: who allocated, and with which flags, is not known.',
    ],
    [
      report.cpu?.release === null || report.cpu === null,
      'no-release',
      'The line that names the kernel is missing: its version is not known.',
    ],
    [report.rows.length === 0, 'no-table', 'The task table is missing or empty.'],
    [report.rows.length > 0 && report.elided, 'elided', 'Rows of the task table were left out of this text.'],
    [
      report.end === 'unknown' && report.selected === null && report.summary?.pid === undefined,
      'no-victim',
      'The lines that name the victim are missing: the text ends before them.',
    ],
    [report.end === 'unknown' && report.summary !== null, 'no-kill-line', 'The line "Killed process" is missing.'],
  ]
  return missing
    .filter(([isMissing]) => isMissing)
    .map(([, code, message]) => ({ code, severity: 'warning', place: '', message }))
}
