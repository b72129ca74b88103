import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { findGalleryScenario } from '../gallery/scenarios.ts'
import { squarify, treemap } from './treemap.ts'
import { rssPages } from './world.ts'

describe('squarify()', () => {
  it('lays out the example of the paper', () => {
    const boxes = squarify([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 })
    expect(boxes.slice(0, 2)).toEqual([
      { x: 0, y: 0, width: 3, height: 2 },
      { x: 0, y: 2, width: 3, height: 2 },
    ])
  })

  it('gives every value its share, inside of the frame', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 60 }), (values) => {
        const sorted = values.toSorted((a, b) => b - a)
        const boxes = squarify(sorted, { x: 10, y: 20, width: 300, height: 200 })
        const total = sorted.reduce((sum, value) => sum + value, 0)
        boxes.forEach(({ x, y, width, height }, index) => {
          expect(width * height).toBeCloseTo((60_000 * (sorted[index] ?? 0)) / total, 3)
          expect(x).toBeGreaterThanOrEqual(10 - 1e-6)
          expect(y).toBeGreaterThanOrEqual(20 - 1e-6)
          expect(x + width).toBeLessThanOrEqual(310 + 1e-6)
          expect(y + height).toBeLessThanOrEqual(220 + 1e-6)
        })
      }),
    )
  })
})

it('a map has each process once, or in what is drawn together', () => {
  for (const id of ['one-hog', 'fork-bomb', 'kernel-threads']) {
    const scenario = findGalleryScenario(id)
    if (scenario === null) throw new Error(id)
    const values = Float64Array.from(scenario.tasks, rssPages)
    const tiles = treemap(scenario, values, 500, 300)
    const shown = tiles.reduce(
      (sum, tile) => sum + (tile.kind === 'task' ? 1 : tile.kind === 'rest' ? tile.count : 0),
      0,
    )
    expect(shown).toBe(scenario.tasks.filter((task) => rssPages(task) > 0).length)
  }
})
