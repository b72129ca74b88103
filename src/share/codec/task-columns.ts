// The tasks of a machine's file as columns of small numbers: what grows from row to row as steps, a cgroup as its place in their list, a
// parent as how many rows above it stands, sizes in the largest unit that divides them all. Page tables and address space are written as
// what they are above an estimate from the memory in use. The estimate is a part of the format and must never change, whatever defaults
// files may get. Reading never throws; what it gives is checked as any file is.

import { TASK_LIMIT } from '../../scenario/format.ts'
import { PAGE_BYTES, formatSize, parseSize } from '../../scenario/size.ts'
import { isCount, isList, isObject } from '../../scenario/values.ts'

type Row = Readonly<Record<string, unknown>>
/** null: the row does not have the key. */
type Cell = number | string | boolean | null

interface Around {
  rows: readonly Row[]
  /** Paths of the cgroups in their order, the root's first. */
  paths: readonly string[]
}

/** One way to write a column. `write` gives undefined for a value that `read` could not give back. */
interface Codec {
  write: (values: readonly unknown[], around: Around) => readonly (Cell | undefined)[]
  read: (cells: readonly Cell[], around: Around) => readonly unknown[]
}

const isCell = (value: unknown): value is Cell =>
  value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'

const ABSENT_AS_NULL: Codec = {
  write: (values) =>
    values.map((value) => (value === undefined ? null : isCell(value) && value !== null ? value : undefined)),
  read: (cells) => cells.map((cell) => cell ?? undefined),
}

const ABSENT_AS_ZERO: Codec = {
  write: (values) =>
    values.map((value) => (value === undefined ? 0 : typeof value === 'number' && value !== 0 ? value : undefined)),
  read: (cells) => cells.map((cell) => (cell === 0 || cell === null ? undefined : cell)),
}

const STEPS: Codec = {
  write(values) {
    let last = 0
    return values.map((value) => {
      if (value === undefined) return null
      if (!isCount(value)) return undefined
      const step = value - last
      last = value
      return step
    })
  },
  read(cells) {
    let last = 0
    return cells.map((cell) => (typeof cell === 'number' ? (last += cell) : undefined))
  },
}

const NS_PER_SECOND = 1e9

/** The sum of times down to the nanosecond; whole seconds lose nothing at any size. */
function addSeconds(a: number, b: number): number {
  const sum = a + b
  return Number.isInteger(sum) ? sum : Math.round(sum * NS_PER_SECOND) / NS_PER_SECOND
}

/** Steps of seconds, which may have fractions. */
const TIMES: Codec = {
  write(values) {
    let last = 0
    return values.map((value) => {
      if (value === undefined) return null
      if (typeof value !== 'number') return undefined
      const step = addSeconds(value, -last)
      if (addSeconds(last, step) !== value) return undefined
      last = value
      return step
    })
  },
  read(cells) {
    let last = 0
    return cells.map((cell) => (typeof cell === 'number' ? (last = addSeconds(last, cell)) : undefined))
  },
}

const CGROUPS: Codec = {
  write(values, { paths }) {
    // The root's place is that of an absent path.
    const places = new Map(paths.map((path, place) => [path, place === 0 ? undefined : place]))
    return values.map((value) => (value === undefined ? 0 : typeof value === 'string' ? places.get(value) : undefined))
  },
  read: (cells, { paths }) => cells.map((cell) => (typeof cell === 'number' && cell > 0 ? paths[cell] : undefined)),
}

/** How many rows above the parent stands; the negative pid of one that stands nowhere above. */
const PARENTS: Codec = {
  write(values, { rows }) {
    const rowOf = new Map<unknown, number>()
    return values.map((value, index) => {
      const parent = rowOf.get(value)
      rowOf.set(rows[index]?.['pid'], index)
      if (value === undefined) return null
      return parent === undefined ? (isCount(value) ? -value : undefined) : index - parent
    })
  },
  read: (cells, { rows }) =>
    cells.map((cell, index) => {
      if (typeof cell !== 'number') return undefined
      return cell > 0 ? rows[index - cell]?.['pid'] : Math.abs(cell)
    }),
}

/** Bytes of a size that is spelt as files spell it. */
function exactBytes(value: unknown): number | undefined {
  const bytes = parseSize(value)
  return bytes !== null && formatSize(bytes) === value ? bytes : undefined
}

const SIZES: Codec = {
  write: (values) => values.map((value) => (value === undefined ? 0 : exactBytes(value) || undefined)),
  read: (cells) => cells.map((cell) => (isCount(cell) && cell > 0 ? formatSize(cell) : undefined)),
}

const IN_USE = ['anon', 'file', 'shmem', 'swap'] as const

/** Sizes as what they are above an estimate, in bytes, from the pages in use. */
const aboveEstimate = (estimate: (usedPages: number) => number): Codec => {
  const estimated = (row: Row | undefined): number => {
    const used = IN_USE.reduce((sum, key) => sum + (parseSize(row?.[key] ?? 0) ?? 0), 0)
    return estimate(Math.floor(used / PAGE_BYTES))
  }
  return {
    write: (values, { rows }) =>
      values.map((value, index) => {
        if (value === undefined) return null
        const bytes = exactBytes(value)
        return bytes === undefined ? undefined : bytes - estimated(rows[index])
      }),
    read: (cells, { rows }) =>
      cells.map((cell, index) => {
        const bytes = typeof cell === 'number' ? cell + estimated(rows[index]) : -1
        return isCount(bytes) ? formatSize(bytes) : undefined
      }),
  }
}

/** Every other key is written as it is. In this order they are read: estimates need what is in use. */
const CODECS: ReadonlyMap<string, Codec> = new Map([
  ['pid', STEPS],
  ['ppid', PARENTS],
  ['cgroup', CGROUPS],
  ['startSeconds', TIMES],
  ['attachSeq', STEPS],
  ['uid', ABSENT_AS_ZERO],
  ['oom_score_adj', ABSENT_AS_ZERO],
  ...IN_USE.map((key): [string, Codec] => [key, SIZES]),
  ['pgtables', aboveEstimate((pages) => (8 + Math.ceil(pages / 512)) * PAGE_BYTES)],
  ['totalVm', aboveEstimate((pages) => (pages + 2048) * PAGE_BYTES)],
])

/** Columns whose numbers are mostly round share a power of two, which stands first in their list. */
const SCALED: ReadonlySet<string> = new Set([...IN_USE, 'pgtables', 'totalVm'])
const MAX_SHIFT = 40

const isRound = (cells: readonly Cell[], unit: number): boolean =>
  cells.every((cell) => typeof cell !== 'number' || cell % unit === 0)

/** One value for a column that has only one; else a list, which for sizes begins with the power of two that they share. */
function fold(key: string, cells: readonly Cell[]): unknown {
  const [first = null] = cells
  if (cells.every((cell) => cell === first)) return first
  if (!SCALED.has(key)) return cells
  let shift = 0
  while (shift < MAX_SHIFT && isRound(cells, 2 ** (shift + 1))) shift++
  return [shift, ...cells.map((cell) => (typeof cell === 'number' ? cell / 2 ** shift : cell))]
}

function unfold(key: string, column: unknown, length: number): Cell[] {
  const cellOf = (value: unknown): Cell => (isCell(value) ? value : null)
  if (!isList(column)) return Array.from({ length }, () => cellOf(column))
  const [shift, ...scaled] = column
  if (!SCALED.has(key)) return Array.from({ length }, (_, index) => cellOf(column[index]))
  const unit = isCount(shift) ? 2 ** Math.min(shift, MAX_SHIFT) : 1
  return Array.from({ length }, (_, index) => {
    const cell = cellOf(scaled[index])
    return typeof cell === 'number' ? cell * unit : cell
  })
}

/** `{n: rows, …columns}` of the task rows of a file; null where a value of theirs could not be given back. */
export function tasksToColumns(
  rows: readonly Row[],
  paths: readonly string[],
): Readonly<Record<string, unknown>> | null {
  const columns: [string, unknown][] = []
  for (const key of new Set(rows.flatMap((row) => Object.keys(row)))) {
    const codec = CODECS.get(key) ?? ABSENT_AS_NULL
    const cells: Cell[] = []
    for (const cell of codec.write(
      rows.map((row) => (Object.hasOwn(row, key) ? row[key] : undefined)),
      { rows, paths },
    )) {
      if (cell === undefined) return null
      cells.push(cell)
    }
    columns.push([key, fold(key, cells)])
  }
  return { n: rows.length, ...Object.fromEntries(columns) }
}

/** Task rows of columns; null where this is no such thing. */
export function columnsToTasks(value: unknown, paths: readonly string[]): Row[] | null {
  if (!isObject(value)) return null
  const { n: length, ...columns } = value
  if (!isCount(length) || length > TASK_LIMIT) return null
  const known = [...CODECS.keys()].filter((key) => Object.hasOwn(columns, key))
  const others = Object.keys(columns).filter((key) => !CODECS.has(key))
  let rows: Row[] = Array.from({ length }, () => ({}))
  for (const key of [...known, ...others]) {
    const codec = CODECS.get(key) ?? ABSENT_AS_NULL
    const values = codec.read(unfold(key, columns[key], length), { rows, paths })
    rows = rows.map((row, index) =>
      values[index] === undefined ? row : Object.fromEntries([...Object.entries(row), [key, values[index]]]),
    )
  }
  return rows
}
