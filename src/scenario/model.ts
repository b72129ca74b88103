// A machine about to run out of memory: what a scenario says. It is plain data, validated (`validate.ts`) before it gets here.
// Units: fields that end in `Pages` count pages of 4 KiB. Order matters: `tasks` are in fork order, `cgroups` in the order in which their
// memory css came online (a parent before its children); both are the order in which the kernel walks them.

import type { KernelVersion } from '../kernel/versions.ts'
import type { Assumption } from './assumption.ts'

export const SCENARIO_VERSION = 1

export interface Scenario {
  title: string
  /** One line: what one learns from it. */
  teaches: string
  kernel: KernelVersion
  /** `none`: a kernel without the hooks of RFC v2, as all released ones are; left out: one with them. */
  hook?: 'none'
  machine: Machine
  cgroups: readonly Cgroup[]
  tasks: readonly Task[]
  oom: OomEvent
  /** What a log did not say, so that stand-ins are there (`assumed.ts`); left out: nothing. */
  assumed?: readonly Assumption[]
}

export interface Machine {
  ramPages: number
  swapPages: number
  /** Memory of the kernel itself that is charged to no cgroup, without slab; left out: a usual amount (`holdings.ts`). */
  kernelPages?: number
  /** Slab that is charged to no cgroup; left out: a usual amount. */
  slabPages?: number
  /** File cache that no process has mapped and no cgroup is charged for; left out: none. */
  cachePages?: number
  /** Seconds since boot, at the moment of the OOM. */
  uptimeSeconds: number
  sysctl: Sysctl
  /**
   * What `points` holds after a policy's SELECT, which RFC v2 leaves unset: 0 where the compiler zeroes the stack
   * (INIT_STACK_ALL_ZERO, the default), LONG_MAX where it does not.
   */
  unsetPoints: 'zero' | 'long-max'
  /** Present pages of each NUMA node by its number, at most MAX_NODES of them; left out: one node with all of RAM. */
  nodePages?: readonly number[]
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
  /** Memory of the kernel that is charged to this cgroup itself, without slab and page tables; left out: not known, none is counted. */
  kernelPages?: number
  /** Slab that is charged to it. */
  slabPages?: number
  /** File cache that is charged to it and no process has mapped. */
  cachePages?: number
  oomGroup: boolean
  /** False where the memory controller is not enabled: its tasks are charged to the nearest ancestor that has it. Left out: true. */
  memory?: false
  /** False where the cpu controller is not enabled: `sched_task_group` of its tasks is that of the nearest ancestor that has it. Left out: true. */
  cpu?: false
  /**
   * Its place in the order in which cgroups got the css_set that their tasks have now; it tells within one memcg. Left out: that of its
   * first task. A css_set goes with its last task, so it may be older than any task that is left.
   */
  cssSetSeq?: number
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
  /** Name of the shared memory that `shmemPages` are of; processes with one name map the same. Left out: it is not known who shares it. */
  sharedMemory?: string
  swapPages: number
  pgtablesBytes: number
  totalVmPages: number
  oomScoreAdj: number
  /** signal->oom_score_adj_min; left out: as `adj-min.ts` derives it. */
  oomScoreAdjMin?: number
  threads: number
  /** Seconds after boot at which it was forked, down to the nanosecond; `births.ts` tells those with one value apart. */
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
  /** It cannot exit when it is killed; 2 s later the OOM reaper takes its anonymous memory. Left out: false. */
  stuck?: true
  /** -20 (first) to 19 (last): how the scheduler prefers it. Left out: 0. */
  nice?: number
  /** Ascending NUMA nodes that its cpuset lets it use; left out: all of them. */
  memsAllowed?: readonly number[]
  /** Ascending NUMA nodes of its MPOL_BIND policy; left out: it has none. */
  bindNodes?: readonly number[]
}

export interface OomEvent {
  scope: { kind: 'global' } | { kind: 'memcg'; path: string }
  /** The task whose allocation failed. */
  invokerPid: number
  gfpMask: number
  order: number
  /** How many pages the allocating task needs in all before it goes on; left out: 2^order. */
  requestPages?: number
  /** False: a system call made the charge and gets ENOMEM where nobody is killed; left out: a page fault, which is tried again. */
  pageFault?: false
  /** Ascending NUMA nodes of the allocation's memory policy; left out: it has none. */
  nodemask?: readonly number[]
  /** Name of the allocating task's cpuset, the last part of its cgroup's path, as the `oom-kill:` line has it; left out: `/`, the root's. */
  cpuset?: string
  /** Pages that the OOM notifiers of drivers (balloons) give back when they are first asked; left out: 0. */
  notifierPages?: number
}
