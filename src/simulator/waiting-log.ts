// Prints what the kernel says between two rounds: of the OOM reaper, of a page fault that got no memory, of a request that did nothing.
// Source: oom_reap_task, pagefault_out_of_memory in mm/oom_kill.c; moom_callback in drivers/tty/sysrq.c.

import type { Task } from '../scenario/model.ts'

/** Pages to KiB, the kernel's K(). */
const K = (pages: number): number => pages * 4

/** `owner` has the numbers of the mm as they are after the reaping. */
export const formatReaped = (pid: number, victim: Task, owner: Task): string =>
  `oom_reaper: reaped process ${pid} (${victim.comm}), now anon-rss:${K(owner.anonPages)}kB, ` +
  `file-rss:${K(owner.filePages)}kB, shmem-rss:${K(owner.shmemPages)}kB`

export const PAGE_FAULT_RETRY = 'Huh VM_FAULT_OOM leaked out to the #PF handler. Retrying PF'

export const SYSRQ_IGNORED = 'sysrq: OOM request ignored. No task eligible'
