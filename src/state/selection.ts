// What of the machine is looked at and edited: a process by its pid, or a cgroup by its path. Both may be gone from the document by now.

import { scenarioOf } from './slices/document.ts'
import { finishedRun } from './run-state.ts'
import { selectInspected } from './selectors.ts'
import type { Store } from './shape/store.ts'

/** The pid of the process at the cursor; null for none. */
export const selectSelectedPid = (state: Pick<Store, 'run' | 'cursor' | 'inspectedTask'>): number | null =>
  finishedRun(state.run)?.input.scenario.tasks[selectInspected(state)]?.pid ?? null

/** The cgroup that is looked at, where the machine has it; null: the process is. */
export const selectSelectedCgroup = (state: Pick<Store, 'document' | 'selectedCgroup'>): string | null =>
  state.selectedCgroup !== null && scenarioOf(state.document).cgroups.some(({ path }) => path === state.selectedCgroup)
    ? state.selectedCgroup
    : null
