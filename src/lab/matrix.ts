// Policies by machines: what each pair comes to. Each policy is compiled once for each kernel.

import { type MatrixCell, type Matrix, KERNEL_ID, DOCUMENT_ID } from '../reading/matrix.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { Scenario } from '../scenario/model.ts'
import type { RunInput } from '../simulator/trace/run.ts'
import { figuresOf, formatVictims } from '../reading/compare.ts'
import { createPlayer, isRefused, KERNEL_RULE, type LoadedPolicy } from './player.ts'
import type { Work } from './work.ts'

/** A policy and how it is loaded for a machine: maps and parameters of the gallery are made for one machine alone. */
export interface MatrixPolicy {
  id: string
  title: string
  load: (scenario: string) => LoadedPolicy
}

export interface MatrixScenario {
  id: string
  title: string
  scenario: Scenario
}

export function* playMatrix(policies: readonly MatrixPolicy[], scenarios: readonly MatrixScenario[]): Work<Matrix> {
  const total = policies.length * scenarios.length
  const cells: (MatrixCell | null)[][] = []
  for (const policy of policies) {
    const row: (MatrixCell | null)[] = []
    for (const { id, scenario } of scenarios) {
      row.push(playCell(policy.load(id), scenario))
      yield { done: cells.length * scenarios.length + row.length, total }
    }
    cells.push(row)
  }
  const named = ({ id, title }: { id: string; title: string }) => ({ id, title })
  return { policies: policies.map(named), scenarios: scenarios.map(named), cells }
}

function playCell(loaded: LoadedPolicy, scenario: Scenario): MatrixCell | null {
  const player = createPlayer(loaded, scenario.kernel)
  if (isRefused(player)) return null
  const figures = figuresOf(player.play(scenario))
  return {
    text: formatVictims(figures, scenario.tasks),
    outcome: figures.outcome,
    killed: figures.killed.length,
    freedPages: figures.freedPages,
    rounds: figures.rounds,
  }
}

const NOTHING_LOADED = { parameters: {}, maps: {} }

/** The kernel's rule and the policies of the gallery. */
export const GALLERY_POLICIES: readonly MatrixPolicy[] = [
  { id: KERNEL_ID, title: "The kernel's rule", load: () => KERNEL_RULE },
  ...POLICY_GALLERY.map(({ id, title, text, parameters = {}, maps = {}, bestScenario }): MatrixPolicy => {
    const policy = { language: 'c', text } as const
    return {
      id,
      title,
      load: (scenario) => ({ policy, ...(scenario === bestScenario ? { parameters, maps } : NOTHING_LOADED) }),
    }
  }),
]

export const GALLERY_SCENARIOS: readonly MatrixScenario[] = SCENARIO_GALLERY.map(({ id, scenario }) => ({
  id,
  title: scenario.title,
  scenario,
}))

/** The document on show and its machine, against the galleries. */
export function askMatrix({ policy, parameters, maps, scenario }: RunInput): Work<Matrix> {
  const own: MatrixPolicy = { id: DOCUMENT_ID, title: 'This policy', load: () => ({ policy, parameters, maps }) }
  const machine: MatrixScenario = { id: DOCUMENT_ID, title: 'This machine', scenario }
  const [kernel, ...others] = GALLERY_POLICIES
  const first = kernel === undefined ? [own] : [own, kernel]
  return playMatrix([...first, ...others], [machine, ...GALLERY_SCENARIOS])
}
