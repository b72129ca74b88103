// What of the machine is looked at and edited: a process by its pid, or a cgroup by its path. Both may be gone from the document by now.

import type { Scenario } from '../scenario/model.ts'
import { finishedRun } from './run-state.ts'
import { selectInspected } from './selectors.ts'
import type { Store } from './shape/store.ts'
import { scenarioOf } from './slices/document.ts'

/** A process or a cgroup that is edited. */
export type Target = { kind: 'task'; pid: number } | { kind: 'cgroup'; path: string }

/** True where the machine has it: an edit may have given it another name, or taken it away. */
export const isThere = ({ tasks, cgroups }: Scenario, target: Target): boolean =>
  target.kind === 'task'
    ? tasks.some(({ pid }) => pid === target.pid)
    : cgroups.some(({ path }) => path === target.path)

/** The pid of the process that is looked at, or will be once the machine has run; null for none. */
export const selectSelectedPid = (
  state: Pick<Store, 'run' | 'cursor' | 'inspectedTask' | 'inspectedPid'>,
): number | null =>
  state.inspectedPid ?? finishedRun(state.run)?.input.scenario.tasks[selectInspected(state)]?.pid ?? null

/** The cgroup that is looked at, where the machine has it; null: the process is. */
export const selectSelectedCgroup = (state: Pick<Store, 'document' | 'selectedCgroup'>): string | null =>
  state.selectedCgroup !== null && isThere(scenarioOf(state.document), { kind: 'cgroup', path: state.selectedCgroup })
    ? state.selectedCgroup
    : null
