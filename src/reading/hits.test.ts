import { describe, expect, it } from 'vitest'

import { AT_POLICY, type Analysis } from '../simulator/trace/analysis.ts'
import { hitBeyond, hitsOf } from './hits.ts'
import { walk } from '../state/testing/walked-run.ts'

const { result } = walk('10 db badness 400 select\n20 make badness 500 select\n30 web badness 1 next')
const found = (...hits: number[]) => ({
  line: 1,
  problem: null,
  count: hits.length / 3,
  more: false,
  hits: Uint32Array.from(hits),
})
const analysis: Analysis = {
  lines: new Int32Array(),
  watches: [],
  breakpoints: [found(0, 2, 5, 0, 0, 3), found(0, 0, AT_POLICY)],
}

describe('hitsOf()', () => {
  it('has the hits of all breakpoints in the order of the run', () => {
    expect(hitsOf(analysis, result.rounds)).toEqual([
      { stop: 0, statement: null, breakpoint: 1 },
      { stop: 0, statement: 3, breakpoint: 0 },
      { stop: 2, statement: 5, breakpoint: 0 },
    ])
  })
})

describe('hitBeyond()', () => {
  const hits = hitsOf(analysis, result.rounds)
  const stops = (here: Parameters<typeof hitBeyond>[1], stride: 1 | -1) => hitBeyond(hits, here, stride)

  it('goes by statements where one is on show', () => {
    expect(stops({ stop: 0, statement: 1 }, 1)).toBe(hits[1])
    expect(stops({ stop: 0, statement: 3 }, 1)).toBe(hits[2])
    expect(stops({ stop: 2, statement: 5 }, -1)).toBe(hits[1])
    expect(stops({ stop: 2, statement: 5 }, 1)).toBeNull()
  })

  it('goes by tasks where a task is on show', () => {
    expect(stops({ stop: 0, statement: null }, 1)).toBe(hits[2])
    expect(stops({ stop: 1, statement: null }, -1)).toBe(hits[1])
    expect(stops({ stop: 0, statement: null }, -1)).toBeNull()
  })
})
