// Sums over a scenario: how much memory a task, a cgroup's subtree or the whole machine uses. Memory that processes share with one mm
// is counted once.

import type { Scenario, Task } from './model.ts'

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

export interface Usage {
  pages: number
  swapPages: number
}

/** Memory and swap of each cgroup's subtree by path: what the scenario states, or the sum of its tasks with their page tables. */
export function cgroupUsage(scenario: Scenario): ReadonlyMap<string, Usage> {
  const sums = new Map<string, Usage>(scenario.cgroups.map((cgroup) => [cgroup.path, { pages: 0, swapPages: 0 }]))
  for (const task of scenario.tasks) {
    if (task.sharesMmWith !== null) continue
    for (const path of ancestorsOf(task.cgroup)) {
      const sum = sums.get(path)
      if (sum === undefined) continue
      sum.pages += residentPages(task) + task.pgtablesBytes / 4096
      sum.swapPages += task.swapPages
    }
  }
  for (const cgroup of scenario.cgroups) {
    const sum = sums.get(cgroup.path)
    if (sum === undefined) continue
    sum.pages = cgroup.usagePages ?? sum.pages
    sum.swapPages = cgroup.swapUsagePages ?? sum.swapPages
  }
  return sums
}
