// The table of tasks in the report, in the order of the walk: who could have been chosen, protected tasks included.
// Source: dump_tasks and dump_task in mm/oom_kill.c, at 6.1.192, 6.12.117 and 7.3.4.

import type { KernelVersion } from '../../kernel/versions.ts'
import { FORMATS } from '../../scenario/import/formats.ts'
import { formatTableHeader, formatTableRow } from '../../scenario/import/task-table.ts'
import { formatTemplate } from '../../scenario/import/template.ts'
import type { Cgroup, Scenario } from '../../scenario/model.ts'
import { memcgPath, residentPages } from '../../scenario/usage.ts'
import { attachOrder, threadPid } from '../image/image.ts'
import type { RoundTrace } from '../trace/trace.ts'
import { RULES } from '../trace/trace.ts'
import type { Moment } from './moment.ts'
import { memoryOwner } from './moment.ts'
import { parentPath } from '../../scenario/cgroup-path.ts'

const RULE_CPUSET = RULES.indexOf('cpuset')

/** The tasks that dump_tasks() meets, without those that no policy may have. */
function tasksInOrder(scenario: Scenario, round: RoundTrace): number[] {
  const { iterations } = round
  if (round.walked)
    return Array.from(iterations.task.subarray(0, iterations.length)).filter(
      (_, row) => iterations.rule[row] !== RULE_CPUSET,
    )
  const { tasks, cgroups, oom } = scenario
  if (round.scope.kind === 'global')
    return tasks.flatMap((task, index) => (task.inCpuset || task.pid === oom.invokerPid ? [index] : []))
  const order = [...attachOrder(tasks)]
  return subtree(cgroups, round.scope.path).flatMap(({ path }) =>
    order.filter((index) => memcgPath(cgroups, tasks[index]?.cgroup ?? '/') === path),
  )
}

/** Pre-order: a cgroup, then the subtrees of its children, the oldest first. */
function subtree(cgroups: readonly Cgroup[], root: string): Cgroup[] {
  const below = (path: string): Cgroup[] =>
    cgroups
      .filter((child) => child.path !== '/' && parentPath(child.path) === path)
      .flatMap((child) => [child, ...below(child.path)])
  return [...cgroups.filter(({ path }) => path === root), ...below(root)]
}

/** Title, header and rows. */
export function taskBlock(moment: Moment, round: RoundTrace, kernel: KernelVersion): string[] {
  const { scenario } = moment
  const taken = new Map(scenario.tasks.map((task, index) => [task.pid, index]))
  const rows = tasksInOrder(scenario, round).flatMap((index) => {
    const task = moment.tasks[index]
    if (task === null || task === undefined || task.kthread || task.zombie || task.pid === 1) return []
    const memory = memoryOwner(task, moment)
    return formatTableRow(
      {
        pid: task.leaderExited ? threadPid(task, taken) : task.pid,
        uid: task.uid | 0,
        tgid: task.pid,
        totalVm: memory.totalVmPages,
        rss: residentPages(memory),
        rssAnon: memory.anonPages,
        rssFile: memory.filePages,
        rssShmem: memory.shmemPages,
        nrPtes: null,
        nrPmds: null,
        nrPuds: null,
        pgtablesBytes: memory.pgtablesBytes,
        swapents: memory.swapPages,
        oomAdj: null,
        oomScoreAdj: task.oomScoreAdj,
        comm: task.comm,
      },
      kernel,
    )
  })
  return [formatTemplate(FORMATS.tasksTitle[0], {}), formatTableHeader(kernel), ...rows]
}
