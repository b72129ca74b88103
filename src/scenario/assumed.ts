// What a log or a snapshot does not say about the processes of its machine. The scenario has to hold some value for it, and says here that it is a
// stand-in, so that nothing which nobody knows is shown as a fact.

import type { Assumption } from './assumption.ts'
import type { Scenario, Task } from './model.ts'
import { residentPages } from './usage.ts'

/** Whether the task still has the stand-in: what a person has put in its place since is known. */
function hasStandIn(assumption: Assumption, task: Task, { oom }: Scenario): boolean {
  switch (assumption) {
    case 'parents':
      return task.pid !== 1 && task.ppid === 1
    case 'threads':
      return task.threads === 1
    case 'nice':
      return task.nice === undefined
    case 'start-times':
      return task.startSeconds === 0
    case 'task-cgroups':
      return task.cgroup === (oom.scope.kind === 'memcg' ? oom.scope.path : '/')
    case 'rss-split':
      return task.anonPages > 0 && task.filePages === 0 && task.shmemPages === 0
    case 'task-swap':
      return task.swapPages === 0
    case 'page-tables':
      return task.pgtablesBytes === 0
    // /proc adds up what the killer's counters have not been told yet.
    case 'rss-counters':
      return residentPages(task) > 0
  }
}

/** Which values of the task nobody knows. */
export const assumedOf = (task: Task, scenario: Scenario): ReadonlySet<Assumption> =>
  new Set(scenario.assumed?.filter((assumption) => hasStandIn(assumption, task, scenario)))
