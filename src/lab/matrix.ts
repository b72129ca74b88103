// Policies by machines: what each pair comes to. Each policy is compiled once for each kernel.

import {
  DOCUMENT_MACHINE,
  DOCUMENT_POLICY,
  KERNEL_POLICY,
  type Matrix,
  type MatrixCell,
  type MatrixItem,
  type MatrixPair,
} from '../reading/matrix.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { Scenario } from '../scenario/model.ts'
import type { RunInput } from '../simulator/trace/run.ts'
import { figuresOf, formatVictims } from '../reading/compare.ts'
import { createPlayer, isRefused, KERNEL_RULE, type LoadedPolicy } from './player.ts'
import type { Work } from './work.ts'

/** A policy and how it is loaded for a machine: maps and parameters of the gallery are made for one machine alone. */
export interface MatrixPolicy extends MatrixItem {
  load: (scenario: string) => LoadedPolicy
}

export interface MatrixScenario extends MatrixItem {
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
  const named = ({ id, title }: MatrixItem): MatrixItem => ({ id, title })
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
  { ...KERNEL_POLICY, load: () => KERNEL_RULE },
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

/** The document on show before the policies, and its machine before the machines of the gallery. */
function withDocument({ policy, parameters, maps, scenario }: RunInput) {
  const own: MatrixPolicy = { ...DOCUMENT_POLICY, load: () => ({ policy, parameters, maps }) }
  const machine: MatrixScenario = { ...DOCUMENT_MACHINE, scenario }
  return { policies: [own, ...GALLERY_POLICIES], scenarios: [machine, ...GALLERY_SCENARIOS] }
}

/** The whole matrix of a document. */
export function askMatrix(run: RunInput): Work<Matrix> {
  const { policies, scenarios } = withDocument(run)
  return playMatrix(policies, scenarios)
}

/** Some cells of a document's matrix, in the order asked for; null where the policy has errors, or there is no such pair. */
export function* askCells(run: RunInput, pairs: readonly MatrixPair[]): Work<(MatrixCell | null)[]> {
  const { policies, scenarios } = withDocument(run)
  const cells: (MatrixCell | null)[] = []
  for (const pair of pairs) {
    const policy = policies.find(({ id }) => id === pair.policy)
    const machine = scenarios.find(({ id }) => id === pair.scenario)
    cells.push(
      policy === undefined || machine === undefined ? null : playCell(policy.load(machine.id), machine.scenario),
    )
    yield { done: cells.length, total: pairs.length }
  }
  return cells
}
