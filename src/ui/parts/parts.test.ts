import { describe, expect, it } from 'vitest'

import { tokenizeC } from './Code.tsx'
import { fileNameOf } from './files.ts'
import { rowsInSight, scrollTopFor } from './VirtualRows.tsx'

describe('tokenizeC()', () => {
  it('reads a comment over several lines as one', () => {
    const tokens = tokenizeC('/**\n * Chooses one.\n */\nint /* open')
    expect(tokens.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'comment /**\n * Chooses one.\n */',
      'plain \n',
      'keyword int',
      'plain  ',
      'comment /* open',
    ])
  })

  it('tells comments, strings, directives, numbers and words apart', () => {
    expect(
      tokenizeC('#include <x.h>\nint a = 0x1fUL; // "no"\nSEC("a\\"b") /* 5 */ LONG_MAX')
        .filter(({ kind }) => kind !== 'plain')
        .map(({ kind, text }) => `${kind} ${text}`),
    ).toEqual([
      'directive #include',
      'keyword int',
      'number 0x1fUL',
      'comment // "no"',
      'constant SEC',
      'string "a\\"b"',
      'comment /* 5 */',
      'constant LONG_MAX',
    ])
  })

  it.each(['"open', '/* open', "'", '#', '\\', 'a\r\nb'])('loses nothing of %j', (text) => {
    expect(
      tokenizeC(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text)
  })
})

describe('rowsInSight()', () => {
  it('is all rows of a short list', () => {
    expect(rowsInSight(150, 24, 1000, 200)).toEqual([0, 150])
  })

  it('is what can be seen of a long one and a margin', () => {
    expect(rowsInSight(10_000, 24, 24_000, 240)).toEqual([988, 1022])
    expect(rowsInSight(10_000, 24, 0, 240)).toEqual([0, 22])
    expect(rowsInSight(300, 24, 1_000_000, 240)).toEqual([300, 300])
  })
})

describe('scrollTopFor()', () => {
  it('moves no more than it must', () => {
    expect(scrollTopFor(5, 20, 0, 200)).toBe(0)
    expect(scrollTopFor(12, 20, 0, 200)).toBe(60)
    expect(scrollTopFor(2, 20, 100, 200)).toBe(40)
  })
})

it('fileNameOf() makes a name of a title', () => {
  expect(['Protect postgres!', '***'].map(fileNameOf)).toEqual(['protect-postgres', 'untitled'])
})
