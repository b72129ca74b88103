// The allocation that failed, asked for again: which limit it meets now, if any. Counts are those of the memory image.
// It leaves out what one would need a history for: how fragmented the memory is, what reclaim may still find, per-node free lists.

import type { OomEvent } from '../../scenario/model.ts'
import { limitOf, requestOf } from '../../scenario/room.ts'
import { PAGE_COUNTER_MAX } from '../../scenario/size.ts'
import { isInside } from '../../scenario/usage.ts'
import type { ImagePlan } from '../image/image-plan.ts'
import type { Processes } from './processes.ts'

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
  const { oom, tasks, cgroups } = plan.scenario
  const request = requestOf(oom)
  if (last.kind === 'global') {
    const usagePages = processes.usage(0)
    const limitPages = limitOf(plan.scenario, last)
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
