// Sums over a scenario: how much memory a task, a cgroup's subtree or the whole machine uses. Memory that processes share with one mm
// is counted once.

import { parentPath } from './cgroup-path.ts'
import { holdingsOf } from './holdings.ts'
import type { Cgroup, Scenario, Task } from './model.ts'

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
 * Memory (`holdings.ts`) and swap that are charged to each cgroup's subtree, by path: what the scenario states, or the sum of what is in it.
 * What the root itself holds is charged to nobody, so the root has what the cgroups below it have.
 *
 * Source: try_charge() returns at once for the root, mm/memcontrol.c (6.12).
 */
export function cgroupUsage(scenario: Scenario): ReadonlyMap<string, Usage> {
  const { usedPages } = holdingsOf(scenario)
  const usage = new Map<string, Usage>(
    scenario.cgroups.map(({ path }) => [path, { pages: path === '/' ? 0 : (usedPages.get(path) ?? 0), swapPages: 0 }]),
  )
  const root = usage.get('/')
  const add = (path: string, swapPages: number): void => {
    const sum = usage.get(path)
    if (sum !== undefined) sum.swapPages += swapPages
  }
  for (const task of scenario.tasks)
    if (task.sharesMmWith === null && task.cgroup !== '/') add(task.cgroup, task.swapPages)
  // Parents stand before their children, so from the end every cgroup is complete before it is added to its parent.
  for (const { path, swapUsagePages } of scenario.cgroups.toReversed()) {
    const sum = usage.get(path)
    if (sum === undefined) continue
    sum.swapPages = swapUsagePages ?? sum.swapPages
    if (path === '/') continue
    if (root !== undefined && parentPath(path) === '/') root.pages += sum.pages
    add(parentPath(path), sum.swapPages)
  }
  return usage
}
