// What a picture of memory draws: the machine or a cgroup as segments in the order of the tree, which sum to its capacity. A cgroup's own
// processes come first, then what it holds beside them, then the cgroups below it; the free memory is the rest.

import { EXTRA_KINDS, holdingsOf, ownPages, type ExtraKind, type Extras } from './holdings.ts'
import type { Scenario, Task } from './model.ts'
import { ancestorsOf, isInside } from './usage.ts'

export type SegmentKind = 'process' | 'shared' | ExtraKind | 'free'

export interface Segment {
  kind: SegmentKind
  /** 0 for a process that has exited: its place stays. */
  pages: number
  /** The cgroup that holds it; null for what belongs to the machine as a whole. */
  cgroup: string | null
  /** Index of the process; of shared memory that of the first which maps it; else null. */
  task: number | null
  /** Of shared memory that has one. */
  name: string | null
  /** True where the scenario does not say it (`holdings.ts`). */
  derived: boolean
}

export interface Composition {
  capacityPages: number
  usedPages: number
  /** What is in use above the capacity; the segments sum to capacity and this. */
  overPages: number
  segments: readonly Segment[]
}

/** What rounds have changed: indices of processes. */
export interface Departed {
  /** Who has exited. */
  exited: ReadonlySet<number>
  /** Whose anonymous memory the OOM reaper took. */
  reaped: ReadonlySet<number>
}

export const NOBODY_DEPARTED: Departed = { exited: new Set(), reaped: new Set() }

/** All of RAM. */
export const composeMachine = (scenario: Scenario, departed = NOBODY_DEPARTED): Composition =>
  fill(scenario.machine.ramPages, [
    ...inTreeOrder(scenario, '/', departed),
    ...extraSegments(holdingsOf(scenario).machine, null),
  ])

/** A cgroup and those below it, up to its memory.max or the tightest above it; without any, up to the machine's RAM. */
export const composeCgroup = (scenario: Scenario, path: string, departed = NOBODY_DEPARTED): Composition =>
  path === '/'
    ? composeMachine(scenario, departed)
    : fill(capacityOf(scenario, path), inTreeOrder(scenario, path, departed))

/** Swap, or what a cgroup may use of it, by the processes that have pages there. */
export function composeSwap(scenario: Scenario, path = '/', departed = NOBODY_DEPARTED): Composition {
  const { cgroups, machine } = scenario
  const limits = cgroups.filter((one) => isInside(path, one.path)).map(({ swapMaxPages }) => swapMaxPages ?? Infinity)
  const held = new Set(usersOf(scenario, departed))
  const named = treeOrder(scenario, path).flatMap(({ own, path: cgroup }) =>
    own.flatMap((task): Segment[] => {
      const { swapPages = 0, sharesMmWith = null } = scenario.tasks[task] ?? {}
      if (swapPages === 0 || sharesMmWith !== null) return []
      const left = held.has(task) && !departed.reaped.has(task)
      return [{ kind: 'process', pages: left ? swapPages : 0, cgroup, task, name: null, derived: false }]
    }),
  )
  const said = cgroups.find((one) => one.path === path)?.swapUsagePages ?? null
  const before = treeOrder(scenario, path)
    .flatMap(({ own }) => own)
    .reduce(
      (sum, task) => sum + (scenario.tasks[task]?.sharesMmWith === null ? (scenario.tasks[task]?.swapPages ?? 0) : 0),
      0,
    )
  const unknown = said === null ? 0 : Math.max(0, said - before)
  return fill(Math.min(machine.swapPages, ...limits), [
    ...named,
    ...(unknown === 0
      ? []
      : [{ kind: 'unknown' as const, pages: unknown, cgroup: path, task: null, name: null, derived: true }]),
  ])
}

function fill(capacityPages: number, segments: readonly Segment[]): Composition {
  const usedPages = segments.reduce((sum, { pages }) => sum + pages, 0)
  const free: Segment = {
    kind: 'free',
    pages: Math.max(0, capacityPages - usedPages),
    cgroup: null,
    task: null,
    name: null,
    derived: false,
  }
  return { capacityPages, usedPages, overPages: Math.max(0, usedPages - capacityPages), segments: [...segments, free] }
}

function capacityOf({ cgroups, machine }: Scenario, path: string): number {
  const above = new Set(ancestorsOf(path))
  return cgroups.reduce(
    (least, one) => (above.has(one.path) ? Math.min(least, one.memoryMaxPages ?? Infinity) : least),
    machine.ramPages,
  )
}

interface TreeNode {
  path: string
  /** Indices of its own processes. */
  own: number[]
  children: TreeNode[]
}

/** A cgroup and those below it, parents before children. */
function treeOrder({ cgroups, tasks }: Scenario, path: string): TreeNode[] {
  const nodes = new Map<string, TreeNode>(cgroups.map((one) => [one.path, { path: one.path, own: [], children: [] }]))
  for (const node of nodes.values())
    if (node.path !== '/') nodes.get(ancestorsOf(node.path).at(-2) ?? '/')?.children.push(node)
  tasks.forEach((task, index) => nodes.get(task.cgroup)?.own.push(index))
  const flatten = (node: TreeNode): TreeNode[] => [node, ...node.children.flatMap(flatten)]
  const start = nodes.get(path)
  return start === undefined ? [] : flatten(start)
}

function inTreeOrder(scenario: Scenario, path: string, departed: Departed): Segment[] {
  const { shared, cgroups } = holdingsOf(scenario)
  const held = usersOf(scenario, departed)
  return treeOrder(scenario, path).flatMap(({ path: cgroup, own }) => [
    ...own.map((task): Segment => {
      const pages = remaining(scenario.tasks[task], held.has(task), departed.reaped.has(task))
      return { kind: 'process', pages, cgroup, task, name: null, derived: false }
    }),
    ...shared
      .filter((one) => one.cgroup === cgroup)
      .map(({ pages, name, tasks: [task = null], derived }): Segment => ({
        kind: 'shared',
        pages,
        cgroup,
        task,
        name,
        derived,
      })),
    ...extraSegments(cgroups.get(cgroup), cgroup),
  ])
}

const extraSegments = (extras: Extras | undefined, cgroup: string | null): Segment[] =>
  extras === undefined
    ? []
    : EXTRA_KINDS.flatMap((kind): Segment[] => {
        const { pages, derived } = extras[kind]
        return pages === 0 ? [] : [{ kind, pages, cgroup, task: null, name: null, derived }]
      })

/** What of its own a process still holds; shared memory stays, as files of a tmpfs do. */
function remaining(task: Task | undefined, isUsed: boolean, isReaped: boolean): number {
  if (task === undefined || !isUsed) return 0
  return ownPages(task) - (isReaped && task.sharesMmWith === null ? task.anonPages : 0)
}

/** Processes whose memory somebody still uses: their own, or that of one who lives in it. */
function usersOf({ tasks }: Scenario, { exited }: Departed): ReadonlySet<number> {
  const indexOfPid = new Map(tasks.map(({ pid }, index) => [pid, index]))
  const used = new Set<number>()
  tasks.forEach(({ sharesMmWith }, index) => {
    if (exited.has(index)) return
    used.add(index)
    const owner = sharesMmWith === null ? undefined : indexOfPid.get(sharesMmWith)
    if (owner !== undefined) used.add(owner)
  })
  return used
}
