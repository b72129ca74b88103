import { describe, expect, test } from 'vitest'

import { parseScenario } from '../scenario/validate.ts'
import { cgroupUsage } from '../scenario/usage.ts'
import { GALLERY_FILES, SCENARIO_GALLERY, findGalleryScenario } from './scenarios.ts'

describe.each(SCENARIO_GALLERY)('gallery scenario $id', ({ id, scenario }) => {
  test('is read without a problem', () => {
    expect(parseScenario(GALLERY_FILES[id]).problems).toEqual([])
  })

  test('teaches one thing in one line', () => {
    expect(scenario.title.length).toBeGreaterThan(3)
    expect(scenario.teaches).toMatch(/^[^\n]{20,130}\.$/)
  })

  test('is full where it says that it is full', () => {
    const { scope } = scenario.oom
    const usage = cgroupUsage(scenario)
    const pages = usage.get(scope.kind === 'memcg' ? scope.path : '/')?.pages ?? 0
    const memcg = scenario.cgroups.find((cgroup) => scope.kind === 'memcg' && cgroup.path === scope.path)
    const limit = memcg?.memoryMaxPages ?? scenario.machine.ramPages
    const share = pages / limit
    // The kernel's own memory fills the rest of a machine; of a memcg next to nothing is left.
    expect(share).toBeLessThanOrEqual(1)
    expect(share).toBeGreaterThan(scope.kind === 'memcg' ? 0.97 : 0.84)
  })
})

test('an unknown id is no scenario', () => {
  expect(findGalleryScenario('nope')).toBeNull()
  expect(findGalleryScenario('twins')?.title).toBe('Twins')
})
