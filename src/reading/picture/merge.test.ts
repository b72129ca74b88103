import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { drawnSegments } from './merge.ts'
import type { TankSegment } from './tank.ts'

/** Processes of these sizes, one behind another. */
function row(sizes: readonly number[]): TankSegment[] {
  let start = 0
  return sizes.map((pages, task) => {
    const segment: TankSegment = {
      kind: 'process',
      pages,
      cgroup: '/',
      task,
      name: null,
      derived: false,
      start,
      state: 'held',
    }
    start += pages
    return segment
  })
}

test('a large process stands for itself, small neighbours for each other', () => {
  const drawn = drawnSegments(row([1, 1, 1, 5000, 1]), 10_000)
  expect(drawn.map(({ pages, count }) => [pages, count])).toEqual([
    [3, 3],
    [5000, 1],
    [1, 1],
  ])
})

test('ten thousand equal processes are some hundred shapes', () => {
  expect(drawnSegments(row(Array.from({ length: 10_000 }, () => 10)), 100_000).length).toBeLessThan(600)
})

test('no page is lost or counted twice, whatever the sizes', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3000), { maxLength: 200 }), (sizes) => {
      const total = sizes.reduce((sum, size) => sum + size, 0)
      let at = 0
      for (const { start, pages } of drawnSegments(row(sizes), Math.max(1, total))) {
        expect(start).toBe(at)
        at += pages
      }
      expect(at).toBe(total)
    }),
  )
})
