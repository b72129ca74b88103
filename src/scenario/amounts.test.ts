import { describe, expect, it } from 'vitest'

import { exactPages, formatBytes, formatCount, formatPages, formatSeconds, plural } from './amounts.ts'

describe('amounts', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [98304, '96 KiB'],
    [1536, '1.50 KiB'],
    [15 * 1024 * 1024 + 524288, '15.5 MiB'],
    [2 ** 31, '2 GiB'],
    [2 ** 40 * 3, '3 TiB'],
  ])('formatBytes() says %i as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('shows pages in a human size, and exactly', () => {
    expect(formatPages(332_800)).toBe('1.27 GiB')
    expect(exactPages(332_800)).toBe('332,800 pages of 4 KiB')
    expect(exactPages(1)).toBe('1 page of 4 KiB')
  })

  it('groups digits, also of 64-bit numbers', () => {
    expect(formatCount(9_223_372_036_854_775_806n)).toBe('9,223,372,036,854,775,806')
  })

  it('counts in words', () => {
    expect([plural(1, 'process', 'processes'), plural(1200, 'process', 'processes')]).toEqual([
      '1 process',
      '1,200 processes',
    ])
  })

  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [3600, '1 h'],
    [12_000, '3 h 20 min'],
    [90_061, '1 d 1 h'],
  ])('formatSeconds() says %i as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text)
  })
})
