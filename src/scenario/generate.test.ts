import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { ADJUSTMENTS, DEFAULT_WISHES, generateScenario, SHAPES, SPREADS, type Wishes } from './generate.ts'
import { scenarioToFile } from './print.ts'
import { residentPages } from './usage.ts'
import { parseScenario } from './validate.ts'

const wishes: fc.Arbitrary<Wishes> = fc.record({
  seed: fc.integer(),
  tasks: fc.integer({ min: -3, max: 80 }),
  shape: fc.constantFrom(...SHAPES),
  spread: fc.constantFrom(...SPREADS),
  adjustments: fc.constantFrom(...ADJUSTMENTS),
  ramPages: fc.double(),
  swapPages: fc.integer({ min: -1, max: 1_000_000 }),
  filled: fc.integer({ min: -5, max: 200 }),
  scope: fc.constantFrom('global', 'memcg'),
})

describe('a machine that is made', () => {
  it('is valid and reads as the same from a file, whatever was wished', () => {
    fc.assert(
      fc.property(wishes, (wish) => {
        const scenario = generateScenario(wish)
        const { value, problems } = parseScenario(scenarioToFile(scenario))
        expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
        expect(value).toEqual(scenario)
      }),
      { numRuns: 150 },
    )
  })

  it('is the same for the same seed, and another for another', () => {
    expect(generateScenario(DEFAULT_WISHES)).toEqual(generateScenario({ ...DEFAULT_WISHES }))
    expect(generateScenario({ ...DEFAULT_WISHES, seed: 2 }).tasks).not.toEqual(generateScenario(DEFAULT_WISHES).tasks)
  })

  it('has as many processes as asked for beside init, and holds what was asked for', () => {
    for (const shape of SHAPES) {
      const { tasks, machine } = generateScenario({ ...DEFAULT_WISHES, shape, tasks: 500, filled: 80 })
      expect(tasks).toHaveLength(501)
      const held = tasks.reduce((sum, one) => sum + residentPages(one), 0)
      expect(held / machine.ramPages).toBeCloseTo(0.8, 2)
    }
  })

  it('can run out of memory in a cgroup, at its limit', () => {
    const { oom, cgroups } = generateScenario({ ...DEFAULT_WISHES, shape: 'containers', scope: 'memcg' })
    const path = oom.scope.kind === 'memcg' ? oom.scope.path : ''
    expect(cgroups.find((one) => one.path === path)?.memoryMaxPages).toBeGreaterThan(0)
  })
})
