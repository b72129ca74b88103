import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { findJsonStop, parseJson } from './json-text.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('findJsonStop', () => {
  test.each([
    ['', 0, 'ends too early'],
    ['{', 1, 'ends too early'],
    ['{"a" 1}', 5, 'colon'],
    ['{"a": 1,}', 8, 'a key in double quotes'],
    ['[1 2]', 3, 'comma'],
    ['[1, oops]', 4, 'a value'],
    ["{'a': 1}", 1, 'key in double quotes or }'],
    ['[01]', 2, 'comma'],
    ['1 2', 2, 'nothing more'],
    ['["a\nb"]', 1, 'a value or ]'],
  ])('%j stops at %d', (text, offset, expected) => {
    const stop = findJsonStop(text)
    expect(stop?.offset).toBe(offset)
    expect(stop?.expected).toContain(expected)
  })

  test('agrees with JSON.parse on any text', () => {
    const almostJson = fc
      .tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 }))
      .map(
        ([text, at, extra]) => text.slice(0, at % (text.length + 1)) + extra + text.slice((at % (text.length + 1)) + 1),
      )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), almostJson), (text) => {
        expect(findJsonStop(text) === null).toBe(isJson(text))
      }),
      { numRuns: 2000 },
    )
  })

  test('saves what stands before the end of a text that is cut off', () => {
    expect(findJsonStop('{"a": [1, {"b": 2}, 3')?.salvaged).toBe('{"a": [1, {"b": 2}, 3]}')
    expect(findJsonStop('{"a": 1, "b": "half a sent')?.salvaged).toBe('{"a": 1, "b": "half a sent"}')
    expect(findJsonStop('{"a": 1, "b": "line\\')?.salvaged).toBe('{"a": 1, "b": "line"}')
    expect(findJsonStop('{"a": 1, "half')?.salvaged).toBe('{"a": 1}')
    expect(findJsonStop('oops')?.salvaged).toBeNull()
  })

  test('what it saves is always JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, end) => {
        const salvaged = findJsonStop(text.slice(0, end % text.length))?.salvaged ?? 'null'
        expect(isJson(salvaged)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  test('deep nesting is no danger', () => {
    expect(findJsonStop('['.repeat(200_000))?.offset).toBe(200_000)
  })
})

test('parseJson names line and column', () => {
  expect(parseJson('{\n  "a": 1\n  "b": 2\n}').problems[0]).toMatchObject({ place: 'line 3, column 3' })
  expect(parseJson('{"a": 1}')).toEqual({ value: { a: 1 }, problems: [] })
})
