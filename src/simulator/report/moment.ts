// A machine as it was when a round printed its report. Who has exited by then has taken its memory with it; one that is stuck has lost its
// anonymous memory and its swap to the reaper.

import type { Scenario, Task } from '../../scenario/model.ts'
import { residentPages } from '../../scenario/usage.ts'
import { PAGE_BYTES } from '../../scenario/size.ts'
import type { RoundTrace } from '../trace/trace.ts'

export interface Moment {
  scenario: Scenario
  /** By index as in the scenario; null for the dead. */
  tasks: readonly (Task | null)[]
  /** What the memcg of the round used; null where no round before tells. */
  usagePages: number | null
}

/** The machine at the start of a round, after the rounds before it. */
export function momentOf(scenario: Scenario, rounds: readonly RoundTrace[], index: number): Moment {
  const before = rounds.slice(0, index)
  const exited = new Set(before.flatMap((round) => round.after?.exited ?? []))
  const reaped = new Set(before.flatMap((round) => round.after?.reaped ?? []))
  const last = before.at(-1)
  return {
    scenario,
    tasks: scenario.tasks.map((task, at) => {
      if (exited.has(at)) return null
      return reaped.has(at) ? { ...task, anonPages: 0, swapPages: 0 } : task
    }),
    usagePages: isSameScope(last?.scope, rounds[index]?.scope) ? (last?.after?.usagePages ?? null) : null,
  }
}

const isSameScope = (a: RoundTrace['scope'] | undefined, b: RoundTrace['scope'] | undefined): boolean =>
  a?.kind === 'memcg' && b?.kind === 'memcg' && a.path === b.path

/** Sums over tasks in pages; memory with several users is counted once, where the scenario counts it. */
export interface MemorySums {
  anon: number
  file: number
  shmem: number
  swap: number
  pagetables: number
  threads: number
}

export function sumMemory(moment: Moment, wanted: (task: Task) => boolean): MemorySums {
  const sums: MemorySums = { anon: 0, file: 0, shmem: 0, swap: 0, pagetables: 0, threads: 0 }
  for (const task of moment.tasks) {
    if (task === null || !wanted(task)) continue
    sums.threads += task.threads
    if (task.sharesMmWith !== null) continue
    sums.anon += task.anonPages
    sums.file += task.filePages
    sums.shmem += task.shmemPages
    sums.swap += task.swapPages
    sums.pagetables += Math.trunc(task.pgtablesBytes / PAGE_BYTES)
  }
  return sums
}

/** The task whose numbers the memory of a task has. */
export function memoryOwner(task: Task, moment: Moment): Task {
  const owner = moment.scenario.tasks.find((other) => other.pid === task.sharesMmWith)
  return owner === undefined || residentPages(owner) === 0 ? task : owner
}
