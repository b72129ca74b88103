// Does the first victim depend on the order of the tasks? Plays the machine in other orders, and shrinks one in which it does to the fewest
// tasks that still show it.

import type { Scenario, Task } from '../scenario/model.ts'
import type { Player } from './player.ts'
import { keepTasks, randomOf, shuffleScenario } from './shuffle.ts'
import type { Progress, Work } from './work.ts'

export interface OrderAnswer {
  /** How many orders were played. */
  shuffles: number
  /** In how many of them another one dies first, or nobody. */
  disagree: number
  /** Of those, who: comm and pid, or that nobody does; the most frequent first. */
  others: readonly { who: string; count: number }[]
  /** Null where all agree. */
  shrunk: ShrunkWorld | null
}

/** The smallest machine found that shows the dependence. */
export interface ShrunkWorld {
  /** In the other order. */
  scenario: Scenario
  /** Who dies first in that order, and in the order in which the tasks stood before. */
  here: string
  before: string
}

const NOBODY = 'nobody'

function firstVictim(player: Player, scenario: Scenario): string {
  const { victim } = player.playToDeath(scenario)
  const task = victim === null ? undefined : scenario.tasks[victim]
  return task === undefined ? NOBODY : `${task.comm} (pid ${task.pid})`
}

export function* searchOrders(player: Player, scenario: Scenario, shuffles: number, seed: number): Work<OrderAnswer> {
  const before = firstVictim(player, scenario)
  const random = randomOf(seed)
  const counts = new Map<string, number>()
  let failing: Scenario | null = null
  for (let done = 0; done < shuffles; done++) {
    const other = shuffleScenario(scenario, random)
    const who = firstVictim(player, other)
    if (who !== before) {
      counts.set(who, (counts.get(who) ?? 0) + 1)
      failing ??= other
    }
    yield { done, total: shuffles }
  }
  const others = [...counts].map(([who, count]) => ({ who, count })).sort((a, b) => b.count - a.count)
  const shrunk = failing === null ? null : yield* shrink(player, scenario, failing, { done: shuffles, total: shuffles })
  return { shuffles, disagree: others.reduce((sum, { count }) => sum + count, 0), others, shrunk }
}

/**
 * Leaves out tasks, first many at once, then one at a time, for as long as both orders still disagree. The task that asks for memory stays,
 * and who has the memory that others share.
 */
function* shrink(player: Player, scenario: Scenario, other: Scenario, progress: Progress): Work<ShrunkWorld> {
  const owners = new Set(scenario.tasks.map(({ sharesMmWith }) => sharesMmWith))
  const isFixed = ({ pid }: Task): boolean => pid === scenario.oom.invokerPid || owners.has(pid)
  const worldOf = (from: Scenario, left: ReadonlySet<number>): Scenario =>
    keepTasks(from, (task) => left.has(task.pid) || isFixed(task))
  const disagree = (left: ReadonlySet<number>): boolean =>
    firstVictim(player, worldOf(scenario, left)) !== firstVictim(player, worldOf(other, left))

  let left = new Set(scenario.tasks.filter((task) => !isFixed(task)).map(({ pid }) => pid))
  for (let size = Math.ceil(left.size / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    const pids = [...left]
    for (let start = 0; start < pids.length; start += size) {
      const without = new Set(left)
      for (const pid of pids.slice(start, start + size)) without.delete(pid)
      if (disagree(without)) left = without
      yield progress
    }
  }
  const shrunk = worldOf(other, left)
  return {
    scenario: { ...shrunk, title: `${scenario.title} (shrunk)` },
    here: firstVictim(player, shrunk),
    before: firstVictim(player, worldOf(scenario, left)),
  }
}
