// Reads one report, line by line, into an `OomReport`. Features decide, never versions: whatever part is there is read, in any order that
// makes sense, and what is damaged or missing becomes a problem.

import type { Problem } from '../problem.ts'
import { Report } from '../report.ts'
import { FORMATS } from './formats.ts'
import { type LogicalLine, LineJoiner } from './join-wrapped.ts'
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
import { readCpu, readHeader } from './read-header.ts'
import { readKill, readSelected, readSummary } from './read-kill.ts'
import { MemcgReader, MemoryReader } from './read-memory.ts'
import { stripPrefix } from './strip-prefix.ts'
import { type TaskRow, guessTitles, isRowStart, readTableHeader, readTableRow } from './task-table.ts'
import { matchFirst } from './template.ts'

/** The report in the lines of a segment (see `split-reports.ts`), prefixes and all. */
export function parseReport(lines: Iterable<string>): OomReport {
  const reader = new ReportReader()
  const joiner = new LineJoiner()
  for (const line of lines) reader.read(joiner.push(stripPrefix(line)))
  reader.read(joiner.end())
  return reader.report()
}

const ELIDED = /^(?:\[?\.\.\.\]?|\u2026|\[\u2026\]|<?snip>?|\[snip\])$/i
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
  #afterRow = false

  read(line: LogicalLine | null): void {
    if (line === null) return
    const { text } = line
    if (text === '') return
    if (this.#first === null || (this.#first.stamp === null && line.stamp !== null)) this.#first = line
    const isRow = this.#readTable(line)
    if (!isRow && !this.#readStart(text)) this.#readVictim(text)
    this.#afterRow = isRow && isRowStart(text)
  }

  report(): OomReport {
    const rows = this.#rows()
    const report: OomReport = {
      stamp: this.#first?.stamp ?? null,
      uptimeSeconds: this.#first?.uptime ?? null,
      scope: this.#scope(),
      header: this.#header,
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

  #readTable({ text, marked }: LogicalLine): boolean {
    const titles = readTableHeader(text)
    if (titles !== null) {
      this.#columns ??= titles
      return true
    }
    if (isRowStart(text)) {
      this.#rowLines.push(text)
      return true
    }
    if (ELIDED.test(text)) {
      this.#elided ||= this.#kills.length === 0 && (this.#rowLines.length > 0 || this.#columns !== null)
      return true
    }
    if (this.#afterRow && !marked && text.length <= COMM_BYTES) {
      this.#rowTails.set(this.#rowLines.length - 1, text)
      return true
    }
    return false
  }

  /** The parts before the task table. */
  #readStart(text: string): boolean {
    if (this.#header === null) {
      this.#header = readHeader(text)
      if (this.#header !== null) return true
    }
    if (this.#cpu === null && this.#rowLines.length === 0) {
      this.#cpu = readCpu(text)
      if (this.#cpu !== null) return true
    }
    return this.#rowLines.length === 0 && (this.#memcg.read(text) || this.#memory.read(text))
  }

  /** The parts after it. */
  #readVictim(text: string): void {
    this.#summary ??= readSummary(text)
    this.#selected ??= readSelected(text)
    const kill = readKill(text)
    if (kill !== null) {
      this.#kills.push(kill)
      this.#end = 'killed'
      return
    }
    if (text.includes('oom')) this.#readOomLine(text)
    else if (/no killable|deadlocked on memory|request ignored|already exiting/.test(text)) this.#readOutcome(text)
  }

  #readOomLine(text: string): void {
    this.#group ??= matchFirst(FORMATS.group, text)?.get('path') ?? null
    const reaped = matchFirst(FORMATS.reaped, text) ?? matchFirst(FORMATS.unableToReap, text)
    if (reaped !== null) this.#reaped.push({ pid: Number(reaped.get('pid')), comm: reaped.get('comm') ?? '' })
    const panic = matchFirst(FORMATS.panicOnOom, text)
    if (panic === null) return
    this.#end = 'panic-on-oom'
    this.#panicOnOom = panic.get('which') === 'compulsory' ? 2 : 1
  }

  #readOutcome(text: string): void {
    const exiting = matchFirst(FORMATS.exiting, text)
    if (exiting !== null) {
      this.#exiting.push({ pid: Number(exiting.get('pid')), comm: exiting.get('comm') ?? '' })
      if (this.#end === 'unknown') this.#end = 'already-exiting'
    } else if (matchFirst(FORMATS.ignored, text) !== null) this.#end = 'ignored'
    else if (matchFirst([...FORMATS.noKillable, ...FORMATS.deadlocked], text) !== null) this.#end = 'no-killable'
  }

  #scope(): OomReport['scope'] {
    const messages = [this.#selected?.message, ...this.#kills.map((kill) => kill.message)]
    if (this.#summary?.oomMemcg !== null && this.#summary?.oomMemcg !== undefined) return 'memcg'
    if (this.#summary?.isGlobal === true) return 'global'
    if (messages.some((message) => message?.startsWith('Memory cgroup') === true)) return 'memcg'
    if (this.#memcg.memcg !== null) return 'memcg'
    if (
      this.#memory.memory !== null ||
      messages.some((message) => message?.toLowerCase().startsWith('out of memory') === true)
    )
      return 'global'
    return this.#end === 'no-killable' || this.#summary?.constraint === 'CONSTRAINT_NONE' ? 'global' : 'unknown'
  }

  #rows(): TaskRow[] {
    this.#columns ??= guessTitles(this.#rowLines)
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
      report.end === 'unknown' && report.summary?.pid === undefined,
      'no-victim',
      'The lines that name the victim are missing: the text ends before them.',
    ],
    [report.end === 'unknown' && report.summary !== null, 'no-kill-line', 'The line "Killed process" is missing.'],
  ]
  return missing
    .filter(([isMissing]) => isMissing)
    .map(([, code, message]) => ({ code, severity: 'warning', place: '', message }))
}
