// The same machine in other orders: tasks and sibling cgroups shuffled, by a seed. What a process is and holds stays; only its turn in the
// walk changes.

import type { Cgroup, Scenario, Task } from '../scenario/model.ts'

/** Numbers from 0 to 1, the same for every run of a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const list = [...items]
  for (let last = list.length - 1; last > 0; last--) {
    const pick = Math.floor(random() * (last + 1))
    const [a, b] = [list[last], list[pick]]
    if (a !== undefined && b !== undefined) [list[last], list[pick]] = [b, a]
  }
  return list
}

const depthOf = ({ path }: Cgroup): number => (path === '/' ? 0 : path.split('/').length - 1)

/** The machine in another order. Init stays first, as always; a parent cgroup stays before what is in it. */
export function shuffleScenario(scenario: Scenario, random: () => number): Scenario {
  const init = scenario.tasks.filter(({ pid }) => pid === 1)
  const others = scenario.tasks.filter(({ pid }) => pid !== 1)
  return {
    ...scenario,
    tasks: [...init, ...shuffled(others, random)].map((task) => ({ ...task, attachSeq: null })),
    cgroups: shuffled(scenario.cgroups, random)
      .map(({ cssSetSeq: _seq, ...cgroup }) => cgroup)
      .sort((a, b) => depthOf(a) - depthOf(b)),
  }
}

/** The machine with some of its tasks alone, and the cgroups that they, their parents and the OOM need. */
export function keepTasks(scenario: Scenario, isKept: (task: Task) => boolean): Scenario {
  const tasks = scenario.tasks.filter(isKept)
  const { scope } = scenario.oom
  const used = [...tasks.map(({ cgroup }) => cgroup), ...(scope.kind === 'memcg' ? [scope.path] : [])]
  const isNeeded = ({ path }: Cgroup): boolean =>
    path === '/' || used.some((one) => one === path || one.startsWith(`${path}/`))
  const kept = new Set(tasks.map(({ pid }) => pid))
  return {
    ...scenario,
    cgroups: scenario.cgroups.filter(isNeeded),
    tasks: tasks.map((task) =>
      task.sharesMmWith === null || kept.has(task.sharesMmWith) ? task : { ...task, sharesMmWith: null },
    ),
  }
}
