// The task table of the report: the header line and the rows. Rows are read by the columns of their header and never by position, because
// pastes lose blanks. The same table (`kernel/task-table.ts`) prints header and rows for the report.

import type { KernelRelease } from './kernel-release.ts'
import { TASK_COLUMNS, type TaskColumn, taskColumns } from '../../kernel/task-table.ts'
import type { Release } from '../../kernel/versions.ts'

/** A row of the table; null where the kernel's table has no such column. Sizes are in pages of that kernel. */
export interface TaskRow {
  /** The thread that still had the memory: normally the process itself. */
  pid: number
  uid: number
  tgid: number
  totalVm: number
  rss: number
  rssAnon: number | null
  rssFile: number | null
  rssShmem: number | null
  /** Tables of the lowest, the middle and the upper level, in tables. */
  nrPtes: number | null
  nrPmds: number | null
  nrPuds: number | null
  pgtablesBytes: number | null
  swapents: number | null
  /** -17 to 15; until 3.6. */
  oomAdj: number | null
  oomScoreAdj: number | null
  comm: string
}

const COLUMN_BY_TITLE: ReadonlyMap<string, TaskColumn> = new Map(TASK_COLUMNS.map((column) => [column.title, column]))
const NAME = 'name'

export const COLUMN_TITLES: readonly string[] = [...TASK_COLUMNS.map((column) => column.title), NAME]

const HEADER = /^\[\s*pid\s*\]\s+(\S.*)$/

/** The titles of a header line after `[ pid ]` and without the name, or null where the line is none. */
export function readTableHeader(line: string): readonly string[] | null {
  const titles = HEADER.exec(line.trim())?.[1]?.split(/\s+/)
  return titles?.pop() === NAME ? titles : null
}

const ROW_START = /^\s*\[\s*(\d+)\]\s+/
const NUMBER = /(-?\d+)(?:\s|$)/y
const BLANKS = /[^\S\n]*/y

/** Whether the line looks like a row, complete or not. */
export const isRowStart = (line: string): boolean => /^\s*\[\s*\d+\]\s+-?\d+\s+\d+(?:\s|$)/.test(line)

/** The numbers after the pid, at most `most` of them, and where the text after them starts. */
function readNumbers(line: string, most: number): { pid: number; numbers: number[]; rest: number } | null {
  const start = ROW_START.exec(line)
  if (start === null) return null
  const numbers: number[] = []
  let at = start[0].length
  while (numbers.length < most) {
    BLANKS.lastIndex = at
    BLANKS.exec(line)
    NUMBER.lastIndex = BLANKS.lastIndex
    const found = NUMBER.exec(line)
    if (found === null) break
    numbers.push(Number(found[1]))
    at = NUMBER.lastIndex
  }
  return { pid: Number(start[1]), numbers, rest: at }
}

/** A row by the titles of its table, or null where numbers are missing. */
export function readTableRow(line: string, titles: readonly string[]): TaskRow | null {
  const found = readNumbers(line, titles.length)
  if (found === null || found.numbers.length < titles.length) return null
  const row: TaskRow = {
    pid: found.pid,
    uid: 0,
    tgid: found.pid,
    totalVm: 0,
    rss: 0,
    rssAnon: null,
    rssFile: null,
    rssShmem: null,
    nrPtes: null,
    nrPmds: null,
    nrPuds: null,
    pgtablesBytes: null,
    swapents: null,
    oomAdj: null,
    oomScoreAdj: null,
    comm: line.slice(found.rest).trimEnd(),
  }
  for (const [index, title] of titles.entries()) {
    const key = COLUMN_BY_TITLE.get(title)?.key
    const value = found.numbers[index]
    if (key !== null && key !== undefined && value !== undefined) row[key] = value
  }
  return row
}

/** Whether a row still lacks numbers or its name. */
export function isRowOpen(line: string, titles: readonly string[]): boolean {
  const found = readNumbers(line, titles.length)
  return found !== null && (found.numbers.length < titles.length || line.slice(found.rest).trim() === '')
}

const ALWAYS = ['uid', 'tgid', 'total_vm', 'rss']
/** Titles that kernels have had, in the order of age. */
const OLDEST = [...ALWAYS, 'cpu', 'oom_adj']
const WITH_SCORE = [...OLDEST, 'oom_score_adj']
const OLD = [...ALWAYS, 'nr_ptes', 'swapents', 'oom_score_adj']
const OLDER = [...ALWAYS, 'nr_ptes', 'nr_pmds', 'swapents', 'oom_score_adj']
const NARROW = [...ALWAYS, 'pgtables_bytes', 'swapents', 'oom_score_adj']
const WIDE = [...ALWAYS, 'rss_anon', 'rss_file', 'rss_shmem', 'pgtables_bytes', 'swapents', 'oom_score_adj']
/** No page table is smaller. */
const MIN_TABLE_BYTES = 4096

/**
 * The titles of rows whose header is missing, by the release where the text names it. A name may begin with numbers, so the row with the
 * fewest numbers tells how many columns there are; bytes of page tables are told from numbers of tables by their size, and oom_adj from
 * both by its range.
 */
export function guessTitles(lines: readonly string[], release: KernelRelease | null): readonly string[] | null {
  const rows = lines.map((line) => readNumbers(line, WIDE.length)?.numbers ?? [])
  const fewest = rows.reduce((least, row) => Math.min(least, row.length), WIDE.length)
  if (rows.length === 0 || fewest < OLDEST.length) return null
  const known = release === null ? [] : taskColumns(release.vendor === 'el6' ? '2.636' : release.version)
  if (known.length > 0 && fewest >= known.length) return known.map(({ title }) => title)
  if (fewest < NARROW.length) return release === null ? OLDEST : null
  if (release === null && hasOldAdjustment(rows)) return WITH_SCORE
  if (fewest >= WIDE.length) return WIDE
  const tables = NARROW.indexOf('pgtables_bytes')
  if (rows.every((row) => (row[tables] ?? 0) % MIN_TABLE_BYTES === 0)) return NARROW
  return fewest === OLDER.length ? OLDER : OLD
}

/** Whether the second number after the memory is an oom_adj: from -17 to 15, and below 0 somewhere. */
function hasOldAdjustment(rows: readonly (readonly number[])[]): boolean {
  const place = WITH_SCORE.indexOf('oom_adj')
  return rows.some((row) => (row[place] ?? 0) < 0) && rows.every((row) => Math.abs(row[place] ?? 0) <= 17)
}

/** The header line of a kernel from 4.19 on. */
export const formatTableHeader = (release: Release): string =>
  `[  pid  ]${taskColumns(release)
    .map(({ title, width }) => ` ${title.padStart(width)}`)
    .join('')} ${NAME}`

/** A row as a kernel from 4.19 on prints it; sizes in pages, the uid as `%5d`. */
export const formatTableRow = (row: TaskRow, release: Release): string =>
  `[${String(row.pid).padStart(7)}]${taskColumns(release)
    .map(({ key, gap, width }) => ' '.repeat(gap) + String(key === null ? 0 : (row[key] ?? 0)).padStart(width))
    .join('')} ${row.comm}`
