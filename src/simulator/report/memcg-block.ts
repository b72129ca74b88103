// The memory block of a memcg's report: usage and limits, and its statistics. What a scenario does not know is 0.
// Source: mem_cgroup_print_oom_meminfo in mm/memcontrol.c, cgroup v2, at 6.1.192, 6.12.117 and 7.3.4.

import { memoryStatKeys } from '../../kernel/memory-stat.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { FORMATS } from '../../scenario/import/formats.ts'
import { formatTemplate } from '../../scenario/import/template.ts'
import type { Cgroup } from '../../scenario/model.ts'
import { PAGE_BYTES } from '../../scenario/size.ts'
import { isInside } from '../../scenario/usage.ts'
import type { Moment } from './moment.ts'
import { sumMemory } from './moment.ts'
import { parentPath } from '../../scenario/cgroup-path.ts'

/** PAGE_COUNTER_MAX in KiB: what stands for no limit. A double cannot hold the number, so it is text. */
const NO_LIMIT = '9007199254740988'

export const MEMCG_ASSUMPTIONS = [
  'The memcg uses all of its limit, unless the scenario states memory.current.',
  'In the statistics, memory that no task accounts for is unreclaimable slab, all LRU pages are inactive, and counts of events are 0.',
  'A limit has failed 0 times before (failcnt).',
]

const kilobytes = (pages: number | null): string | number => (pages === null ? NO_LIMIT : Math.trunc(pages) * 4)

/** Bytes of each key that a scenario says something about. */
function statistics(moment: Moment, memcg: Cgroup, usagePages: number): ReadonlyMap<string, number> {
  const sums = sumMemory(moment, (task) => isInside(task.cgroup, memcg.path))
  const filePages = sums.file + sums.shmem
  const kernelPages = Math.max(Math.trunc(usagePages) - sums.anon - filePages, sums.pagetables)
  const slabPages = kernelPages - sums.pagetables
  const pages: Readonly<Record<string, number>> = {
    anon: sums.anon,
    file: filePages,
    kernel: kernelPages,
    pagetables: sums.pagetables,
    shmem: sums.shmem,
    file_mapped: filePages,
    inactive_anon: sums.anon + sums.shmem,
    inactive_file: sums.file,
    slab_unreclaimable: slabPages,
    slab: slabPages,
  }
  return new Map(Object.entries(pages).map(([key, count]) => [key, count * PAGE_BYTES]))
}

/** `memory:`, `swap:` and the statistics of the memcg that is over its limit. */
export function memcgBlock(moment: Moment, memcg: Cgroup, kernel: KernelVersion): string[] {
  const [usageLine, titleLine, statLine] = [FORMATS.usage[0], FORMATS.statsTitle[0], FORMATS.stat[0]]
  const sums = sumMemory(moment, (task) => isInside(task.cgroup, memcg.path))
  const counted = sums.anon + sums.file + sums.shmem + sums.pagetables
  const usage = moment.usagePages ?? memcg.usagePages ?? memcg.memoryMaxPages ?? counted
  const counter = (name: string, used: number, limit: number | null): string =>
    formatTemplate(usageLine, { counter: name, usage: kilobytes(used), limit: kilobytes(limit), failcnt: 0 })
  const bytes = statistics(moment, memcg, usage)
  return [
    counter('memory', usage, memcg.memoryMaxPages),
    counter('swap', moment.usagePages === null ? (memcg.swapUsagePages ?? sums.swap) : sums.swap, memcg.swapMaxPages),
    formatTemplate(titleLine, { path: memcg.path }),
    ...memoryStatKeys(kernel).map((key) => formatTemplate(statLine, { key, value: bytes.get(key) ?? 0 })),
  ]
}

/**
 * How much of the memory of the children is protected, for the memcg of the OOM or the root; kernels with 'report-protection' say it.
 *
 * Source: mem_cgroup_show_protected_memory(), mm/memcontrol.c.
 */
export function protectionLine(moment: Moment, path: string): string {
  const protect = (key: 'memoryMinPages' | 'memoryLowPages'): number =>
    moment.scenario.cgroups
      .filter((cgroup) => cgroup.path !== '/' && parentPath(cgroup.path) === path)
      .reduce((sum, child) => {
        const used = sumMemory(moment, (task) => isInside(task.cgroup, child.path))
        const usage = child.usagePages ?? used.anon + used.file + used.shmem + used.pagetables
        return sum + Math.min(Math.trunc(usage), child[key])
      }, 0)
  const [line] = FORMATS.protection
  return formatTemplate(line, { min: kilobytes(protect('memoryMinPages')), low: kilobytes(protect('memoryLowPages')) })
}
