// Makes the model of a machine from a scenario file of the right shape: sizes become pages, what was left out gets its default, and
// rules between values are checked. What the machine as a whole looks like (is it plausible?) is asked in `plausible.ts`.

import { buildCgroups } from './build-cgroups.ts'
import { buildTasks } from './build-tasks.ts'
import type { MachineFile, OomFile, ScenarioFile } from './format.ts'
import type { Machine, OomEvent, Scenario, Task } from './model.ts'
import { readPages } from './read-size.ts'
import { type Report, joinPlace } from './report.ts'
import { isInside, residentPages } from './usage.ts'

const DEFAULT_UPTIME_SECONDS = 3600

/** GFP_KERNEL, as a page fault charged to a memcg has it. */
export const DEFAULT_MEMCG_GFP_MASK = 0xcc0
/** GFP_HIGHUSER_MOVABLE|__GFP_COMP|__GFP_ZERO, as a fault on anonymous memory has it. */
export const DEFAULT_GLOBAL_GFP_MASK = 0x140dca

/** The model of a file; it is usable only while the report has no errors. */
export function buildScenario(file: ScenarioFile, report: Report): Scenario {
  const cgroups = buildCgroups(file.cgroups ?? [], report)
  const tasks = buildTasks(file.tasks, new Set(cgroups.map((cgroup) => cgroup.path)), report)
  const machine = buildMachine(file.machine, tasks, report)
  if (tasks.length === 0) report.error('no-tasks', 'tasks', 'A machine needs at least one task.')
  return {
    title: file.title ?? 'Untitled machine',
    teaches: file.teaches ?? '',
    kernel: file.kernel ?? '6.12',
    machine,
    cgroups,
    tasks,
    oom: buildOom(file.oom, new Set(cgroups.map((cgroup) => cgroup.path)), tasks, report),
  }
}

function buildMachine(file: MachineFile, tasks: readonly Task[], report: Report): Machine {
  const lastStart = tasks.reduce((latest, task) => Math.max(latest, task.startSeconds), 0)
  const uptimeSeconds = file.uptimeSeconds ?? Math.max(DEFAULT_UPTIME_SECONDS, lastStart)
  const late = tasks.findIndex((task) => task.startSeconds > uptimeSeconds)
  if (late >= 0)
    report.error(
      'starts-late',
      `tasks[${late}].startSeconds`,
      `This task starts after the OOM, which is at ${uptimeSeconds} seconds (machine.uptimeSeconds).`,
    )
  return {
    ramPages: readPages(file.ram, 'machine.ram', report),
    swapPages: readPages(file.swap ?? 0, 'machine.swap', report),
    uptimeSeconds,
    sysctl: {
      panic_on_oom: file.sysctl?.panic_on_oom ?? 0,
      oom_kill_allocating_task: file.sysctl?.oom_kill_allocating_task === 1,
      oom_dump_tasks: file.sysctl?.oom_dump_tasks !== 0,
      swappiness: file.sysctl?.swappiness ?? 60,
    },
    unsetPoints: file.unsetPoints ?? 'zero',
  }
}

function buildOom(file: OomFile, paths: ReadonlySet<string>, tasks: readonly Task[], report: Report): OomEvent {
  const scope: OomEvent['scope'] =
    typeof file.scope === 'object' ? { kind: 'memcg', path: file.scope.memcg } : { kind: 'global' }
  if (scope.kind === 'memcg') {
    const place = joinPlace('oom.scope', 'memcg')
    if (scope.path === '/')
      report.error(
        'root-scope',
        place,
        'The root cgroup has no limit, so it cannot run out. Write "global" as the scope.',
      )
    else if (!paths.has(scope.path))
      report.error('unknown-cgroup', place, `There is no cgroup ${scope.path} in this scenario.`)
  }
  return {
    scope,
    invokerPid: file.invokerPid ?? largestInScope(scope, tasks),
    gfpMask: Number(file.gfp_mask ?? (scope.kind === 'memcg' ? DEFAULT_MEMCG_GFP_MASK : DEFAULT_GLOBAL_GFP_MASK)),
    order: file.order ?? 0,
  }
}

/** The task that most likely asked for the page that was not there. */
function largestInScope(scope: OomEvent['scope'], tasks: readonly Task[]): number {
  const inScope = scope.kind === 'global' ? tasks : tasks.filter((task) => isInside(task.cgroup, scope.path))
  let largest: Task | undefined
  for (const task of inScope.length > 0 ? inScope : tasks)
    if (largest === undefined || residentPages(task) > residentPages(largest)) largest = task
  return largest?.pid ?? 1
}
