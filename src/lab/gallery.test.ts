import { describe, expect, it } from 'vitest'

import { POLICY_GALLERY } from '../gallery/policies.ts'
import { galleryTests } from '../gallery/promises.ts'
import { findGalleryScenario } from '../gallery/scenarios.ts'
import { formatTest } from '../reading/test-words.ts'
import { askTests } from './ask.ts'
import { finish } from './work.ts'

describe.each(POLICY_GALLERY)('$id', ({ id, text, maps = {}, parameters = {}, bestScenario }) => {
  it('keeps what it promises on its best scenario', () => {
    const tests = galleryTests(id)
    expect(tests.length).toBeGreaterThanOrEqual(2)
    const scenario = findGalleryScenario(bestScenario)
    if (scenario === null) throw new Error(`no ${bestScenario}`)
    const work = askTests({ policy: { language: 'c', text }, maps, parameters, scenario, tests })
    const results = work === null ? [] : finish(work)
    const told = results.map(({ passed, found }, index) => {
      const test = tests[index]
      return passed ? 'passed' : `${test === undefined ? '' : formatTest(test)}: ${found}`
    })
    expect(told).toEqual(tests.map(() => 'passed'))
  })
})
