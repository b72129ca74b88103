import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { columnsToRows, rowsToColumns } from './columns.ts'
import { applyPatch, makePatch } from './patch.ts'

/** JSON without -0, which JSON does not know. */
const anyJson = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)))

describe('patches', () => {
  test('make any value of any other', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (base, value) => {
        const patch: unknown = JSON.parse(JSON.stringify(makePatch(base, value) ?? {}))
        expect(applyPatch(base, patch)).toEqual(value)
      }),
    )
  })

  test('are as small as the difference', () => {
    const base = { tasks: [{ pid: 1 }, { pid: 2, comm: 'a' }], title: 'x' }
    expect(makePatch(base, base)).toBeUndefined()
    expect(makePatch(base, { tasks: [{ pid: 1 }, { pid: 3 }], title: 'x' })).toEqual({
      tasks: { 1: { comm: [], pid: [3] } },
    })
    expect(makePatch([1, 2, 3], [1])).toEqual({ '#': 1 })
    expect(makePatch([1], [1, 2])).toEqual({ '#': 2, 1: [2] })
  })

  test('that do not fit are harmless', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (base, patch) => {
        expect(() => applyPatch(base, patch)).not.toThrow()
      }),
    )
  })
})

describe('columns', () => {
  const anyRow = fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean()))

  test('give back any rows', () => {
    fc.assert(
      fc.property(fc.array(anyRow), (rows) => {
        expect(columnsToRows(rowsToColumns(rows), 1000)).toEqual(rows.map((row) => ({ ...row })))
      }),
    )
  })

  test('say a value that all rows share once', () => {
    expect(rowsToColumns([{ a: 1, b: 2 }, { a: 1 }])).toEqual([2, { a: 1, b: [2, null] }])
  })

  test('that claim too many rows, or are none, give nothing', () => {
    expect(columnsToRows([1e6, {}], 10)).toBeNull()
    expect(columnsToRows([-1, {}], 10)).toBeNull()
    expect(columnsToRows({}, 10)).toBeNull()
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(() => columnsToRows(value, 10)).not.toThrow()
      }),
    )
  })
})
