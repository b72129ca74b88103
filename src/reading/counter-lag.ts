// Whether a lead of points is so small that the counters behind it may not have it.

import { has } from '../kernel/differences.ts'
import { assumedOf } from '../scenario/assumed.ts'
import type { Scenario, Task } from '../scenario/model.ts'

/** Pages that /proc and the killer's counters were seen to differ by, on machines with few CPUs. */
const USUAL_LAG_PAGES = 64n

/**
 * A sentence, with a blank before it, where the memory of the two is known from /proc alone and the killer's counters may say otherwise by as much
 * as lies between them; nothing where they are what the killer reads.
 *
 * Source: percpu_counter_read_positive() in get_mm_counter(), include/linux/mm.h, 6.12.117; lib/percpu_counter.c: percpu_counter_batch.
 */
export function counterLagNote(scenario: Scenario, points: bigint, tasks: readonly (Task | undefined)[]): string {
  const isFromProc = tasks.some((task) => task !== undefined && assumedOf(task, scenario).has('rss-counters'))
  if (!isFromProc || points > USUAL_LAG_PAGES || !has(scenario.kernel, 'rss-counters-lag')) return ''
  return ` That is within the error of the counters: these numbers are those of /proc, and on Linux ${scenario.kernel} the killer's own lag behind by up to 32 pages for each CPU and kind of memory. Either could be taken.`
}
