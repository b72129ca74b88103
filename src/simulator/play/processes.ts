// Lets processes exit and the OOM reaper work, between two rounds: their memory goes back to the memcgs and the machine, and who has
// exited leaves the kernel's lists. It knows nothing of the allocation that waits for the memory.
//
// A simplification: file pages of a process come back with it (reclaim takes what nobody maps any more); shmem stays, as files of a tmpfs
// do. Parents collect their children at once.

import { rssCounterPath } from '../../kernel/members.ts'
import { holdingsOf } from '../../scenario/holdings.ts'
import { PAGE_BYTES } from '../../scenario/size.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import { at, liveTaskAddress } from '../image/image-plan.ts'
import { kernelConstant } from '../image/kernel-constant.ts'
import { offsetOf } from '../image/offsets.ts'

const SIGNAL_GROUP_EXIT = kernelConstant('SIGNAL_GROUP_EXIT')
const MM_FILEPAGES = kernelConstant('MM_FILEPAGES')
const MM_ANONPAGES = kernelConstant('MM_ANONPAGES')
const MM_SWAPENTS = kernelConstant('MM_SWAPENTS')
const MMF_OOM_SKIP = 1 << kernelConstant('MMF_OOM_SKIP')
const MMF_UNSTABLE = 1 << kernelConstant('MMF_UNSTABLE')
const MMF_OOM_REAP_QUEUED = 1 << kernelConstant('MMF_OOM_REAP_QUEUED')

/** Index of the root cgroup. */
const ROOT = 0

export interface Freed {
  pages: number
  swapPages: number
}

/** Who has exited, and how many use each address space, at one moment. */
export interface ProcessesMark {
  gone: Uint8Array
  users: Int32Array
  machinePages: number
}

/** The processes of an image. The view is asked for again at each use: memory may grow. */
export class Processes {
  /** 1 for tasks that have exited. */
  private readonly gone: Uint8Array
  /** How many processes use each address space. */
  private readonly users: Int32Array
  /** Pages that are in use in the machine, whoever is charged for them. */
  private machinePages: number

  /** Looked up once: they are asked for once a task. */
  private readonly signalFlags: number
  private readonly taskIndex: number

  constructor(
    private readonly plan: ImagePlan,
    /** Address of `playground.first_task`. */
    private readonly firstTask: number,
    private readonly view: () => DataView,
  ) {
    this.signalFlags = this.offset('signal_struct', 'flags')
    this.taskIndex = this.offset('task_struct', 'index')
    const { ofTask, owner } = plan.spaces
    this.gone = new Uint8Array(ofTask.length)
    this.machinePages = holdingsOf(plan.scenario).usedPages.get('/') ?? 0
    this.users = new Int32Array(owner.length)
    for (const space of ofTask) if (space >= 0) this.users[space] = (this.users[space] ?? 0) + 1
  }

  mark(): ProcessesMark {
    return { gone: this.gone.slice(), users: this.users.slice(), machinePages: this.machinePages }
  }

  resume({ gone, users, machinePages }: ProcessesMark): void {
    this.machinePages = machinePages
    this.gone.set(gone)
    this.users.set(users)
  }

  /** Killed or exiting by itself, and not gone yet. */
  isDying(task: number, view = this.view()): boolean {
    const flags = view.getUint32(at(this.plan.signals, task) + this.signalFlags, true)
    return this.gone[task] === 0 && (flags & SIGNAL_GROUP_EXIT) !== 0
  }

  /** Everybody who is dying and can: zombies are dead already, and whom the reaper had to help does not get any further. */
  exitDying(): { exited: number[] } & Freed {
    const exited: number[] = []
    const view = this.view()
    this.plan.scenario.tasks.forEach((task, index) => {
      if (task.zombie || task.stuck === true || task.oomSkip || !this.isDying(index, view)) return
      exited.push(index)
      this.gone[index] = 1
    })
    const freed: Freed = { pages: 0, swapPages: 0 }
    for (const index of exited) this.leaveSpace(index, freed)
    if (exited.length > 0) this.unlink(exited)
    return { exited, ...freed }
  }

  /** What the OOM reaper takes of those that cannot exit: anonymous memory and swap. The rest stays until they go. */
  reap(): { reaped: number[] } & Freed {
    const reaped: number[] = []
    const freed: Freed = { pages: 0, swapPages: 0 }
    this.plan.scenario.tasks.forEach((_, index) => {
      const space = this.plan.spaces.ofTask[index] ?? -1
      if (space < 0 || !this.isDying(index)) return
      const mm = at(this.plan.mms, space)
      const flags = this.read('mm_struct', mm, 'flags')
      if ((flags & MMF_OOM_REAP_QUEUED) === 0 || (flags & MMF_OOM_SKIP) !== 0) return
      reaped.push(index)
      this.view().setUint32(mm + this.offset('mm_struct', 'flags'), flags | MMF_UNSTABLE | MMF_OOM_SKIP, true)
      this.giveBack(space, [MM_ANONPAGES], freed)
    })
    return { reaped, ...freed }
  }

  /** Pages that a memcg has now, with all below it; of the root, those of the machine. */
  usage(cgroup: number): number {
    return cgroup === ROOT ? this.machinePages : this.read64(this.counter(cgroup, 'memory'))
  }

  /** Takes pages from a memcg and all above it, and from the machine: what was counted wrongly never makes a count negative. */
  uncharge(cgroup: number, member: 'memory' | 'swap', pages: number): void {
    if (member === 'memory') this.machinePages = Math.max(0, this.machinePages - pages)
    // What the root itself holds was charged to nobody.
    if (cgroup === ROOT) return
    for (let index = cgroup; index >= 0; index = this.plan.cgroupParents[index] ?? -1) {
      const address = this.counter(index, member)
      this.write64(address, Math.max(0, this.read64(address) - pages))
    }
  }

  private leaveSpace(index: number, freed: Freed): void {
    const { spaces, scenario } = this.plan
    const space = spaces.ofTask[index] ?? -1
    if (space < 0) return
    const mm = at(this.plan.mms, space)
    const left = (this.users[space] ?? 1) - 1
    this.users[space] = left
    if (left > 0) {
      const task = scenario.tasks[index]
      const threads = (task?.threads ?? 1) - (task?.leaderExited === true ? 1 : 0)
      const mmUsers = mm + this.offset('mm_struct', 'mm_users.counter')
      this.view().setInt32(mmUsers, this.view().getInt32(mmUsers, true) - threads, true)
      // mm_update_next_owner()
      const heir = spaces.ofTask.findIndex((other, sharer) => other === space && this.gone[sharer] === 0)
      if (heir >= 0) this.writePointer('mm_struct', mm, 'owner', liveTaskAddress(this.plan, heir))
      return
    }
    this.giveBack(space, [MM_ANONPAGES, MM_FILEPAGES], freed)
    const tables = mm + this.offset('mm_struct', 'pgtables_bytes.counter')
    const pages = Math.ceil(this.read64(tables) / PAGE_BYTES)
    this.write64(tables, 0)
    this.uncharge(this.memcgOfSpace(space), 'memory', pages)
    freed.pages += pages
  }

  /** Empties counters of an address space, its swap among them. */
  private giveBack(space: number, counters: readonly number[], freed: Freed): void {
    const mm = at(this.plan.mms, space)
    const memcg = this.memcgOfSpace(space)
    const take = (counter: number): number => {
      const address = mm + this.rssStat(counter)
      const pages = this.read64(address)
      this.write64(address, 0)
      return pages
    }
    const pages = counters.reduce((sum, counter) => sum + take(counter), 0)
    const swapPages = take(MM_SWAPENTS)
    this.uncharge(memcg, 'memory', pages)
    this.uncharge(memcg, 'swap', swapPages)
    freed.pages += pages
    freed.swapPages += swapPages
  }

  private memcgOfSpace(space: number): number {
    const { spaces, scenario, cgroupIndex, memcgOfCgroup } = this.plan
    const cgroup = cgroupIndex.get(scenario.tasks[spaces.owner[space] ?? -1]?.cgroup ?? '/') ?? 0
    return memcgOfCgroup[cgroup] ?? cgroup
  }

  /** Takes who has just gone out of the list of processes and those of their css_sets, and gives their children to init. */
  private unlink(exited: readonly number[]): void {
    const { plan } = this
    const init = plan.indexOfPid.get(1)
    const reaper = init === undefined || this.gone[init] === 1 ? at(plan.tasks, plan.idleSlot) : at(plan.tasks, init)
    this.filterList(this.firstTask, this.offset('task_struct', 'next_task'))
    const { tasks } = plan.scenario
    const sets = new Set(exited.map((index) => plan.cgroupIndex.get(tasks[index]?.cgroup ?? '/') ?? 0))
    for (const set of sets) {
      const first = at(plan.cssSets, set) + this.offset('css_set', 'first_task')
      this.filterList(first, this.offset('task_struct', 'next_cg_task'))
    }
    const links = ['real_parent', 'parent'].map((link) => this.offset('task_struct', link))
    const view = this.view()
    // Both links of a task together: they lie side by side, and the tasks of a large machine do not.
    for (let slot = 0; slot < plan.tasks.count; slot++) {
      for (const offset of links) {
        const pointer = at(plan.tasks, slot) + offset
        if (this.isGone(view, view.getUint32(pointer, true))) view.setUint32(pointer, reaper, true)
      }
    }
  }

  /** `head` is the address of the pointer to the first task, `next` the offset of the link. */
  private filterList(head: number, next: number): void {
    const view = this.view()
    let link = head
    for (let task = view.getUint32(head, true); task !== 0; task = view.getUint32(task + next, true)) {
      if (this.isGone(view, task)) continue
      view.setUint32(link, task, true)
      link = task + next
    }
    view.setUint32(link, 0, true)
  }

  private isGone(view: DataView, task: number): boolean {
    return this.gone[view.getUint32(task + this.taskIndex, true)] === 1
  }

  private counter(cgroup: number, member: 'memory' | 'swap'): number {
    return at(this.plan.memcgs, cgroup) + this.offset('mem_cgroup', `${member}.usage.counter`)
  }

  private rssStat(counter: number): number {
    return this.offset('mm_struct', rssCounterPath(this.plan.scenario.kernel, counter))
  }

  private offset(struct: string, path: string): number {
    return offsetOf(this.plan.structs, struct, path)
  }

  /** The low 32 bits, where flags are. */
  private read(struct: string, address: number, path: string): number {
    return this.view().getUint32(address + this.offset(struct, path), true)
  }

  private writePointer(struct: string, address: number, path: string, pointer: number): void {
    this.view().setUint32(address + this.offset(struct, path), pointer, true)
  }

  private read64(address: number): number {
    return Number(this.view().getBigInt64(address, true))
  }

  private write64(address: number, value: number): void {
    this.view().setBigInt64(address, BigInt(value), true)
  }
}
