import { describe, expect, it } from 'vitest'

import { roundOf, walk } from '../../state/testing/walk.ts'
import { layoutTimeline } from './timeline.ts'

const LINES = `
  1  init  unkillable
  10 db    badness 400 select
  20 make  badness 800 select
  30 sh    policy next
  40 job   policy select
  50 last  policy next
`
const run = walk(LINES)
const bars = (most: number) => layoutTimeline(roundOf(run), run.input.scenario.tasks, most)

describe('layoutTimeline()', () => {
  it('gives each iteration its sign, and points a height in proportion', () => {
    expect(bars(100).map(({ mark, change }) => (change ? `${mark} *` : mark))).toEqual([
      'shield',
      'default *',
      'default *',
      'next',
      'select *',
      'next',
    ])
    const [, half, full] = bars(100).map(({ height }) => height)
    expect(full).toBe(1)
    expect(half).toBeCloseTo(0.56)
  })

  it('shows in a bin of several the weightiest, and loses none', () => {
    expect(bars(3).map(({ from, to, mark }) => `${from}-${to} ${mark}`)).toEqual([
      '0-2 default',
      '2-4 default',
      '4-6 select',
    ])
  })
})
