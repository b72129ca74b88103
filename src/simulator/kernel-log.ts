// Prints the kernel's lines about an OOM, as 6.1 to 7.3 print them, with the policy name that RFC v2 adds to the header.
// It leaves out the call trace and the memory and task tables of the report.
// Source: dump_header, dump_oom_summary (7.3: dump_oom_victim), __oom_kill_process, out_of_memory, check_panic_on_oom in mm/oom_kill.c;
// mem_cgroup_print_oom_context and mem_cgroup_print_oom_group in mm/memcontrol.c.

import type { KernelVersion } from '../kernel/versions.ts'
import type { OomEvent, Task } from '../scenario/model.ts'
import { formatGfpMask } from './gfp-flags.ts'

/** Pages to KiB, the kernel's K(). */
const K = (pages: number): number => pages * 4

/** `hog invoked oom-killer: ...`: who allocated, not who dies. */
export const formatHeader = (invoker: Task, oom: OomEvent, policyName: string, kernel: KernelVersion): string =>
  `${invoker.comm} invoked oom-killer: gfp_mask=${formatGfpMask(oom.gfpMask, kernel)}, order=${oom.order}, ` +
  `policy_name=${policyName}, oom_score_adj=${invoker.oomScoreAdj}`

/** `oom-kill:constraint=...`: the summary of a report that has a victim. The pid is that of the leader. */
export function formatSummary(victim: Task, oom: OomEvent): string {
  const scope =
    oom.scope.kind === 'memcg'
      ? `CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${oom.scope.path}`
      : 'CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom'
  return (
    `oom-kill:constraint=${scope},task_memcg=${victim.cgroup},` +
    `task=${victim.comm},pid=${victim.pid},uid=${victim.uid | 0}`
  )
}

/** How the kernel's messages about a victim begin. */
export type KillMessage = 'Out of memory' | 'Out of memory (oom_kill_allocating_task)' | 'Memory cgroup out of memory'

/** `...: Killed process ...`. `pid` is the thread's that owned the mm; `owner` has the numbers of the mm. */
export const formatKilled = (message: KillMessage, pid: number, victim: Task, owner: Task): string =>
  `${message}: Killed process ${pid} (${victim.comm}) total-vm:${K(owner.totalVmPages)}kB, ` +
  `anon-rss:${K(owner.anonPages)}kB, file-rss:${K(owner.filePages)}kB, shmem-rss:${K(owner.shmemPages)}kB, ` +
  `UID:${victim.uid >>> 0} pgtables:${Math.trunc(owner.pgtablesBytes / 1024)}kB oom_score_adj:${victim.oomScoreAdj}`

/** No thread of the chosen process has its memory any more. */
export const formatAlreadyExiting = (message: KillMessage, victim: Task): string =>
  `${message}: OOM victim ${victim.pid} (${victim.comm}) is already exiting. Skip killing the task`

/** memory.oom.group: the line before the other processes of the group go. */
export const formatGroup = (path: string): string =>
  `Tasks in ${path} are going to be killed due to memory.oom.group set`

/** A process that must not die shares the victim's memory. */
export const formatPinned = (pid: number, victim: Task, by: Task): string =>
  `oom killer ${pid} (${victim.comm}) has mm pinned by ${by.pid} (${by.comm})`

export const NO_KILLABLE = 'Out of memory and no killable processes...'
export const PANIC_DEADLOCK = 'Kernel panic - not syncing: System is deadlocked on memory'

/** `panic_on_oom`: 1 for system-wide OOMs, 2 for every OOM. */
export const formatPanicOnOom = (panic_on_oom: 1 | 2): string =>
  `Kernel panic - not syncing: Out of memory: ${panic_on_oom === 2 ? 'compulsory' : 'system-wide'} panic_on_oom is enabled`
