// Sums over a scenario: how much memory a task, a cgroup's subtree or the whole machine uses. Memory that processes share with one mm
// is counted once.

import type { Cgroup, Scenario, Task } from './model.ts'
import { PAGE_BYTES } from './size.ts'
import { parentPath } from './cgroup-path.ts'

/** RSS as the kernel counts it for badness: anonymous, file and shared pages that are resident. */
export const residentPages = (task: Task): number => task.anonPages + task.filePages + task.shmemPages

/** True when `path` is `root` or below it. */
export const isInside = (path: string, root: string): boolean =>
  root === '/' || path === root || path.startsWith(`${root}/`)

/** Every cgroup path from the root down to `path` itself. */
export function ancestorsOf(path: string): string[] {
  const paths = ['/']
  for (let slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1))
    paths.push(path.slice(0, slash))
  return path === '/' ? paths : [...paths, path]
}

/** The cgroup that a task of the cgroup is charged to: itself, or the nearest ancestor with the memory controller. */
export function memcgPath(cgroups: readonly Cgroup[], path: string): string {
  const uncontrolled = cgroups.filter(({ memory }) => memory === false)
  return ancestorsOf(path).findLast((one) => !uncontrolled.some((cgroup) => cgroup.path === one)) ?? '/'
}

export interface Usage {
  pages: number
  swapPages: number
}

/**
 * Memory and swap of each cgroup's subtree by path: what the scenario states, or its own tasks with their page tables and the cgroups
 * below it. Shared memory counts in every task that maps it, because a scenario does not say who shares with whom.
 */
export function cgroupUsage(scenario: Scenario): ReadonlyMap<string, Usage> {
  const usage = new Map<string, Usage>(scenario.cgroups.map((cgroup) => [cgroup.path, { pages: 0, swapPages: 0 }]))
  const add = (path: string, pages: number, swapPages: number): void => {
    const sum = usage.get(path)
    if (sum === undefined) return
    sum.pages += pages
    sum.swapPages += swapPages
  }
  for (const task of scenario.tasks)
    if (task.sharesMmWith === null)
      add(task.cgroup, residentPages(task) + task.pgtablesBytes / PAGE_BYTES, task.swapPages)
  // Parents stand before their children, so from the end every cgroup is complete before it is added to its parent.
  for (const { path, usagePages, swapUsagePages } of scenario.cgroups.toReversed()) {
    const sum = usage.get(path)
    if (sum === undefined) continue
    sum.pages = usagePages ?? sum.pages
    sum.swapPages = swapUsagePages ?? sum.swapPages
    if (path !== '/') add(parentPath(path), sum.pages, sum.swapPages)
  }
  return usage
}
