// The lowest oom_score_adj that each process may give itself without CAP_SYS_RESOURCE: what a scenario says, or what the kernel would hold
// after the most likely way to its oom_score_adj.

import type { Task } from './model.ts'

const OOM_SCORE_ADJ_DEFAULT = 0
const ROOT = 0

/**
 * signal->oom_score_adj_min of every task, in their order. A child inherits both values. A write to /proc/PID/oom_score_adj with
 * CAP_SYS_RESOURCE sets both; without it the minimum stays. Whether root wrote is taken from the users: it did where the process or its
 * parent is root's, and where the value lies below the inherited minimum.
 *
 * Source: copy_signal(), kernel/fork.c; __set_oom_adj(), fs/proc/base.c (6.12).
 */
export function adjMinOf(tasks: readonly Task[]): Int16Array {
  const known = minima.get(tasks)
  if (known !== undefined) return known
  const made = deriveAll(tasks)
  minima.set(tasks, made)
  return made
}

/** By list of tasks, which an edit replaces: the image and the page ask for the same list again and again. */
const minima = new WeakMap<readonly Task[], Int16Array>()

function deriveAll(tasks: readonly Task[]): Int16Array {
  const indexOfPid = new Map(tasks.map(({ pid }, index) => [pid, index]))
  const found = new Int16Array(tasks.length)
  const done = new Uint8Array(tasks.length)
  const parentOf = ({ pid, ppid }: Task): number | undefined => (ppid === pid ? undefined : indexOfPid.get(ppid))
  for (let index = 0; index < tasks.length; index++) {
    for (const one of lineageOf(index)) {
      const task = tasks[one]
      if (task === undefined) continue
      const parent = parentOf(task)
      found[one] =
        task.oomScoreAdjMin ?? derive(task, tasks[parent ?? -1], found[parent ?? -1] ?? OOM_SCORE_ADJ_DEFAULT)
    }
  }
  return found

  /** Those ancestors that have no value yet, from the oldest down to the task; a circle of parents is cut where it was entered. */
  function lineageOf(start: number): number[] {
    const lineage: number[] = []
    for (let one: number | undefined = start; one !== undefined && done[one] === 0;) {
      done[one] = 1
      lineage.push(one)
      const task: Task | undefined = tasks[one]
      one = task === undefined ? undefined : parentOf(task)
    }
    return lineage.reverse()
  }
}

function derive(task: Task, parent: Task | undefined, inherited: number): number {
  const before = parent?.oomScoreAdj ?? OOM_SCORE_ADJ_DEFAULT
  if (task.oomScoreAdj === before) return inherited
  const rootWrote = task.uid === ROOT || parent === undefined || parent.uid === ROOT || task.oomScoreAdj < inherited
  return rootWrote ? task.oomScoreAdj : inherited
}
