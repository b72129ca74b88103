// The editing slice: changes of the machine, and what of the world is selected, filtered and folded while one works on it.

import type { EditingSlice } from '../shape/editing.ts'
import type { StateCreator } from 'zustand'

import { editWorld, type WorldEdit } from '../../scenario/edit.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { Problem } from '../../scenario/problem.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import { scenarioOf } from './document.ts'
import type { EditedDocument } from '../shape/document.ts'
import type { Store } from '../shape/store.ts'

/** What an edit would give: for fields that say what is wrong while one types. */
export const tryEdit = (document: EditedDocument, edit: WorldEdit): readonly Problem[] =>
  editWorld(scenarioOf(document), edit).problems

/**
 * The item of the gallery that an edited machine was made from, by its title, which stays when a machine is edited; null for machines of
 * another origin, and for those that are still as in the gallery.
 */
export function originOf({ scenario }: Pick<EditedDocument, 'scenario'>): string | null {
  if (scenario.kind === 'gallery') return null
  return SCENARIO_GALLERY.find((item) => item.scenario.title === scenario.scenario.title)?.id ?? null
}

/** What is looked at after an edit: what was added, or what has a new name. */
function selectionAfter(edit: WorldEdit, after: Scenario): Partial<Pick<Store, 'inspectedPid' | 'selectedCgroup'>> {
  switch (edit.what) {
    case 'add-task':
    case 'duplicate-task':
      return { inspectedPid: after.tasks.at(-1)?.pid ?? null, selectedCgroup: null }
    case 'add-cgroup':
      return { selectedCgroup: after.cgroups.at(-1)?.path ?? null }
    case 'duplicate-cgroup': {
      const depth = edit.path.split('/').length
      return { selectedCgroup: after.cgroups.findLast(({ path }) => path.split('/').length === depth)?.path ?? null }
    }
    case 'delete-cgroup':
      return { selectedCgroup: null }
    case 'task':
      return edit.key === 'pid' ? { inspectedPid: Number(edit.value) } : {}
    case 'cgroup':
      return edit.key === 'path' ? { selectedCgroup: String(edit.value).trim() } : {}
    case 'machine':
    case 'oom':
    case 'resize-task':
    case 'limit-cgroup':
    case 'resize-ram':
    case 'move-task':
    case 'delete-task':
    case 'move-cgroup':
      return {}
  }
}

export const createEditingSlice: StateCreator<Store, [], [], EditingSlice> = (set, get) => ({
  selectedCgroup: null,
  worldForm: 'closed',
  worldFilter: '',
  filterAsked: 0,
  folds: {},
  mapBy: 'memory',
  changeWorld(edit) {
    const { document } = get()
    const before = scenarioOf(document)
    const { value, problems } = editWorld(before, edit)
    if (value === null || value === before) return problems
    set({
      document: { ...document, scenario: { kind: 'inline', scenario: value } },
      ...selectionAfter(edit, value),
    })
    return problems
  },
  returnToGallery() {
    const id = originOf(get().document)
    if (id !== null) set({ document: { ...get().document, scenario: { kind: 'gallery', id } } })
  },
  selectCgroup: (path) => set({ selectedCgroup: path }),
  openWorldForm: (worldForm) => set({ worldForm }),
  filterWorld: (worldFilter) => set({ worldFilter }),
  askForFilter: () => set({ filterAsked: get().filterAsked + 1, narrowTab: 'world' }),
  fold: (row, open) => set({ folds: { ...get().folds, [row]: open } }),
  chooseMapBy: (mapBy) => set({ mapBy }),
})
