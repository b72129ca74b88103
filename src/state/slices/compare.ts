// The compare slice: what the policy on show is compared with, and that one's run on the same machine. It is run only while it is looked at.

import type { Rival, Comparison, CompareSlice } from '../shape/compare.ts'
import type { StateCreator } from 'zustand'

import type { RunInput } from '../../simulator/trace/run.ts'
import { firstDifference, type Difference } from '../../reading/compare.ts'
import { whereBeaten } from '../../reading/explain.ts'
import { finishedRun } from '../run-state.ts'
import type { FinishedRun } from '../shape/run.ts'
import { selectInspected, selectRound } from '../selectors.ts'
import type { Store } from '../shape/store.ts'

export const rivalTitle = (rival: Rival): string => {
  switch (rival.kind) {
    case 'kernel':
      return "The kernel's rule"
    case 'no-hook':
      return 'Without the hook'
    case 'gallery':
      return rival.policy.title
    case 'pinned':
      return `Pinned: ${rival.title}`
  }
}

/** The run of the rival on the machine of a run. Maps and parameters of the gallery are made for one machine alone. */
export function rivalInput(rival: Rival, { input }: FinishedRun, scenarioId: string | null): RunInput {
  const { scenario } = input
  switch (rival.kind) {
    case 'kernel':
      return { policy: { language: 'c', text: '' }, parameters: {}, maps: {}, scenario }
    case 'no-hook':
      return { ...input, scenario: { ...scenario, hook: 'none' } }
    case 'pinned':
      return { ...rival.loaded, scenario }
    case 'gallery': {
      const { policy } = rival
      const own = policy.bestScenario === scenarioId ? policy : undefined
      return {
        policy: { language: 'c', text: policy.text },
        parameters: own?.parameters ?? {},
        maps: own?.maps ?? {},
        scenario,
      }
    }
  }
}

/** The comparison of the run on show with the rival that is chosen; null while it is being made. */
export const selectComparison = (state: Store): Comparison | null =>
  state.comparison !== null && state.comparison.run === finishedRun(state.run) && state.comparison.rival === state.rival
    ? state.comparison
    : null

const differences = new WeakMap<Comparison, { found: Difference | null }>()

/** Where the runs of a comparison first part; null where they do the same. */
export function differenceOf(comparison: Comparison): Difference | null {
  const known = differences.get(comparison)
  if (known !== undefined) return known.found
  const result = comparison.output?.result ?? null
  const found = result === null ? null : firstDifference(comparison.run.result, result)
  differences.set(comparison, { found })
  return found
}

const KERNEL: Rival = { kind: 'kernel' }

export const createCompareSlice: StateCreator<Store, [], [], CompareSlice> = (set, get) => ({
  rival: KERNEL,
  pinned: null,
  comparison: null,
  chooseRival: (rival) => set({ rival }),
  pinPolicy() {
    const { title, policy, parameters, maps } = get().document
    const pinned = { kind: 'pinned', title, loaded: { policy, parameters, maps } } as const
    set({ pinned, rival: pinned })
  },
  comparisonAnswered: (comparison) => set({ comparison }),
  openComparison: (rival) => set({ rival, bottomTab: 'compare', narrowTab: 'log' }),
  blame() {
    const round = selectRound(get())
    const tasks = finishedRun(get().run)?.input.scenario.tasks ?? []
    const iteration = round === null ? null : whereBeaten(round, tasks, selectInspected(get()))
    if (iteration !== null) get().goTo({ round: get().cursor.round, iteration })
  },
})
