// Prints the kernel's lines about an OOM, as 6.1 to 7.3 print them, with the policy name that RFC v2 adds to the header. How the lines are
// spelled stands in `scenario/import/formats.ts`, by which logs are read too. The call trace and the tables of the report are in `report/`.
// Source: dump_header, dump_oom_summary (7.3: dump_oom_victim), __oom_kill_process, out_of_memory, check_panic_on_oom in mm/oom_kill.c;
// mem_cgroup_print_oom_context and mem_cgroup_print_oom_group in mm/memcontrol.c.

import { FORMATS } from '../../scenario/import/formats.ts'
import { formatTemplate } from '../../scenario/import/template.ts'
import type { Scenario, Task } from '../../scenario/model.ts'
import { formatNodeList } from '../../scenario/node-list.ts'
import { memcgPath } from '../../scenario/usage.ts'
import { formatGfpNames } from '../../kernel/gfp-names.ts'
import type { Constraint } from '../trace/trace.ts'

/** Pages to KiB, the kernel's K(). */
const K = (pages: number): number => pages * 4

/** `hog invoked oom-killer: ...`: who allocated, not who dies. Without the hook there is no name of a policy. */
export const formatHeader = (invoker: Task, { oom, kernel, hook }: Scenario, policyName: string): string =>
  formatTemplate(FORMATS.header[0], {
    comm: invoker.comm,
    gfp_mask: oom.gfpMask,
    gfp_names: formatGfpNames(oom.gfpMask, kernel),
    order: oom.order,
    policy_name: hook === 'none' ? undefined : policyName,
    oom_score_adj: invoker.oomScoreAdj,
  })

const CONSTRAINT_NAMES: Readonly<Record<Constraint, string>> = {
  none: 'CONSTRAINT_NONE',
  cpuset: 'CONSTRAINT_CPUSET',
  'memory-policy': 'CONSTRAINT_MEMORY_POLICY',
  memcg: 'CONSTRAINT_MEMCG',
}

/** `oom-kill:constraint=...`: the summary of a report that has a victim. The pid is that of the leader. */
export function formatSummary(
  victim: Task,
  { oom, cgroups, machine, tasks }: Scenario,
  constraint: Constraint,
): string {
  const allNodes = (machine.nodePages ?? [machine.ramPages]).map((_, node) => node)
  const invoker = tasks.find((task) => task.pid === oom.invokerPid)
  const common = {
    constraint: CONSTRAINT_NAMES[constraint],
    nodemask: constraint === 'memory-policy' ? formatNodeList(oom.nodemask ?? []) : '(null)',
    cpuset: oom.cpuset ?? '/',
    mems_allowed: formatNodeList(invoker?.memsAllowed ?? allNodes),
    task_memcg: memcgPath(cgroups, victim.cgroup),
    comm: victim.comm,
    pid: victim.pid,
    uid: victim.uid | 0,
  }
  const [inMemcg, inMachine] = FORMATS.summary
  return oom.scope.kind === 'memcg'
    ? formatTemplate(inMemcg, { ...common, oom_memcg: oom.scope.path })
    : formatTemplate(inMachine, { ...common, scope: 'global_oom' })
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

/** The OOM reaper is done. `owner` has the numbers of the mm as they are now. */
export const formatReaped = (pid: number, victim: Task, owner: Task): string =>
  formatTemplate(FORMATS.reaped[0], {
    pid,
    comm: victim.comm,
    anon_rss: K(owner.anonPages),
    file_rss: K(owner.filePages),
    shmem_rss: K(owner.shmemPages),
  })

/** pagefault_out_of_memory(): a charge failed, and the fault that wanted it is tried again. */
export const PAGE_FAULT_RETRY = formatTemplate(FORMATS.faultRetried[0], {})

/** moom_callback(), drivers/tty/sysrq.c, which puts its name in front. */
export const SYSRQ_IGNORED = `sysrq: ${formatTemplate(FORMATS.ignored[0], {})}`
