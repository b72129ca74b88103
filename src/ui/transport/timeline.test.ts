import { describe, expect, it } from 'vitest'

import { roundOf, walk } from '../../state/testing/walked-run.ts'
import { LANE_MARKS, binRun } from './timeline.ts'

const LINES = `
  1  init  unkillable
  10 db    badness 400 select
  20 make  badness 800 select
  30 sh    policy next
  40 job   policy select
  50 last  policy next
`
const run = walk(LINES)
const bins = (most?: number) => binRun(run.result.rounds, run.input.scenario.tasks, most)

/** `2 next` for a bin with two iterations that came to next. */
const marksOf = ({ marks, count }: ReturnType<typeof bins>): string[] =>
  Array.from({ length: count }, (_, bin) =>
    LANE_MARKS.map((mark, index) => [marks[bin * LANE_MARKS.length + index], mark] as const)
      .filter(([counted]) => counted !== 0)
      .map(([counted, mark]) => `${counted} ${mark}`)
      .join(', '),
  )

describe('binRun()', () => {
  it('gives each stop of a short run its own bin, and the outcome an empty one', () => {
    const { count, from, points, best, changes, largest } = bins()
    expect(count).toBe(7)
    expect([...from]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(marksOf(bins())).toEqual(['1 shield', '1 default', '1 default', '1 next', '1 select', '1 next', ''])
    expect([...points]).toEqual([Number.NaN, 400, 800, Number.NaN, Number.NaN, Number.NaN, Number.NaN])
    // What a policy's SELECT leaves in chosen_points is not known.
    expect([...best]).toEqual([Number.NaN, 400, 800, 800, Number.NaN, Number.NaN, Number.NaN])
    expect([...changes]).toEqual([0, 1, 1, 0, 1, 0, 0])
    expect(largest).toBe(800)
  })

  it('counts in a bin of several, and keeps the largest points and the last best', () => {
    const few = bins(2)
    expect(marksOf(few)).toEqual(['1 shield, 1 next, 2 default', '1 next, 1 select'])
    expect([...few.points]).toEqual([800, Number.NaN])
    expect([...few.from]).toEqual([0, 4, 7])
    expect([...few.changes]).toEqual([1, 1])
  })

  it('loses no iteration of many rounds', () => {
    const rounds = Array.from({ length: 300 }, () => roundOf(run))
    const { count, marks } = binRun(rounds, run.input.scenario.tasks, 100)
    expect(count).toBe(100)
    expect(marks.reduce((sum, one) => sum + one, 0)).toBe(1800)
  })
})
