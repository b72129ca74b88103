// A list of rows with mostly the same keys, turned into columns: every key stands once, a value that all rows share stands once, and what
// deflate sees is lists of like things. `[3, {"comm": ["a", "b", "c"], "uid": 33}]` is three rows.

import { isCount, isList, isObject } from '../../scenario/values.ts'

type Row = Readonly<Record<string, unknown>>

/** Columns of rows. Values must be neither null nor lists: null marks the rows that lack a key. */
export function rowsToColumns(rows: readonly Row[]): unknown {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)))
  const columns = [...keys].map((key) => {
    const values = rows.map((row) => (Object.hasOwn(row, key) ? row[key] : null))
    const [first] = values
    return [key, first !== null && values.every((value) => value === first) ? first : values]
  })
  return [rows.length, Object.fromEntries(columns)]
}

/** Rows of columns; null where this is no such thing, or where it claims to be more than `most` rows. */
export function columnsToRows(value: unknown, most: number): Row[] | null {
  if (!isList(value)) return null
  const [length, columns] = value
  if (!isCount(length) || length > most || !isObject(columns)) return null
  const entries = Object.entries(columns)
  return Array.from({ length }, (_, index) =>
    Object.fromEntries(
      entries
        .map(([key, column]): [string, unknown] => [key, isList(column) ? column[index] : column])
        .filter(([, cell]) => cell !== null && cell !== undefined),
    ),
  )
}
