import { beforeAll, describe, expect, test } from 'vitest'

import { KERNEL_VERSIONS, type KernelVersion } from '../kernel/versions.ts'
import { findGalleryScenario, SCENARIO_GALLERY } from './scenarios.ts'
import type { Scenario } from '../scenario/model.ts'
import { runShared } from '../simulator/testing/run-shared.ts'
import { loadLanguage, policyAsC } from '../policy/source.ts'
import type { PolicySource } from '../document/policy.ts'
import { POLICY_GALLERY } from './policies.ts'
import type { GalleryPolicy } from './policy.ts'

beforeAll(() => loadLanguage('typescript'))

/** The machine that shows a policy best, with this kernel. */
function bestMachine({ bestScenario }: GalleryPolicy, kernel: KernelVersion): Scenario {
  const found = findGalleryScenario(bestScenario)
  if (found === null) throw new Error(`no scenario ${bestScenario}`)
  return { ...found, kernel }
}

function shownAsC(policy: PolicySource, kernel: KernelVersion): PolicySource {
  const made = policyAsC(policy, kernel).value
  if (made === null) throw new Error('the policy has errors')
  return made.source
}

const asTypeScript = ({ typescript }: GalleryPolicy): PolicySource => ({ language: 'typescript', text: typescript })

/** All that a run decides: who was asked, what each answer was, and who dies. Only the work that it took may differ. */
function decisions(policy: PolicySource, gallery: GalleryPolicy, scenario: Scenario) {
  const { diagnostics, inputProblems, result } = runShared({
    policy,
    parameters: gallery.parameters ?? {},
    maps: gallery.maps ?? {},
    scenario,
  })
  return {
    problems: [...diagnostics.filter(({ severity }) => severity === 'error'), ...inputProblems],
    outcome: result?.outcome,
    rounds: result?.rounds.map(({ iterations: { instructions: _instructions, ...columns }, kills }) => ({
      columns,
      kills,
    })),
  }
}

describe.each(POLICY_GALLERY)('$id in TypeScript', (gallery) => {
  test('has no problems, and the hints of the C', () => {
    const scenario = bestMachine(gallery, '6.12')
    const said = (policy: PolicySource): string[] =>
      runShared({ policy, parameters: {}, maps: {}, scenario }).diagnostics.map(
        ({ severity, code }) => `${severity} ${code}`,
      )
    const inTs = said(asTypeScript(gallery))
    expect(inTs).toEqual(said({ language: 'c', text: gallery.text }))
    expect(inTs.filter((one) => !one.startsWith('hint '))).toEqual([])
  })

  test('gives the same verdict as the C for every task of every machine', () => {
    for (const { id, scenario } of SCENARIO_GALLERY) {
      const inC = decisions({ language: 'c', text: gallery.text }, gallery, scenario)
      const inTs = decisions(asTypeScript(gallery), gallery, scenario)
      expect({ id, ...inTs }).toEqual({ id, ...inC })
    }
  })

  test.each(KERNEL_VERSIONS)('agrees on Linux %s, and so does the C that it becomes', (kernel) => {
    const scenario = bestMachine(gallery, kernel)
    const inC = decisions({ language: 'c', text: gallery.text }, gallery, scenario)
    expect(decisions(asTypeScript(gallery), gallery, scenario)).toEqual(inC)
    expect(decisions(shownAsC(asTypeScript(gallery), kernel), gallery, scenario)).toEqual(inC)
  })

  test('says the same in front, labels its parameters, and fills the same maps', () => {
    const head = (text: string): string => text.slice(0, text.search(/^(?!\/\/)/m))
    expect(head(gallery.typescript)).toBe(head(gallery.text))
    for (const [call] of gallery.typescript.matchAll(/ = param\(.*$/gm)) expect(call).toMatch(/\(.+, ".+"/)
    for (const map of Object.keys(gallery.maps ?? {}))
      expect(gallery.typescript).toMatch(new RegExp(`^const ${map} = new `, 'm'))
    for (const name of Object.keys(gallery.parameters ?? {}))
      expect(gallery.typescript).toMatch(new RegExp(`^const ${name}: \\w+ = param`, 'm'))
  })
})
