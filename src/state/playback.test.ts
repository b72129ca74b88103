import { describe, expect, it } from 'vitest'

import { advance, pace, type Step } from './playback.ts'

describe('advance()', () => {
  // Five iterations, 0..4, and the outcome at 5; the chosen task changed at 1 and 3.
  const cases: [from: number, step: Step, to: number][] = [
    [2, 'first', 0],
    [2, 'last', 5],
    [2, 'previous', 1],
    [0, 'previous', 0],
    [4, 'next', 5],
    [5, 'next', 5],
    [5, 'previous-change', 3],
    [3, 'previous-change', 1],
    [1, 'previous-change', 0],
    [0, 'next-change', 1],
    [3, 'next-change', 5],
  ]
  it.each(cases)('from %i, %s leads to %i', (from, step, to) => {
    expect(advance(from, step, 5, [1, 3])).toBe(to)
  })

  it('stays at the outcome of a round without iterations', () => {
    expect(advance(0, 'next', 0, [])).toBe(0)
    expect(advance(0, 'last', 0, [])).toBe(0)
  })
})

describe('pace()', () => {
  it('takes single steps through a short walk', () => {
    expect(pace(2, 12)).toEqual({ intervalMs: 500, stride: 1 })
  })

  it('takes strides through a long one, so that it ends within half a minute', () => {
    const { intervalMs, stride } = pace(20, 1_000_000)
    expect((1_000_000 / stride) * intervalMs).toBeLessThanOrEqual(30_000)
  })
})
