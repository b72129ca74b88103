// Single changes of a machine: the memory or the oom_score_adj of one process, or one limit.

import type { Scenario, Task } from './model.ts'
import { residentPages } from './usage.ts'

/** One number of a machine, and its new value. Memory is in pages. */
export type WorldChange =
  /** The anonymous memory of the process. */
  | { what: 'anon'; pid: number; from: number; to: number }
  | { what: 'adj'; pid: number; from: number; to: number }
  /** memory.max of a cgroup; `from` is null for `max`. */
  | { what: 'memory.max'; cgroup: string; from: number | null; to: number }
  | { what: 'ram'; from: number; to: number }

/** The machine with the change made. Its other numbers stay, but for the address space of a process that outgrows it. */
export function applyChange(scenario: Scenario, change: WorldChange): Scenario {
  switch (change.what) {
    case 'anon':
      return withTask(scenario, change.pid, (task) => {
        const grown = { ...task, anonPages: change.to }
        return { ...grown, totalVmPages: Math.max(task.totalVmPages, residentPages(grown)) }
      })
    case 'adj':
      return withTask(scenario, change.pid, (task) => ({ ...task, oomScoreAdj: change.to }))
    case 'memory.max':
      return {
        ...scenario,
        cgroups: scenario.cgroups.map((cgroup) =>
          cgroup.path === change.cgroup ? { ...cgroup, memoryMaxPages: change.to } : cgroup,
        ),
      }
    case 'ram': {
      const { nodePages } = scenario.machine
      const machine = { ...scenario.machine, ramPages: change.to }
      // The first node takes what the others leave.
      const others = (nodePages ?? []).slice(1).reduce((sum, pages) => sum + pages, 0)
      return {
        ...scenario,
        machine:
          nodePages === undefined
            ? machine
            : { ...machine, nodePages: [Math.max(0, change.to - others), ...nodePages.slice(1)] },
      }
    }
  }
}

const withTask = (scenario: Scenario, pid: number, edit: (task: Task) => Task): Scenario => ({
  ...scenario,
  tasks: scenario.tasks.map((task) => (task.pid === pid ? edit(task) : task)),
})
