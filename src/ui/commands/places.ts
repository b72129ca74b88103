// Where one can go in a run by a number or a name: a step of the round on show, a process by its pid or by the beginning of its name.

import type { Task } from '../../scenario/model.ts'
import { roundIndex } from '../../reading/iteration.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'

export interface Place {
  /** `step`: an iteration of the round. `task`: a process, by its index in the scenario. */
  kind: 'step' | 'task'
  index: number
  /** The process, to be named. */
  task: number
  /** Its iteration in the round, -1 where the walk never comes to it. */
  iteration: number
}

/** As many as fit a list that is read. */
const MOST = 50

/** The places that a query may mean, the likeliest first: a number is a step and then a pid. */
export function placesOf(query: string, round: RoundTrace, tasks: readonly Task[]): Place[] {
  const text = query.trim().toLowerCase()
  if (text === '') return []
  const { iterationOfTask } = roundIndex(round, tasks)
  const number = /^#?\d+$/.test(text) ? Number(text.replace('#', '')) : null
  const places: Place[] = []
  if (number !== null && number >= 1 && number <= round.iterations.length)
    places.push({
      kind: 'step',
      index: number - 1,
      task: round.iterations.task[number - 1] ?? 0,
      iteration: number - 1,
    })
  const exact = tasks.findIndex(({ pid }) => pid === number)
  const add = (task: number) => places.push({ kind: 'task', index: task, task, iteration: iterationOfTask[task] ?? -1 })
  if (exact !== -1) add(exact)
  for (let task = 0; task < tasks.length && places.length < MOST; task++) {
    if (task === exact) continue
    const { comm = '', pid = 0 } = tasks[task] ?? {}
    if (comm.toLowerCase().startsWith(text) || (number !== null && String(pid).startsWith(text))) add(task)
  }
  return places
}
