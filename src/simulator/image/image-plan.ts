// Plans the memory image: how many structs of each kind a scenario needs and where each lies. One arena a kind of object, so that a
// struct is found by its index alone. It writes nothing; `image.ts` fills what is planned here.

import type { Cgroup, Scenario, Task } from '../../scenario/model.ts'
import type { KernelStructs } from './offsets.ts'
import { structLayout } from './offsets.ts'
import { parentPath } from '../../scenario/cgroup-path.ts'

/** Structs of one size, one after another. */
export interface Arena {
  base: number
  stride: number
  count: number
}

/** The address of an arena's struct by its index. */
export const at = (arena: Arena, index: number): number => arena.base + index * arena.stride

/** The memory of the machine as tasks have it: who has which address space. */
export interface AddressSpaces {
  /** Index of the address space that each task uses; -1 for none (kernel threads, zombies). */
  ofTask: Int32Array
  /** Index of the address space that `signal->oom_mm` of a victim holds, although the task may use none any more; else -1. */
  oomMmOfTask: Int32Array
  /** For each address space the task whose numbers it has. */
  owner: readonly number[]
}

export interface ImagePlan {
  scenario: Scenario
  structs: KernelStructs
  indexOfPid: ReadonlyMap<number, number>
  /** Leaders in fork order, then `swapper` (the idle task), then the threads that outlive their leader. */
  tasks: Arena
  /** Slot of the idle task in `tasks`. */
  idleSlot: number
  /** Slot in `tasks` of the live thread of a task whose leader has exited, by task index. */
  threadSlots: ReadonlyMap<number, number>
  /** One a process, and one for the idle task after them. */
  signals: Arena
  mms: Arena
  spaces: AddressSpaces
  /** One a user id; `credIndex` finds it. */
  creds: Arena
  credIndex: ReadonlyMap<number, number>
  nsproxy: number
  completion: number
  /** One of each a cgroup, in the order of the scenario. */
  memcgs: Arena
  taskGroups: Arena
  cssSets: Arena
  kernfsNodes: Arena
  /** Addresses of the cgroups: they end in a flexible array, so their sizes differ. */
  cgroups: readonly number[]
  /** Indices of the parent cgroups; -1 for the root. */
  cgroupParents: readonly number[]
  cgroupLevels: readonly number[]
  cgroupIndex: ReadonlyMap<string, number>
  /** For each cgroup the one whose memcg its tasks are charged to: itself, or the nearest ancestor with the memory controller. */
  memcgOfCgroup: readonly number[]
  /** For each cgroup the one whose task_group its tasks run in: itself, or the nearest ancestor with the cpu controller. */
  cpuOfCgroup: readonly number[]
  /** Addresses of the directory names, which end in NUL. */
  cgroupNames: readonly { address: number; bytes: Uint8Array }[]
  /** Memory of each NUMA node: an array of u64. */
  nodePages: number
  /** Stands for the zonelist of a global allocation: programs can compare its address, and see nothing in it. */
  zonelist: number
  /** The nodemask_t of the allocation's memory policy. */
  nodemask: number
  oomControl: number
  trace: Arena
  events: Arena
  /** The first address behind the image. */
  end: number
}

/** A struct zonelist has no fields in the playground. */
const ZONELIST_BYTES = 8

/** Events that a round leaves beside one for every task (a whole group may be killed). */
const SPARE_EVENTS = 64

const hasNoMm = (task: Task): boolean => task.kthread || task.zombie

/** The task whose address space a task uses: itself, or who it shares with, through as many steps as it takes. */
function spaceOwner(tasks: readonly Task[], indexOfPid: ReadonlyMap<number, number>, start: number): number {
  const seen = new Set<number>()
  let index = start
  for (;;) {
    seen.add(index)
    const task = tasks[index]
    const pid = task?.sharesMmWith ?? (task?.vfork === true ? task.ppid : null)
    const next = pid === null || pid === undefined ? undefined : indexOfPid.get(pid)
    if (next === undefined || seen.has(next)) return index
    index = next
  }
}

function planSpaces(tasks: readonly Task[], indexOfPid: ReadonlyMap<number, number>): AddressSpaces {
  const ofTask = new Int32Array(tasks.length).fill(-1)
  const oomMmOfTask = new Int32Array(tasks.length).fill(-1)
  const ofOwner = new Int32Array(tasks.length).fill(-1)
  const owner: number[] = []
  const make = (ownerTask: number): number => owner.push(ownerTask) - 1
  tasks.forEach((task, index) => {
    if (!hasNoMm(task)) {
      const ownerTask = task.sharesMmWith !== null || task.vfork ? spaceOwner(tasks, indexOfPid, index) : index
      const known = ofOwner[ownerTask] ?? -1
      const space = known < 0 ? make(ownerTask) : known
      ofOwner[ownerTask] = space
      ofTask[index] = space
    }
    if (task.oomVictim) oomMmOfTask[index] = hasNoMm(task) ? make(index) : (ofTask[index] ?? -1)
  })
  return { ofTask, oomMmOfTask, owner }
}

/** Where everything lies, from `base` (a multiple of 16) on. */
export function planImage(scenario: Scenario, structs: KernelStructs, base: number): ImagePlan {
  let next = base
  const reserve = (size: number, align = 8): number => {
    const address = Math.ceil(next / align) * align
    next = address + size
    return address
  }
  const arena = (struct: string, count: number): Arena => {
    const stride = structLayout(structs, struct).size
    return { base: reserve(stride * count), stride, count }
  }
  const { tasks, cgroups } = scenario
  const indexOfPid = new Map(tasks.map((task, index) => [task.pid, index]))
  const spaces = planSpaces(tasks, indexOfPid)
  const threadSlots = new Map<number, number>()
  tasks.forEach((task, index) => {
    if (task.leaderExited && !hasNoMm(task)) threadSlots.set(index, tasks.length + 1 + threadSlots.size)
  })
  const credIndex = new Map<number, number>([[0, 0]])
  for (const task of tasks) if (!credIndex.has(task.uid)) credIndex.set(task.uid, credIndex.size)
  const cgroupIndex = new Map(cgroups.map((cgroup, index) => [cgroup.path, index]))
  const cgroupParents = cgroups.map(({ path }) => (path === '/' ? -1 : (cgroupIndex.get(parentPath(path)) ?? 0)))
  const cgroupLevels: number[] = []
  for (const parent of cgroupParents) cgroupLevels.push(parent < 0 ? 0 : (cgroupLevels[parent] ?? 0) + 1)
  const effective = (lacks: (cgroup: Cgroup) => boolean): number[] => {
    const holders: number[] = []
    cgroups.forEach((cgroup, index) => {
      const parent = cgroupParents[index] ?? -1
      holders.push(lacks(cgroup) && parent >= 0 ? (holders[parent] ?? 0) : index)
    })
    return holders
  }
  const cgroupSize = structLayout(structs, 'cgroup').size
  const encoder = new TextEncoder()

  return {
    scenario,
    structs,
    indexOfPid,
    tasks: arena('task_struct', tasks.length + 1 + threadSlots.size),
    idleSlot: tasks.length,
    threadSlots,
    signals: arena('signal_struct', tasks.length + 1),
    mms: arena('mm_struct', spaces.owner.length),
    spaces,
    creds: arena('cred', credIndex.size),
    credIndex,
    nsproxy: reserve(structLayout(structs, 'nsproxy').size),
    completion: reserve(structLayout(structs, 'completion').size),
    memcgs: arena('mem_cgroup', cgroups.length),
    taskGroups: arena('task_group', cgroups.length),
    cssSets: arena('css_set', cgroups.length),
    kernfsNodes: arena('kernfs_node', cgroups.length),
    cgroups: cgroupLevels.map((level) => reserve(cgroupSize + 8 * (level + 1))),
    cgroupParents,
    cgroupLevels,
    cgroupIndex,
    memcgOfCgroup: effective(({ memory }) => memory === false),
    cpuOfCgroup: effective(({ cpu }) => cpu === false),
    cgroupNames: cgroups.map(({ path }) => {
      const bytes = encoder.encode(path.slice(path.lastIndexOf('/') + 1))
      return { address: reserve(bytes.length + 1, 1), bytes }
    }),
    nodePages: reserve(8 * (scenario.machine.nodePages?.length ?? 1)),
    zonelist: reserve(ZONELIST_BYTES),
    nodemask: reserve(structLayout(structs, 'nodemask_t').size),
    oomControl: reserve(structLayout(structs, 'oom_control').size),
    trace: arena('oom_trace_record', tasks.length),
    events: arena('oom_event', tasks.length + SPARE_EVENTS),
    end: reserve(0, 16),
  }
}

/** The task_struct through which a process acts: its leader, or the thread that lives on when the leader has exited. */
export const liveTaskAddress = (plan: ImagePlan, index: number): number =>
  at(plan.tasks, plan.threadSlots.get(index) ?? index)
