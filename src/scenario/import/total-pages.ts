// The number that adjustments are a thousandth of: totalpages, from what a report says of limits, RAM and swap. In pages of the log's kernel.
// Source: constrained_alloc in mm/oom_kill.c and mem_cgroup_get_max in mm/memcontrol.c.

import type { KernelRelease } from './kernel-release.ts'
import type { OomReport } from './oom-report.ts'

export interface TotalPages {
  /** Null where the report does not even say the limit or the RAM. */
  pages: number | null
  /** What is missing to know it exactly, as a sentence; null where nothing is. */
  missing: string | null
}

/** Limits from here on mean "no limit": 2^63 - 1 bytes, rounded to pages, in kB. */
const NO_LIMIT_KB = 9007199254740900

export const isLimit = (kb: number): boolean => kb < NO_LIMIT_KB

export function totalPagesOf(report: OomReport, release: KernelRelease | null): TotalPages {
  return report.scope === 'memcg' ? totalOfMemcg(report, release) : totalOfMachine(report)
}

function totalOfMachine({ memory, pageKb, summary }: OomReport): TotalPages {
  if (memory === null || memory.ramPages === null) return { pages: null, missing: 'the size of RAM and swap' }
  const pages = memory.ramPages - (memory.reservedPages ?? 0) + Math.trunc((memory.totalSwapKb ?? 0) / pageKb)
  const nodes = summary?.constraint === 'CONSTRAINT_CPUSET' || summary?.constraint === 'CONSTRAINT_MEMORY_POLICY'
  return { pages, missing: nodes ? 'how much memory the allowed nodes have' : null }
}

function totalOfMemcg({ memcg, memory, pageKb }: OomReport, release: KernelRelease | null): TotalPages {
  const limitKb = memcg?.memory?.limitKb
  if (limitKb === undefined || !isLimit(limitKb)) return { pages: null, missing: 'the limit of the cgroup' }
  const limit = Math.trunc(limitKb / pageKb)
  // RHEL 6 added the swap in bytes to pages and shifted it away: its printed scores fit the limit alone.
  if (release?.vendor === 'el6') return { pages: limit, missing: null }
  const swapKb = swapOfMemcg(memcg?.swap?.limitKb, memcg?.memsw?.limitKb, limitKb)
  if (swapKb === 0) return { pages: limit, missing: null }
  const machineKb = memory?.totalSwapKb ?? null
  if (machineKb !== null) return { pages: limit + Math.trunc(Math.min(swapKb, machineKb) / pageKb), missing: null }
  const known = isLimit(swapKb) ? Math.trunc(swapKb / pageKb) : 0
  return { pages: limit + known, missing: "the size of the machine's swap" }
}

/** How much swap a cgroup may use, in kB, whatever the machine has. */
function swapOfMemcg(swapKb: number | undefined, memswKb: number | undefined, limitKb: number): number {
  if (swapKb !== undefined) return swapKb
  return memswKb === undefined || !isLimit(memswKb) ? Infinity : Math.max(memswKb - limitKb, 0)
}
