import { expect, test } from 'vitest'

import { formatNodeList, nodeMask, parseNodeList } from './node-list.ts'

test.each([
  ['0', [0]],
  ['0-3', [0, 1, 2, 3]],
  ['0-1,3', [0, 1, 3]],
  ['1,5-6,62', [1, 5, 6, 62]],
])('%s is read and printed', (text, nodes) => {
  expect(parseNodeList(text)).toEqual(nodes)
  expect(formatNodeList(nodes)).toBe(text)
})

test('overlaps and any order are read; they are printed in order', () => {
  expect(formatNodeList(parseNodeList('3,0-1, 1-2') ?? [])).toBe('0-3')
})

test.each(['', 'a', '2-1', '63', '1,,2', '-1'])('%j is no list', (text) => {
  expect(parseNodeList(text)).toBeNull()
})

test('a mask has a bit a node', () => {
  expect(nodeMask([0, 1, 62])).toBe((1n << 62n) | 3n)
})
