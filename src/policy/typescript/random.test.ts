import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'

import { examples } from '../../../scripts/examples.ts'
import { findGalleryScenario } from '../../gallery/scenarios.ts'
import { runPolicy } from '../../simulator/engine.ts'
import { loadLanguage, policyAsC } from '../source.ts'
import type { PolicySource } from '../../document/policy.ts'
import { printC, printTypeScript, randomPolicy } from './random-policy.ts'

beforeAll(() => loadLanguage('typescript'))

/** What a policy answers for every task, and what is in its globals and maps at the end. */
function outcome(policy: PolicySource) {
  const scenario = findGalleryScenario('one-hog')
  if (scenario === null) throw new Error('no scenario')
  const { diagnostics, result } = runPolicy({ policy, parameters: {}, maps: {}, scenario })
  return {
    errors: diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    rounds: result?.rounds.map(({ iterations, globals, maps }) => ({
      verdicts: [...iterations.verdict],
      globals: globals.map(({ name, text }) => [name, text]),
      maps: maps.map(({ entries }) => entries),
    })),
  }
}

test('a policy means in TypeScript what it means in C, and the C that it becomes means the same', () => {
  fc.assert(
    fc.property(randomPolicy, (policy) => {
      const inC = outcome({ language: 'c', text: printC(policy) })
      expect(inC.errors).toEqual([])
      const typescript: PolicySource = { language: 'typescript', text: printTypeScript(policy) }
      expect(outcome(typescript)).toEqual(inC)
      const shown = policyAsC(typescript, '6.12').value
      expect(shown && outcome(shown.source)).toEqual(inC)
    }),
    { numRuns: examples(150, 15), seed: 20 },
  )
})
