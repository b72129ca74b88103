// What holds the memory of a machine: each process once, shared memory once however many map it, and beside them the memory of the kernel,
// slab and file cache. What a scenario does not say of these is derived and marked so: usual amounts, and where memory ran out the rest,
// which something must hold.

import { parentPath } from './cgroup-path.ts'
import type { Cgroup, Machine, Scenario, Task } from './model.ts'
import { limitOf, requestOf } from './room.ts'
import { PAGE_BYTES } from './size.ts'

/** Memory that no process has mapped, by what holds it; `unknown`: something must, but nobody says what. */
export const EXTRA_KINDS = ['kernel', 'slab', 'cache', 'unknown'] as const
export type ExtraKind = (typeof EXTRA_KINDS)[number]

export interface Extra {
  pages: number
  /** True where the scenario does not say it. */
  derived: boolean
}

export type Extras = Readonly<Record<ExtraKind, Extra>>

/** Memory that processes map together, or one alone: tmpfs, System V and POSIX shared memory. */
export interface SharedMemory {
  /** Null where the process has not said with whom it shares. */
  name: string | null
  pages: number
  /** The cgroup that it is charged to: that of the process that touched it first. */
  cgroup: string
  /** Indices of the processes that map it, in fork order. */
  tasks: readonly number[]
  /** True where it is not said that these share it, but they must: counted for each, the memory would not fit. */
  derived: boolean
}

export interface Holdings {
  /** What is charged to no cgroup but the root. */
  machine: Extras
  /** Of each cgroup itself, without those below it; by path. */
  cgroups: ReadonlyMap<string, Extras>
  shared: readonly SharedMemory[]
  /** All that is in use in each cgroup with those below it, by path; `/` is the whole machine. */
  usedPages: ReadonlyMap<string, number>
}

const NOTHING: Extra = { pages: 0, derived: false }

/** Pages that a process gives back when its memory is unmapped: anonymous memory, files and page tables. */
export const ownPages = (task: Task): number =>
  task.sharesMmWith === null ? task.anonPages + task.filePages + Math.ceil(task.pgtablesBytes / PAGE_BYTES) : 0

/** The kernel's own memory and slab of a machine that does not say them: 16 MiB and a 64th of RAM each, as after an ordinary boot. */
export const usualKernelPages = (ramPages: number): number => 4096 + Math.floor(ramPages / 64)

const known = new WeakMap<Scenario, Holdings>()

/** Worked out once for a scenario. */
export function holdingsOf(scenario: Scenario): Holdings {
  const holdings = known.get(scenario) ?? findHoldings(scenario)
  known.set(scenario, holdings)
  return holdings
}

function findHoldings(scenario: Scenario): Holdings {
  const alone = sharedBy(scenario, ownName)
  const counted = addUp(scenario, alone)
  if (statedOf(scenario) + counted.root <= scenario.machine.ramPages) return finish(scenario, alone, counted)
  // Counted for each process it does not fit, so those of one cgroup must share what they have not named.
  const together = sharedBy(scenario, cgroupName)
  return together.length === alone.length
    ? finish(scenario, alone, counted)
    : finish(scenario, together, addUp(scenario, together))
}

const ownName = (task: Task): string => task.sharedMemory ?? `\0${task.pid}`
const cgroupName = (task: Task): string => task.sharedMemory ?? `\0${task.cgroup}`

/** The shared memory of all processes, those with one key together; as large as the largest part that one of them has mapped. */
function sharedBy({ tasks }: Scenario, keyOf: (task: Task) => string): SharedMemory[] {
  const shared = new Map<string, SharedMemory & { tasks: number[] }>()
  tasks.forEach((task, index) => {
    if (task.shmemPages === 0 || task.sharesMmWith !== null) return
    const key = keyOf(task)
    const before = shared.get(key)
    if (before === undefined) {
      const { sharedMemory: name = null, shmemPages: pages, cgroup } = task
      shared.set(key, { name, pages, cgroup, tasks: [index], derived: false })
    } else {
      before.pages = Math.max(before.pages, task.shmemPages)
      before.tasks.push(index)
      before.derived = before.name === null
    }
  })
  return [...shared.values()]
}

const EXTRA_KEYS = { kernel: 'kernelPages', slab: 'slabPages', cache: 'cachePages' } as const
const STATED_KINDS = ['kernel', 'slab', 'cache'] as const

const stated = (holder: Machine | Cgroup): number =>
  STATED_KINDS.reduce((sum, kind) => sum + (holder[EXTRA_KEYS[kind]] ?? 0), 0)

const saysAll = (holder: Machine | Cgroup): boolean =>
  STATED_KINDS.every((kind) => holder[EXTRA_KEYS[kind]] !== undefined)

const statedOf = ({ machine }: Scenario): number => stated(machine)

const extrasOf = (holder: Machine | Cgroup, unknownPages: number): Extras => ({
  kernel: extraOf(holder.kernelPages),
  slab: extraOf(holder.slabPages),
  cache: extraOf(holder.cachePages),
  unknown: unknownPages === 0 ? NOTHING : { pages: unknownPages, derived: true },
})

const extraOf = (pages: number | undefined): Extra => (pages === undefined ? NOTHING : { pages, derived: false })

interface Sums {
  cgroups: Map<string, Extras>
  usedPages: Map<string, number>
  /** What the processes and cgroups hold in all. */
  root: number
}

/** Usage of each cgroup from the leaves up, and what of it is unknown. */
function addUp(scenario: Scenario, shared: readonly SharedMemory[]): Sums {
  const { cgroups, tasks, oom } = scenario
  const usedPages = new Map(cgroups.map(({ path }) => [path, 0]))
  const add = (path: string, pages: number): void => void usedPages.set(path, (usedPages.get(path) ?? 0) + pages)
  for (const task of tasks) add(task.cgroup, ownPages(task))
  for (const { cgroup, pages } of shared) add(cgroup, pages)
  const extras = new Map<string, Extras>()
  // Parents stand before their children, so from the end every cgroup is complete before it is added to its parent.
  for (const cgroup of cgroups.toReversed()) {
    if (cgroup.path === '/') continue
    const named = (usedPages.get(cgroup.path) ?? 0) + stated(cgroup)
    const isFull = oom.scope.kind === 'memcg' && oom.scope.path === cgroup.path && !saysAll(cgroup)
    const all = cgroup.usagePages ?? (isFull ? Math.max(named, leastFull(scenario)) : named)
    usedPages.set(cgroup.path, all)
    extras.set(cgroup.path, extrasOf(cgroup, Math.max(0, all - named)))
    add(parentPath(cgroup.path), all)
  }
  return { cgroups: extras, usedPages, root: usedPages.get('/') ?? 0 }
}

/** The least that must be in use where memory ran out: with one page less the request would fit. */
const leastFull = (scenario: Scenario): number =>
  Math.max(0, limitOf(scenario, scenario.oom.scope) - requestOf(scenario.oom) + 1)

function finish(scenario: Scenario, shared: readonly SharedMemory[], { cgroups, usedPages, root }: Sums): Holdings {
  const { machine, oom } = scenario
  const limit = limitOf(scenario, { kind: 'global' })
  let room = Math.max(0, limit - root - stated(machine))
  const usual = (pages: number | undefined): Extra => {
    if (pages !== undefined) return { pages, derived: false }
    const taken = Math.min(usualKernelPages(machine.ramPages), Math.floor(room / 2))
    room -= taken
    return { pages: taken, derived: true }
  }
  const kernel = usual(machine.kernelPages)
  const slab = usual(machine.slabPages)
  const cache =
    machine.cachePages === undefined ? { pages: 0, derived: true } : { pages: machine.cachePages, derived: false }
  const named = root + kernel.pages + slab.pages + cache.pages
  const isFull = oom.scope.kind === 'global' && !saysAll(machine)
  const unknownPages = isFull ? Math.max(0, leastFull(scenario) - named) : 0
  const unknown = unknownPages === 0 ? NOTHING : { pages: unknownPages, derived: true }
  usedPages.set('/', named + unknownPages)
  return { machine: { kernel, slab, cache, unknown }, cgroups, shared, usedPages }
}
