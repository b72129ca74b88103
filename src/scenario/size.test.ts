import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { formatSize, parseSize } from './size.ts'

describe('parseSize', () => {
  test.each([
    [0, 0],
    [4096, 4096],
    ['96M', 96 * 2 ** 20],
    ['512k', 512 * 2 ** 10],
    ['2G', 2 ** 31],
    ['1.5G', 1.5 * 2 ** 30],
    [' 4KiB ', 4096],
    ['1T', 2 ** 40],
    ['17', 17],
  ])('%j is %d bytes', (size, bytes) => {
    expect(parseSize(size)).toBe(bytes)
  })

  test.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53, '', 'M', '-1M', '9999999T', 'max', '1X', null, {}, true])(
    '%j is no size',
    (size) => {
      expect(parseSize(size)).toBeNull()
    },
  )

  test('reads what formatSize writes', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(parseSize(formatSize(bytes))).toBe(bytes)
      }),
    )
  })
})

test('formatSize takes the largest unit that divides', () => {
  expect([0, 1, 4096, 1536 * 2 ** 10, 2 ** 30, 2 ** 40].map(formatSize)).toEqual([0, 1, '4K', '1536K', '1G', '1T'])
})
