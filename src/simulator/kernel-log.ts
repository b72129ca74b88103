// Prints the kernel's lines about an OOM, as 6.1 to 7.3 print them, with the policy name that RFC v2 adds to the header. How the lines are
// spelled stands in `scenario/import/formats.ts`, by which logs are read too. The call trace and the tables of the report are in `report/`.
// Source: dump_header, dump_oom_summary (7.3: dump_oom_victim), __oom_kill_process, out_of_memory, check_panic_on_oom in mm/oom_kill.c;
// mem_cgroup_print_oom_context and mem_cgroup_print_oom_group in mm/memcontrol.c.

import type { KernelVersion } from '../kernel/versions.ts'
import { FORMATS } from '../scenario/import/formats.ts'
import { formatTemplate } from '../scenario/import/template.ts'
import type { OomEvent, Task } from '../scenario/model.ts'
import { formatGfpNames } from './gfp-flags.ts'

/** Pages to KiB, the kernel's K(). */
const K = (pages: number): number => pages * 4

/** `hog invoked oom-killer: ...`: who allocated, not who dies. */
export const formatHeader = (invoker: Task, oom: OomEvent, policyName: string, kernel: KernelVersion): string =>
  formatTemplate(FORMATS.header[0], {
    comm: invoker.comm,
    gfp_mask: oom.gfpMask,
    gfp_names: formatGfpNames(oom.gfpMask, kernel),
    order: oom.order,
    policy_name: policyName,
    oom_score_adj: invoker.oomScoreAdj,
  })

/** `oom-kill:constraint=...`: the summary of a report that has a victim. The pid is that of the leader. */
export function formatSummary(victim: Task, oom: OomEvent): string {
  const common = {
    nodemask: '(null)',
    cpuset: '/',
    mems_allowed: '0',
    task_memcg: victim.cgroup,
    comm: victim.comm,
    pid: victim.pid,
    uid: victim.uid | 0,
  }
  const [inMemcg, inMachine] = FORMATS.summary
  return oom.scope.kind === 'memcg'
    ? formatTemplate(inMemcg, { ...common, constraint: 'CONSTRAINT_MEMCG', oom_memcg: oom.scope.path })
    : formatTemplate(inMachine, { ...common, constraint: 'CONSTRAINT_NONE', scope: 'global_oom' })
}

/** How the kernel's messages about a victim begin. */
export type KillMessage = 'Out of memory' | 'Out of memory (oom_kill_allocating_task)' | 'Memory cgroup out of memory'

/** `...: Killed process ...`. `pid` is the thread's that owned the mm; `owner` has the numbers of the mm. */
export const formatKilled = (message: KillMessage, pid: number, victim: Task, owner: Task): string =>
  formatTemplate(FORMATS.killed[0], {
    message,
    pid,
    comm: victim.comm,
    total_vm: K(owner.totalVmPages),
    anon_rss: K(owner.anonPages),
    file_rss: K(owner.filePages),
    shmem_rss: K(owner.shmemPages),
    uid: victim.uid >>> 0,
    pgtables: Math.trunc(owner.pgtablesBytes / 1024),
    oom_score_adj: victim.oomScoreAdj,
  })

/** No thread of the chosen process has its memory any more. */
export const formatAlreadyExiting = (message: KillMessage, victim: Task): string =>
  formatTemplate(FORMATS.exiting[0], { message, pid: victim.pid, comm: victim.comm })

/** memory.oom.group: the line before the other processes of the group go. */
export const formatGroup = (path: string): string => formatTemplate(FORMATS.group[0], { path })

/** A process that must not die shares the victim's memory. */
export const formatPinned = (pid: number, victim: Task, by: Task): string =>
  formatTemplate(FORMATS.pinned[0], { pid, comm: victim.comm, by_pid: by.pid, by_comm: by.comm })

export const NO_KILLABLE = formatTemplate(FORMATS.noKillable[0], {})
export const PANIC_DEADLOCK = formatTemplate(FORMATS.deadlocked[0], {})

/** `panic_on_oom`: 1 for system-wide OOMs, 2 for every OOM. */
export const formatPanicOnOom = (panic_on_oom: 1 | 2): string =>
  formatTemplate(FORMATS.panicOnOom[0], { which: panic_on_oom === 2 ? 'compulsory' : 'system-wide' })
