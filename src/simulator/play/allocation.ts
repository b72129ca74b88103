// The allocation that failed, asked for again: which limit it meets now, if any. Counts are those of the memory image.
// It leaves out what one would need a history for: how fragmented the memory is, what reclaim may still find, per-node free lists.

import type { OomEvent } from '../../scenario/model.ts'
import { PAGE_COUNTER_MAX } from '../../scenario/size.ts'
import { isInside } from '../../scenario/usage.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { Processes } from './processes.ts'

/** mm/page_alloc.c, calculate_min_free_kbytes(): from 128 KiB to 256 MiB. */
const LEAST_MIN_FREE_KB = 128
const MAX_MIN_FREE_KB = 262144
const KB_PER_PAGE = 4

/** Pages that an ordinary allocation must leave free: the min watermark of a machine with so much RAM. */
export function minWatermark(ramPages: number): number {
  const kb = Math.floor(Math.sqrt(ramPages * KB_PER_PAGE * 16))
  return Math.floor(Math.min(MAX_MIN_FREE_KB, Math.max(LEAST_MIN_FREE_KB, kb)) / KB_PER_PAGE)
}

/** What the allocating task needs before it goes on. */
export const requestOf = (oom: OomEvent): number => oom.requestPages ?? 2 ** Math.max(0, oom.order)

/** The limit that a try meets: the first that is too small, or where all are large enough that of the round before. */
export interface Attempt {
  scope: OomEvent['scope']
  usagePages: number
  limitPages: number
  fits: boolean
}

/**
 * Tries the allocation again. A charge goes up from the cgroup of the allocating task, and the first limit on its way that it would
 * exceed is the next to be out of memory; an allocation of the machine must leave the min watermark.
 *
 * Source: page_counter_try_charge(), mm/page_counter.c; __zone_watermark_ok(), mm/page_alloc.c.
 */
export function tryAgain(plan: ImagePlan, processes: Processes, last: OomEvent['scope']): Attempt {
  const { oom, machine, tasks, cgroups } = plan.scenario
  const request = requestOf(oom)
  if (last.kind === 'global') {
    const usagePages = processes.usage(0)
    const limitPages = Math.max(0, machine.ramPages - minWatermark(machine.ramPages))
    return { scope: last, usagePages, limitPages, fits: usagePages + request <= limitPages }
  }
  const attempt = (cgroup: number, path: string, limitPages: number): Attempt => {
    const usagePages = processes.usage(cgroup)
    return { scope: { kind: 'memcg', path }, usagePages, limitPages, fits: usagePages + request <= limitPages }
  }
  const invoker = tasks.find((task) => task.pid === oom.invokerPid)
  const charged = invoker !== undefined && isInside(invoker.cgroup, last.path) ? invoker.cgroup : last.path
  const start = plan.cgroupIndex.get(charged) ?? 0
  let standing: Attempt | null = null
  for (let index = plan.memcgOfCgroup[start] ?? start; index > 0; index = plan.cgroupParents[index] ?? -1) {
    const { path, memoryMaxPages } = cgroups[index] ?? { path: '/', memoryMaxPages: null }
    const made = attempt(index, path, memoryMaxPages ?? PAGE_COUNTER_MAX)
    if (!made.fits) return made
    if (path === last.path) standing = made
  }
  return standing ?? attempt(plan.cgroupIndex.get(last.path) ?? 0, last.path, PAGE_COUNTER_MAX)
}
