// Takes the names out of a machine before it is shared: processes, pids and cgroup paths get others, each always the same, and nothing else
// changes. Whoever reads no names and pids sees the same machine. Kept are order, structure, sizes, times, users and the ids of cgroups.

import { PID_MAX } from './format.ts'
import type { Scenario } from './model.ts'
import { parentPath } from './cgroup-path.ts'

/** Who is called what after masking. */
export interface Masks {
  comms: ReadonlyMap<string, string>
  pids: ReadonlyMap<number, number>
  paths: ReadonlyMap<string, string>
  /** Names of shared memory. */
  shared: ReadonlyMap<string, string>
}

const INIT_PID = 1
const FIRST_PID = 100
const MASKED_TITLE = 'A masked machine'
const BASE = 36

/** The scenario under other names. */
export const maskScenario = (scenario: Scenario): Scenario => applyMasks(scenario, masksOf(scenario))

/** Other names for everything that the scenario names. The same scenario always gets the same ones; none is a name that it had before. */
export const masksOf = (scenario: Scenario): Masks => ({
  comms: maskComms(scenario),
  pids: maskPids(scenario),
  paths: maskPaths(scenario),
  shared: maskShared(scenario),
})

/** A name of the same length in bytes, so that comparisons of as many bytes remain what they are. */
function maskComms({ tasks }: Scenario): Map<string, string> {
  const originals = new Set(tasks.map((task) => task.comm))
  const encoder = new TextEncoder()
  const masks = new Map([['', '']])
  const taken = new Set(originals)
  /** The last number that was tried for each length. */
  const tried = new Map<number, number>()
  for (const comm of originals) {
    if (comm === '') continue
    const length = encoder.encode(comm).length
    let number = tried.get(length) ?? 0
    let mask = comm
    while (taken.has(mask)) mask = commOf(++number, length)
    tried.set(length, number)
    taken.add(mask)
    masks.set(comm, mask)
  }
  return masks
}

/** `p0000001`, `p1`; longer where so short a name cannot hold the number. */
const commOf = (number: number, length: number): string => {
  const digits = number.toString(BASE)
  return length > digits.length ? `p${digits.padStart(length - 1, '0')}` : digits
}

/** In the order of the list, also for parents that are not in it. The kernel knows pid 1, and 0 is no task: they stay. */
function maskPids({ tasks, oom }: Scenario): Map<number, number> {
  const originals = new Set(tasks.flatMap(({ pid, ppid, sharesMmWith }) => [pid, ppid, sharesMmWith ?? pid]))
  originals.add(oom.invokerPid)
  const masks = new Map([
    [0, 0],
    [INIT_PID, INIT_PID],
  ])
  // Where the machine has nearly all pids there is, new ones cannot avoid them.
  const avoid = originals.size < PID_MAX / 2 ? originals : new Set<number>()
  let next = FIRST_PID
  for (const pid of originals) {
    if (masks.has(pid)) continue
    while (avoid.has(next)) next++
    masks.set(pid, next++)
  }
  return masks
}

/** `/c1/c2`: every directory by its place in the list. */
function maskPaths({ cgroups }: Scenario): Map<string, string> {
  const names = new Set(cgroups.flatMap(({ path }) => path.split('/')))
  const masks = new Map([['/', '/']])
  let number = 0
  for (const { path } of cgroups) {
    if (path === '/') continue
    const parent = masks.get(parentPath(path)) ?? '/'
    let name = `c${++number}`
    while (names.has(name)) name = `c${++number}`
    masks.set(path, `${parent === '/' ? '' : parent}/${name}`)
  }
  return masks
}

/** `shared 1`, `shared 2`, in the order of the processes. */
function maskShared({ tasks }: Scenario): Map<string, string> {
  const originals = new Set(tasks.flatMap(({ sharedMemory }) => sharedMemory ?? []))
  const masks = new Map<string, string>()
  let number = 0
  for (const name of originals) {
    let mask = `shared ${++number}`
    while (originals.has(mask)) mask = `shared ${++number}`
    masks.set(name, mask)
  }
  return masks
}

/** The scenario with these names. What the masks do not know stays. */
export function applyMasks(scenario: Scenario, { comms, pids, paths, shared }: Masks): Scenario {
  const comm = (name: string): string => comms.get(name) ?? name
  const pid = (number: number): number => pids.get(number) ?? number
  const path = (name: string): string => paths.get(name) ?? name
  const { scope } = scenario.oom
  return {
    ...scenario,
    title: MASKED_TITLE,
    teaches: '',
    cgroups: scenario.cgroups.map((cgroup) => ({ ...cgroup, path: path(cgroup.path) })),
    tasks: scenario.tasks.map((task) => ({
      ...task,
      pid: pid(task.pid),
      ppid: pid(task.ppid),
      comm: comm(task.comm),
      cgroup: path(task.cgroup),
      sharesMmWith: task.sharesMmWith === null ? null : pid(task.sharesMmWith),
      ...(task.sharedMemory === undefined ? {} : { sharedMemory: shared.get(task.sharedMemory) ?? task.sharedMemory }),
    })),
    oom: {
      ...scenario.oom,
      scope: scope.kind === 'memcg' ? { kind: 'memcg', path: path(scope.path) } : scope,
      invokerPid: pid(scenario.oom.invokerPid),
      ...(scenario.oom.cpuset === undefined ? {} : { cpuset: maskCpuset(scenario.oom.cpuset, paths) }),
    },
  }
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** A cpuset has the name of its cgroup. */
function maskCpuset(cpuset: string, paths: Masks['paths']): string {
  const path = [...paths.keys()].find((one) => lastPart(one) === cpuset)
  return lastPart(paths.get(path ?? '') ?? 'a-cpuset')
}
