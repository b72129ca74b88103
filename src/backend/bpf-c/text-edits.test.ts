import { expect, test } from 'vitest'

import { applyEdits, insertion, throughLines } from './text-edits.ts'

const TEXT = 'one\ntwo\nthree\n'

test('without edits every line is its own', () => {
  expect(applyEdits(TEXT, [])).toEqual({ text: TEXT, lines: [1, 2, 3] })
})

test('lines that were put between come from nowhere', () => {
  expect(applyEdits(TEXT, [insertion(4, 'a\nb\n')])).toEqual({
    text: 'one\na\nb\ntwo\nthree\n',
    lines: [1, null, null, 2, 3],
  })
  expect(applyEdits(TEXT, [insertion(3, '\n\nmore')])).toEqual({
    text: 'one\n\nmore\ntwo\nthree\n',
    lines: [1, null, null, 2, 3],
  })
  expect(applyEdits(TEXT, [insertion(TEXT.length, '\nend\n')]).lines).toEqual([1, 2, 3, null, null])
})

test('what takes the place of a line comes from it', () => {
  expect(applyEdits(TEXT, [{ span: { start: 4, end: 7 }, text: 'zwei\nand a half' }])).toEqual({
    text: 'one\nzwei\nand a half\nthree\n',
    lines: [1, 2, 2, 3],
  })
  expect(applyEdits(TEXT, [{ span: { start: 4, end: 8 }, text: '' }])).toEqual({ text: 'one\nthree\n', lines: [1, 3] })
})

test('lines lead through two rounds of edits to the first text', () => {
  const first = applyEdits(TEXT, [{ span: { start: 0, end: 4 }, text: '' }])
  const second = applyEdits(first.text, [insertion(0, 'head\n')])
  expect(throughLines(first, second)).toEqual({ text: 'head\ntwo\nthree\n', lines: [null, 2, 3] })
})
