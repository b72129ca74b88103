// Fills the planned memory image: the kernel's structs for every task and cgroup of a scenario, linked as the kernel walks them.
// Fields that a scenario knows nothing about (CPU times, faults, kinds of mappings) stay 0. The memory must be zero before.

import { rssCounterPath } from '../../kernel/members.ts'
import { adjMinOf } from '../../scenario/adj-min.ts'
import type { Nanoseconds } from '../../scenario/births.ts'
import { birthsOf } from '../../scenario/births.ts'
import type { Scenario, Task } from '../../scenario/model.ts'
import { nodeMask } from '../../scenario/node-list.ts'
import { cgroupUsage } from '../../scenario/usage.ts'
import type { ImagePlan } from './image-plan.ts'
import { at, liveTaskAddress } from './image-plan.ts'
import { kernelConstant } from './kernel-constant.ts'
import { hasMember, offsetOf, structLayout } from './offsets.ts'

const PF_EXITING = kernelConstant('PF_EXITING')
const PF_KTHREAD = kernelConstant('PF_KTHREAD')
const SIGNAL_GROUP_EXIT = kernelConstant('SIGNAL_GROUP_EXIT')
const DEFAULT_PRIO = kernelConstant('DEFAULT_PRIO')
const MM_FILEPAGES = kernelConstant('MM_FILEPAGES')
const MM_ANONPAGES = kernelConstant('MM_ANONPAGES')
const MM_SWAPENTS = kernelConstant('MM_SWAPENTS')
const MM_SHMEMPAGES = kernelConstant('MM_SHMEMPAGES')
const MMF_OOM_SKIP = 1 << kernelConstant('MMF_OOM_SKIP')
const MMF_OOM_REAP_QUEUED = 1 << kernelConstant('MMF_OOM_REAP_QUEUED')
const PAGE_COUNTER_MAX = kernelConstant('PAGE_COUNTER_MAX')
const CPU_CGRP_ID = kernelConstant('cpu_cgrp_id')
const MEMORY_CGRP_ID = kernelConstant('memory_cgrp_id')
/** include/linux/sched.h */
const EXIT_ZOMBIE = 32
/** include/linux/cgroup-defs.h: CSS_NO_REF is the root's alone. */
const CSS_NO_REF = 1
const CSS_ONLINE = 2
const CSS_VISIBLE = 8
const TASK_COMM_LEN = 16
/** `index` of task_structs that stand for no task of the scenario. */
const NO_TASK_INDEX = 0xffffffff
const SWAPPER_COMM = 'swapper/0'

/** Writes a whole number below 2^53 as 64 bits. Much cheaper than a bigint, and there are millions of them. */
function writeU64(view: DataView, address: number, value: number): void {
  view.setUint32(address, value >>> 0, true)
  view.setUint32(address + 4, Math.floor(value / 0x1_0000_0000), true)
}

/** Pointers lie below 4 GiB, and the memory is zero before. */
const writePointer = (view: DataView, address: number, pointer: number): void => view.setUint32(address, pointer, true)

/** A time as 64 bits; a bigint is made only for times that need one. */
export function writeNanoseconds(view: DataView, address: number, time: Nanoseconds): void {
  if (typeof time === 'number') writeU64(view, address, time)
  else view.setBigUint64(address, time, true)
}

/** The comm as the kernel keeps it: at most 15 bytes of UTF-8, whatever the cut does to the last letter. */
export const commBytes = (comm: string): Uint8Array => new TextEncoder().encode(comm).subarray(0, TASK_COMM_LEN - 1)

/** Writes every struct of the plan into `buffer`. */
export function writeImage(plan: ImagePlan, buffer: ArrayBuffer): void {
  const view = new DataView(buffer)
  writeCgroups(plan, view, new Uint8Array(buffer))
  writeCreds(plan, view)
  writeMms(plan, view)
  writeSignals(plan, view)
  writeTasks(plan, view, new Uint8Array(buffer))
  writeCssSetLists(plan, view)
}

function writeCgroups(plan: ImagePlan, view: DataView, bytes: Uint8Array): void {
  const { structs, scenario } = plan
  const o = (struct: string, path: string): number => offsetOf(structs, struct, path)
  const usage = cgroupUsage(scenario)
  const lastChildren = new Map<number, number>()
  const lastGroupChildren = new Map<number, number>()
  const lastMemcgChildren = new Map<number, number>()
  const css = {
    cgroup: o('cgroup_subsys_state', 'cgroup'),
    id: o('cgroup_subsys_state', 'id'),
    flags: o('cgroup_subsys_state', 'flags'),
    serial_nr: o('cgroup_subsys_state', 'serial_nr'),
    parent: o('cgroup_subsys_state', 'parent'),
    first_child: o('cgroup_subsys_state', 'first_child'),
    next_sibling: o('cgroup_subsys_state', 'next_sibling'),
  }
  const writeCss = (index: number, cssOf: (index: number) => number, lastChild: Map<number, number>): void => {
    const address = cssOf(index)
    const parent = plan.cgroupParents[index] ?? -1
    writePointer(view, address + css.cgroup, plan.cgroups[index] ?? 0)
    view.setInt32(address + css.id, index + 1, true)
    view.setUint32(address + css.flags, CSS_ONLINE | CSS_VISIBLE | (parent < 0 ? CSS_NO_REF : 0), true)
    writeU64(view, address + css.serial_nr, index + 1)
    if (parent < 0) return
    writePointer(view, address + css.parent, cssOf(parent))
    const elder = lastChild.get(parent)
    lastChild.set(parent, index)
    if (elder === undefined) writePointer(view, cssOf(parent) + css.first_child, address)
    else writePointer(view, cssOf(elder) + css.next_sibling, address)
  }
  const self = o('cgroup', 'self')
  const memcgCss = o('mem_cgroup', 'css')
  const groupCss = o('task_group', 'css')
  const cssOfCgroup = (index: number): number => (plan.cgroups[index] ?? 0) + self
  const cssOfMemcg = (index: number): number => at(plan.memcgs, index) + memcgCss
  const cssOfGroup = (index: number): number => at(plan.taskGroups, index) + groupCss
  const kernfsParent = hasMember(structs, 'kernfs_node', '__parent') ? '__parent' : 'parent'

  scenario.cgroups.forEach((cgroup, index) => {
    const parent = plan.cgroupParents[index] ?? -1
    const controlled = plan.memcgOfCgroup[index] === index
    const hasCpu = plan.cpuOfCgroup[index] === index
    writeCss(index, cssOfCgroup, lastChildren)
    if (hasCpu) writeCss(index, cssOfGroup, lastGroupChildren)
    if (controlled) writeCss(index, cssOfMemcg, lastMemcgChildren)

    const node = at(plan.kernfsNodes, index)
    const name = plan.cgroupNames[index]
    if (name !== undefined) {
      bytes.set(name.bytes, name.address)
      writePointer(view, node + o('kernfs_node', 'name'), name.address)
    }
    writeU64(view, node + o('kernfs_node', 'id'), cgroup.id)
    if (parent >= 0) writePointer(view, node + o('kernfs_node', kernfsParent), at(plan.kernfsNodes, parent))

    const address = plan.cgroups[index] ?? 0
    view.setInt32(address + o('cgroup', 'level'), plan.cgroupLevels[index] ?? 0, true)
    writePointer(view, address + o('cgroup', 'kn'), node)
    for (let ancestor = index; ancestor >= 0; ancestor = plan.cgroupParents[ancestor] ?? -1) {
      const slot = o('cgroup', 'ancestors') + 8 * (plan.cgroupLevels[ancestor] ?? 0)
      writePointer(view, address + slot, plan.cgroups[ancestor] ?? 0)
      if (ancestor === index) continue
      const descendants = (plan.cgroups[ancestor] ?? 0) + o('cgroup', 'nr_descendants')
      view.setInt32(descendants, view.getInt32(descendants, true) + 1, true)
    }

    const set = at(plan.cssSets, index)
    const ownCss = address + o('cgroup', 'subsys')
    const effectiveCss = set + o('css_set', 'subsys')
    if (hasCpu) writePointer(view, ownCss + 8 * CPU_CGRP_ID, cssOfGroup(index))
    writePointer(view, effectiveCss + 8 * CPU_CGRP_ID, cssOfGroup(plan.cpuOfCgroup[index] ?? index))
    if (controlled) writePointer(view, ownCss + 8 * MEMORY_CGRP_ID, cssOfMemcg(index))
    writePointer(view, effectiveCss + 8 * MEMORY_CGRP_ID, cssOfMemcg(plan.memcgOfCgroup[index] ?? index))
    writePointer(view, set + o('css_set', 'dfl_cgrp'), address)
    if (!controlled) return

    const memcg = at(plan.memcgs, index)
    const parentMemcg = parent < 0 ? null : at(plan.memcgs, parent)
    const used = usage.get(cgroup.path) ?? { pages: 0, swapPages: 0 }
    writeCounter(plan, view, memcg, parentMemcg, 'memory', {
      usage: used.pages,
      min: cgroup.memoryMinPages,
      low: cgroup.memoryLowPages,
      high: cgroup.memoryHighPages,
      max: cgroup.memoryMaxPages,
    })
    writeCounter(plan, view, memcg, parentMemcg, 'swap', {
      usage: used.swapPages,
      min: 0,
      low: 0,
      high: null,
      max: cgroup.swapMaxPages,
    })
    view.setUint8(memcg + o('mem_cgroup', 'oom_group'), cgroup.oomGroup ? 1 : 0)
    view.setInt32(memcg + o('mem_cgroup', 'swappiness'), scenario.machine.sysctl.swappiness, true)
  })
}

/** The protections in effect (emin, elow) are taken as the set ones: a scenario does not play reclaim. */
function writeCounter(
  plan: ImagePlan,
  view: DataView,
  memcg: number,
  parentMemcg: number | null,
  member: 'memory' | 'swap',
  values: { usage: number; min: number; low: number; high: number | null; max: number | null },
): void {
  const { structs } = plan
  const counter = offsetOf(structs, 'mem_cgroup', member)
  const put = (path: string, value: number): void =>
    writeU64(view, memcg + counter + offsetOf(structs, 'page_counter', path), Math.trunc(value))
  put('usage.counter', values.usage)
  put('watermark', values.usage)
  put('emin', values.min)
  put('elow', values.low)
  put('min', values.min)
  put('low', values.low)
  put('high', values.high ?? PAGE_COUNTER_MAX)
  put('max', values.max ?? PAGE_COUNTER_MAX)
  put('parent', parentMemcg === null ? 0 : parentMemcg + counter)
}

function writeCreds(plan: ImagePlan, view: DataView): void {
  const { structs } = plan
  for (const [uid, index] of plan.credIndex) {
    for (const { offset, name } of structLayout(structs, 'cred').fields) {
      // A scenario has user ids; as group ids it takes the same numbers, as most systems do.
      if (name.endsWith('id')) view.setUint32(at(plan.creds, index) + offset, uid >>> 0, true)
    }
  }
  view.setUint32(plan.nsproxy, plan.scenario.tasks.length, true)
}

function writeMms(plan: ImagePlan, view: DataView): void {
  const { structs, scenario, spaces } = plan
  const o = (path: string): number => offsetOf(structs, 'mm_struct', path)
  const rssStat = (index: number): number => o(rssCounterPath(scenario.kernel, index))
  const offsets = {
    mm_users: o('mm_users.counter'),
    pgtables_bytes: o('pgtables_bytes.counter'),
    hiwater_rss: o('hiwater_rss'),
    hiwater_vm: o('hiwater_vm'),
    total_vm: o('total_vm'),
    flags: o('flags'),
    owner: o('owner'),
    file: rssStat(MM_FILEPAGES),
    anon: rssStat(MM_ANONPAGES),
    swap: rssStat(MM_SWAPENTS),
    shmem: rssStat(MM_SHMEMPAGES),
  }
  spaces.owner.forEach((taskIndex, index) => {
    const task = scenario.tasks[taskIndex]
    if (task === undefined) return
    const mm = at(plan.mms, index)
    writeU64(view, mm + offsets.pgtables_bytes, task.pgtablesBytes)
    writeU64(view, mm + offsets.hiwater_rss, task.anonPages + task.filePages + task.shmemPages)
    writeU64(view, mm + offsets.hiwater_vm, task.totalVmPages)
    writeU64(view, mm + offsets.total_vm, task.totalVmPages)
    writeU64(view, mm + offsets.file, task.filePages)
    writeU64(view, mm + offsets.anon, task.anonPages)
    writeU64(view, mm + offsets.swap, task.swapPages)
    writeU64(view, mm + offsets.shmem, task.shmemPages)
    writePointer(view, mm + offsets.owner, liveTaskAddress(plan, taskIndex))
    // A dead victim's memory has been unmapped: exit_mmap() has set the flag.
    if (task.oomSkip || task.zombie) view.setUint32(mm + offsets.flags, MMF_OOM_SKIP, true)
  })
  scenario.tasks.forEach((task, taskIndex) => {
    const space = spaces.ofTask[taskIndex] ?? -1
    if (space < 0) return
    const address = at(plan.mms, space)
    const users = task.leaderExited ? task.threads - 1 : task.threads
    view.setInt32(address + offsets.mm_users, view.getInt32(address + offsets.mm_users, true) + users, true)
    let flags = view.getUint32(address + offsets.flags, true)
    if (task.oomVictim) flags |= MMF_OOM_REAP_QUEUED
    if (task.oomSkip) flags |= MMF_OOM_SKIP
    view.setUint32(address + offsets.flags, flags, true)
  })
}

function writeSignals(plan: ImagePlan, view: DataView): void {
  const { structs, scenario, spaces } = plan
  const o = (path: string): number => offsetOf(structs, 'signal_struct', path)
  const offsets = {
    live: o('live.counter'),
    nr_threads: o('nr_threads'),
    flags: o('flags'),
    oom_flag_origin: o('oom_flag_origin'),
    oom_score_adj: o('oom_score_adj'),
    oom_score_adj_min: o('oom_score_adj_min'),
    oom_mm: o('oom_mm'),
  }
  const adjMin = adjMinOf(scenario.tasks)
  scenario.tasks.forEach((task, index) => {
    const signal = at(plan.signals, index)
    view.setInt32(signal + offsets.live, liveThreads(task), true)
    view.setInt32(signal + offsets.nr_threads, task.zombie ? 1 : task.threads, true)
    // A victim has had its SIGKILL.
    if (task.zombie || task.oomVictim) view.setUint32(signal + offsets.flags, SIGNAL_GROUP_EXIT, true)
    view.setUint8(signal + offsets.oom_flag_origin, task.oomOrigin ? 1 : 0)
    view.setInt16(signal + offsets.oom_score_adj, task.oomScoreAdj, true)
    view.setInt16(signal + offsets.oom_score_adj_min, adjMin[index] ?? 0, true)
    const oomMm = spaces.oomMmOfTask[index] ?? -1
    if (oomMm >= 0) writePointer(view, signal + offsets.oom_mm, at(plan.mms, oomMm))
  })
  const idle = at(plan.signals, plan.idleSlot)
  view.setInt32(idle + offsets.live, 1, true)
  view.setInt32(idle + offsets.nr_threads, 1, true)
}

const liveThreads = (task: Task): number => (task.zombie ? 0 : task.leaderExited ? task.threads - 1 : task.threads)

function writeTasks(plan: ImagePlan, view: DataView, bytes: Uint8Array): void {
  const { structs, scenario, spaces } = plan
  const o = (path: string): number => offsetOf(structs, 'task_struct', path)
  const offsets = {
    flags: o('flags'),
    prio: o('prio'),
    static_prio: o('static_prio'),
    sched_task_group: o('sched_task_group'),
    mm: o('mm'),
    exit_state: o('exit_state'),
    pid: o('pid'),
    tgid: o('tgid'),
    index: o('index'),
    real_parent: o('real_parent'),
    parent: o('parent'),
    group_leader: o('group_leader'),
    vfork_done: o('vfork_done'),
    start_time: o('start_time'),
    start_boottime: o('start_boottime'),
    real_cred: o('real_cred'),
    cred: o('cred'),
    comm: o('comm'),
    nsproxy: o('nsproxy'),
    signal: o('signal'),
    mems_allowed: o('mems_allowed'),
    bind_nodes: o('bind_nodes'),
    cgroups: o('cgroups'),
    next_task: o('next_task'),
    next_thread: o('next_thread'),
  }
  const { indexOfPid } = plan
  const births = birthsOf(scenario.tasks)
  /** Many processes have one name. */
  const comms = new Map<string, Uint8Array>()
  const writeComm = (address: number, comm: string): void => {
    const known = comms.get(comm) ?? commBytes(comm)
    comms.set(comm, known)
    bytes.set(known, address)
  }
  const invoker = indexOfPid.get(scenario.oom.invokerPid)
  const init = indexOfPid.get(1)
  const idle = at(plan.tasks, plan.idleSlot)
  /** What a thread has in common with its leader. */
  const writeShared = (address: number, task: Task, index: number): void => {
    const cgroup = plan.cgroupIndex.get(task.cgroup) ?? 0
    const cred = at(plan.creds, plan.credIndex.get(task.uid) ?? 0)
    // prio of a task of the ordinary class; what a machine does not say is that one is of another.
    for (const prio of [offsets.prio, offsets.static_prio])
      view.setInt32(address + prio, DEFAULT_PRIO + (task.nice ?? 0), true)
    writePointer(view, address + offsets.sched_task_group, at(plan.taskGroups, plan.cpuOfCgroup[cgroup] ?? 0))
    view.setInt32(address + offsets.tgid, task.pid, true)
    view.setUint32(address + offsets.index, index, true)
    // A parent that the scenario does not have has died: init has adopted the task. Where only the parent's leader has died, the thread
    // that lives on has (find_alive_thread(), kernel/exit.c).
    const parentIndex = task.ppid === 0 ? undefined : (indexOfPid.get(task.ppid) ?? init)
    const parent = parentIndex === undefined || parentIndex === index ? idle : liveTaskAddress(plan, parentIndex)
    writePointer(view, address + offsets.real_parent, parent)
    writePointer(view, address + offsets.parent, parent)
    writePointer(view, address + offsets.group_leader, at(plan.tasks, index))
    writeNanoseconds(view, address + offsets.start_time, births[index] ?? 0)
    writeNanoseconds(view, address + offsets.start_boottime, births[index] ?? 0)
    writePointer(view, address + offsets.real_cred, cred)
    writePointer(view, address + offsets.cred, cred)
    writeComm(address + offsets.comm, task.comm)
    writePointer(view, address + offsets.signal, at(plan.signals, index))
    writeNodes(address, task, index)
    writePointer(view, address + offsets.cgroups, at(plan.cssSets, cgroup))
  }
  const { nodePages } = scenario.machine
  const nodeCount = nodePages?.length ?? 1
  const allNodes = (1n << BigInt(nodeCount)) - 1n
  const writeNodes = (address: number, task: Task, index: number): void => {
    const inside = task.inCpuset || index === invoker
    // Who is outside the cpuset of the allocation has a node alone that the machine has not.
    if (nodePages === undefined) return view.setUint32(address + offsets.mems_allowed, inside ? 1 : 2, true)
    const mems = inside ? nodeMask(task.memsAllowed ?? []) || allNodes : 1n << BigInt(nodeCount)
    view.setBigUint64(address + offsets.mems_allowed, mems, true)
    view.setBigUint64(address + offsets.bind_nodes, nodeMask(task.bindNodes ?? []), true)
  }
  const writeAlive = (address: number, space: number): void => {
    if (space >= 0) writePointer(view, address + offsets.mm, at(plan.mms, space))
    writePointer(view, address + offsets.nsproxy, plan.nsproxy)
  }

  scenario.tasks.forEach((task, index) => {
    const address = at(plan.tasks, index)
    const space = spaces.ofTask[index] ?? -1
    const exited = task.zombie || task.leaderExited
    writeShared(address, task, index)
    view.setInt32(address + offsets.pid, task.pid, true)
    view.setUint32(address + offsets.flags, (task.kthread ? PF_KTHREAD : 0) | (exited ? PF_EXITING : 0), true)
    if (exited) view.setInt32(address + offsets.exit_state, EXIT_ZOMBIE, true)
    else writeAlive(address, space)
    if (task.vfork && !exited) writePointer(view, address + offsets.vfork_done, plan.completion)
    if (index + 1 < scenario.tasks.length) writePointer(view, address + offsets.next_task, at(plan.tasks, index + 1))
    const threadSlot = plan.threadSlots.get(index)
    if (threadSlot === undefined) return
    const thread = at(plan.tasks, threadSlot)
    writeShared(thread, task, index)
    writeAlive(thread, space)
    view.setInt32(thread + offsets.pid, threadPid(task, indexOfPid), true)
    writePointer(view, address + offsets.next_thread, thread)
  })

  view.setUint32(idle + offsets.flags, PF_KTHREAD, true)
  view.setUint32(idle + offsets.index, NO_TASK_INDEX, true)
  for (const link of ['real_parent', 'parent', 'group_leader'] as const) writePointer(view, idle + offsets[link], idle)
  for (const link of ['real_cred', 'cred'] as const) writePointer(view, idle + offsets[link], at(plan.creds, 0))
  writeComm(idle + offsets.comm, SWAPPER_COMM)
  writePointer(view, idle + offsets.signal, at(plan.signals, plan.idleSlot))
  writePointer(view, idle + offsets.nsproxy, plan.nsproxy)
  writePointer(view, idle + offsets.sched_task_group, at(plan.taskGroups, 0))
  writePointer(view, idle + offsets.cgroups, at(plan.cssSets, 0))
  view.setBigUint64(idle + offsets.mems_allowed, allNodes, true)
}

/** The id of the thread that outlives its leader: the next number that no process has. */
export function threadPid(task: Task, taken: ReadonlyMap<number, unknown>): number {
  let pid = task.pid + 1
  while (taken.has(pid)) pid++
  return pid
}

/**
 * Links the processes of each css_set in the order in which the kernel lists them: as they joined, those whose leader has exited last
 * (they are on `dying_tasks`). Zombies are left out: the kernel's walk hides a dead leader without live threads.
 *
 * Source: css_task_iter_advance(), kernel/cgroup/cgroup.c.
 */
function writeCssSetLists(plan: ImagePlan, view: DataView): void {
  const { structs, scenario } = plan
  const first_task = offsetOf(structs, 'css_set', 'first_task')
  const nr_tasks = offsetOf(structs, 'css_set', 'nr_tasks')
  const next_cset = offsetOf(structs, 'css_set', 'next_cset')
  const first_cset = offsetOf(structs, 'mem_cgroup', 'first_cset')
  const next_cg_task = offsetOf(structs, 'task_struct', 'next_cg_task')
  const lastOf = new Map<number, number>()
  for (const index of attachOrder(scenario.tasks)) {
    const task = scenario.tasks[index]
    if (task === undefined) continue
    const cgroup = plan.cgroupIndex.get(task.cgroup) ?? 0
    const set = at(plan.cssSets, cgroup)
    const address = at(plan.tasks, index)
    view.setInt32(set + nr_tasks, view.getInt32(set + nr_tasks, true) + task.threads, true)
    if (task.zombie) continue
    const last = lastOf.get(cgroup)
    writePointer(view, last === undefined ? set + first_task : last + next_cg_task, address)
    lastOf.set(cgroup, address)
  }
  const lastSetOf = new Map<number, number>()
  for (const cgroup of cssSetOrder(scenario, plan.cgroupIndex)) {
    const memcg = plan.memcgOfCgroup[cgroup] ?? cgroup
    const set = at(plan.cssSets, cgroup)
    const last = lastSetOf.get(memcg)
    writePointer(view, last === undefined ? at(plan.memcgs, memcg) + first_cset : last + next_cset, set)
    lastSetOf.set(memcg, set)
  }
}

/** Indices of the cgroups in the order in which they got the css_set of their tasks; those without tasks come last. */
function cssSetOrder({ cgroups, tasks }: Scenario, cgroupIndex: ReadonlyMap<string, number>): number[] {
  const order = cgroups.map((_, index) => index)
  if (cgroups.every(({ memory }) => memory !== false)) return order
  const firsts = cgroups.map((): number => Infinity)
  tasks.forEach(({ cgroup, attachSeq }, index) => {
    const joined = cgroupIndex.get(cgroup) ?? 0
    firsts[joined] = Math.min(firsts[joined] ?? Infinity, attachSeq ?? index)
  })
  const key = (index: number): number => cgroups[index]?.cssSetSeq ?? firsts[index] ?? Infinity
  return order.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b))
}

/** Indices of the tasks in the order in which the lists of their cgroups have them. */
export function attachOrder(tasks: readonly Task[]): Uint32Array | number[] {
  const inOrder = Uint32Array.from(tasks, (_, index) => index)
  if (tasks.every((task) => task.attachSeq === null && !task.leaderExited)) return inOrder
  const key = (index: number): number => tasks[index]?.attachSeq ?? index
  const dying = (index: number): number => (tasks[index]?.leaderExited === true ? 1 : 0)
  return [...inOrder].sort((a, b) => dying(a) - dying(b) || key(a) - key(b) || a - b)
}
