// A machine about to run out of memory: what a scenario says. It is plain data, validated (`validate.ts`) before it gets here.
// Units: fields that end in `Pages` count pages of 4 KiB. Order matters: `tasks` are in fork order, `cgroups` in the order in which their
// memory css came online (a parent before its children); both are the order in which the kernel walks them.

import type { KernelVersion } from '../kernel/versions.ts'

export const SCENARIO_VERSION = 1

export interface Scenario {
  title: string
  /** One line: what one learns from it. */
  teaches: string
  kernel: KernelVersion
  machine: Machine
  cgroups: readonly Cgroup[]
  tasks: readonly Task[]
  oom: OomEvent
}

export interface Machine {
  ramPages: number
  swapPages: number
  /** Seconds since boot, at the moment of the OOM. */
  uptimeSeconds: number
  sysctl: Sysctl
  /**
   * What `points` holds after a policy's SELECT, which RFC v2 leaves unset: 0 where the compiler zeroes the stack
   * (INIT_STACK_ALL_ZERO, the default), LONG_MAX where it does not.
   */
  unsetPoints: 'zero' | 'long-max'
}

export interface Sysctl {
  panic_on_oom: 0 | 1 | 2
  oom_kill_allocating_task: boolean
  oom_dump_tasks: boolean
  swappiness: number
}

export interface Cgroup {
  /** The full path from the root, `/` for the root itself (always present, always first). */
  path: string
  /** The inode number of its directory; the root's is 1. */
  id: number
  /** memory.max; null is `max`. */
  memoryMaxPages: number | null
  memoryHighPages: number | null
  memoryLowPages: number
  memoryMinPages: number
  swapMaxPages: number | null
  /** Charged memory of the subtree; null: the sum of its tasks is taken. */
  usagePages: number | null
  swapUsagePages: number | null
  oomGroup: boolean
}

export interface Task {
  pid: number
  /** 0 for what the kernel itself started. */
  ppid: number
  comm: string
  uid: number
  /** Path of its cgroup. */
  cgroup: string
  anonPages: number
  filePages: number
  shmemPages: number
  swapPages: number
  pgtablesBytes: number
  totalVmPages: number
  oomScoreAdj: number
  threads: number
  /** Seconds after boot at which it was forked. */
  startSeconds: number
  /** Its place in the order in which tasks joined their cgroups; null: by its place in `tasks`. */
  attachSeq: number | null
  /** A kernel thread: PF_KTHREAD, no mm. */
  kthread: boolean
  /** The leader has exited, other threads live on: `task->mm` reads NULL for it. Needs threads > 1. */
  leaderExited: boolean
  /** All of it has exited, but its parent has not collected it: no mm at all. */
  zombie: boolean
  /** An OOM victim already: signal->oom_mm is set. */
  oomVictim: boolean
  /** Its mm has MMF_OOM_SKIP: the reaper is done with it. */
  oomSkip: boolean
  /** signal->oom_flag_origin: swapoff, KSM unmerge. */
  oomOrigin: boolean
  /** A vfork child before its exec: shares the mm of its parent. */
  vfork: boolean
  /** The pid whose mm it shares (CLONE_VM without CLONE_THREAD); null: an mm of its own. */
  sharesMmWith: number | null
  /** False: outside the allocating task's cpuset, so not eligible in a global OOM. */
  inCpuset: boolean
}

export interface OomEvent {
  scope: { kind: 'global' } | { kind: 'memcg'; path: string }
  /** The task whose allocation failed. */
  invokerPid: number
  gfpMask: number
  order: number
}
