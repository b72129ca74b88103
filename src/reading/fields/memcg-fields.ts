// What is said of the memory cgroup that a process is charged to.

import type { Cgroup, Scenario, Task } from '../../scenario/model.ts'
import { exactPages, formatPages } from '../../scenario/amounts.ts'
import { assumedOf } from '../../scenario/assumed.ts'
import { cgroupUsage, memcgPath, type Usage } from '../../scenario/usage.ts'
import { rowsOf, type Field, type FieldRow } from './field.ts'

export interface OfMemcg {
  cgroup: Cgroup
  usage: Usage
}

/** PAGE_COUNTER_MAX, which the kernel holds for `max`. */
const NO_LIMIT = 2251799813685247

/** A limit, as the file in /sys/fs/cgroup has it. */
const limit = (pages: number | null) => ({
  read: (): number => pages ?? NO_LIMIT,
  shown: pages === null ? { value: 'max', exact: 'no limit' } : { value: formatPages(pages), exact: exactPages(pages) },
})

export const MEMCG_FIELDS: readonly Field<OfMemcg>[] = [
  {
    label: 'Memory cgroup',
    path: 'memcg->css.cgroup->kn',
    note: 'Its name and those of its parents make the path.',
    read: () => null,
    show: ({ cgroup }) => ({ value: cgroup.path }),
  },
  {
    label: 'Memory used',
    path: 'memcg->memory.usage.counter',
    read: ({ usage }) => Math.trunc(usage.pages),
  },
  {
    label: 'Hard limit',
    path: 'memcg->memory.max',
    read: ({ cgroup }) => limit(cgroup.memoryMaxPages).read(),
    show: ({ cgroup }) => limit(cgroup.memoryMaxPages).shown,
  },
  {
    label: 'Throttled above',
    path: 'memcg->memory.high',
    read: ({ cgroup }) => limit(cgroup.memoryHighPages).read(),
    show: ({ cgroup }) => limit(cgroup.memoryHighPages).shown,
  },
  {
    label: 'Protected, best effort',
    path: 'memcg->memory.low',
    read: ({ cgroup }) => cgroup.memoryLowPages,
  },
  {
    label: 'Protected, always',
    path: 'memcg->memory.min',
    read: ({ cgroup }) => cgroup.memoryMinPages,
  },
  {
    label: 'Swap used',
    path: 'memcg->swap.usage.counter',
    read: ({ usage }) => Math.trunc(usage.swapPages),
  },
  {
    label: 'Swap limit',
    path: 'memcg->swap.max',
    read: ({ cgroup }) => limit(cgroup.swapMaxPages).read(),
    show: ({ cgroup }) => limit(cgroup.swapMaxPages).shown,
  },
  {
    label: 'Dies as a whole',
    path: 'memcg->oom_group',
    read: ({ cgroup }) => cgroup.oomGroup,
    show: ({ cgroup }) => ({ value: cgroup.oomGroup ? 'yes' : 'no' }),
  },
]

/** The memory cgroup that the task is charged to; none where the log does not say which one that is. */
export function memcgRowsOf(task: Task, scenario: Scenario): FieldRow[] {
  const path = memcgPath(scenario.cgroups, task.cgroup)
  const cgroup = scenario.cgroups.find((one) => one.path === path)
  const usage = cgroupUsage(scenario).get(path)
  if (cgroup === undefined || usage === undefined || assumedOf(task, scenario).has('task-cgroups')) return []
  return rowsOf(MEMCG_FIELDS, { cgroup, usage }, scenario.kernel, new Set())
}
