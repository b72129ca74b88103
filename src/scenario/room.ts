// How much room a request needs, and up to where the machine or a cgroup may be filled.

import type { OomEvent, Scenario } from './model.ts'
import { PAGE_COUNTER_MAX } from './size.ts'

/** mm/page_alloc.c, calculate_min_free_kbytes(): from 128 KiB to 256 MiB. */
const LEAST_MIN_FREE_KB = 128
const MOST_MIN_FREE_KB = 262144
const KB_PER_PAGE = 4

/** Pages that an ordinary allocation must leave free: the min watermark of a machine with so much RAM. */
export function minWatermark(ramPages: number): number {
  const kb = Math.floor(Math.sqrt(ramPages * KB_PER_PAGE * 16))
  return Math.floor(Math.min(MOST_MIN_FREE_KB, Math.max(LEAST_MIN_FREE_KB, kb)) / KB_PER_PAGE)
}

/** What the allocating task needs before it goes on. */
export const requestOf = (oom: OomEvent): number => oom.requestPages ?? 2 ** Math.max(0, oom.order)

/** Pages that may be in use in the machine, or in a cgroup by its own limit. */
export function limitOf({ machine, cgroups }: Scenario, scope: OomEvent['scope']): number {
  if (scope.kind === 'global') return Math.max(0, machine.ramPages - minWatermark(machine.ramPages))
  return cgroups.find(({ path }) => path === scope.path)?.memoryMaxPages ?? PAGE_COUNTER_MAX
}
