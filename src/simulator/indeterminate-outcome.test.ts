import { expect, test } from 'vitest'

import { findGalleryPolicy } from '../gallery/policies.ts'
import { findGalleryScenario } from '../gallery/scenarios.ts'
import { indeterminateOutcome } from './indeterminate-outcome.ts'

function outcomesOf(policyId: string): (string | undefined)[] {
  const policy = findGalleryPolicy(policyId)
  const scenario = policy && findGalleryScenario(policy.bestScenario)
  if (!policy || !scenario) throw new Error(`no ${policyId}`)
  const { text, parameters = {}, maps = {} } = policy
  const outcome = indeterminateOutcome({ policy: { language: 'c', text }, parameters, maps, scenario }, 0)
  return [outcome?.zero, outcome?.longMax].map((task) => scenario.tasks[task ?? -1]?.comm)
}

test('SELECT and the kernel’s rule in one walk leave open who dies', () => {
  expect(outcomesOf('mixed-verdicts')).toEqual(['c', 'a'])
})

test('SELECT alone, or the kernel’s rule alone, leaves nothing open', () => {
  expect(outcomesOf('largest-rss')).toEqual(['stress-ng', 'stress-ng'])
  expect(outcomesOf('spare-one')).toEqual(['stress-ng', 'stress-ng'])
})
