// A machine as it was when a round printed its report: who was dead by then. A victim that could exit has taken its memory with it; one
// that is stuck has lost its anonymous memory to the reaper.

import type { Scenario, Task } from '../../scenario/model.ts'
import { residentPages } from '../../scenario/usage.ts'
import { PAGE_BYTES } from '../../scenario/size.ts'
import type { RoundTrace } from '../trace.ts'

export interface Moment {
  scenario: Scenario
  /** By index as in the scenario; null for the dead. */
  tasks: readonly (Task | null)[]
}

/** The machine after the rounds before. */
export function momentAfter(scenario: Scenario, rounds: readonly RoundTrace[]): Moment {
  const killed = new Set(rounds.flatMap((round) => round.kills.map((kill) => kill.task)))
  const tasks = scenario.tasks.map((task, index) => {
    if (!killed.has(index)) return task
    return task.stuck === true ? { ...task, anonPages: 0 } : null
  })
  return { scenario, tasks }
}

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
