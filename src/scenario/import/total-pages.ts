// The number that adjustments are a thousandth of: totalpages, from what a report says of limits, RAM and swap. In pages of the log's kernel.
// Source: constrained_alloc in mm/oom_kill.c and mem_cgroup_get_max in mm/memcontrol.c.

import type { KernelRelease } from './kernel-release.ts'
import type { OomReport, Zone } from './oom-report.ts'

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

function totalOfMachine(report: OomReport): TotalPages {
  const { memory, pageKb, summary } = report
  if (memory === null || memory.ramPages === null) return { pages: null, missing: 'the size of RAM and swap' }
  const swap = Math.trunc((memory.totalSwapKb ?? 0) / pageKb)
  const all = memory.ramPages - (memory.reservedPages ?? 0) + swap
  const nodes = NODES_OF[summary?.constraint ?? '']?.(report)
  if (nodes === undefined) return { pages: all, missing: null }
  const present = nodes === null ? null : presentPages(memory.zones, nodesOf(nodes), pageKb)
  return present === null
    ? { pages: all, missing: 'how much memory the allowed nodes have' }
    : { pages: present + swap, missing: null }
}

/** Which nodes count where not all do. */
const NODES_OF: Readonly<Record<string, (report: OomReport) => string | null>> = {
  CONSTRAINT_CPUSET: ({ summary }) => summary?.memsAllowed ?? null,
  CONSTRAINT_MEMORY_POLICY: ({ summary }) => summary?.nodemask ?? null,
}

/** MAX_NUMNODES is 1024 at most. */
const MAX_NODE_NUMBER = 1024

/** The nodes of a list such as `0-1,3`. */
function nodesOf(list: string): ReadonlySet<number> {
  const nodes = new Set<number>()
  for (const range of list.split(',')) {
    const [first = NaN, last = first] = range.split('-').map(Number)
    for (let node = first; node <= Math.min(last, MAX_NODE_NUMBER); node++) nodes.add(node)
  }
  return nodes
}

/** Pages that are present in the nodes; null where the report does not list all of them. */
function presentPages(zones: readonly Zone[], nodes: ReadonlySet<number>, pageKb: number): number | null {
  const listed = zones.filter((zone) => nodes.has(zone.node) && zone.kb.has('present'))
  if (nodes.size === 0 || new Set(listed.map((zone) => zone.node)).size < nodes.size) return null
  return listed.reduce((sum, zone) => sum + Math.trunc((zone.kb.get('present') ?? 0) / pageKb), 0)
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
