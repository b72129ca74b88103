// Makes the model of a machine from a scenario file of the right shape: sizes become pages, what was left out gets its default, and
// rules between values are checked. What the machine as a whole looks like (is it plausible?) is asked in `plausible.ts`.

import { DEFAULT_KERNEL } from '../kernel/versions.ts'
import { buildCgroups } from './build-cgroups.ts'
import { buildTasks } from './build-tasks.ts'
import type { MachineFile, OomFile, ScenarioFile } from './format.ts'
import type { Cgroup, Machine, OomEvent, Scenario, Task } from './model.ts'
import { MAX_NODES, parseNodeList } from './node-list.ts'
import { readExtras, readPages } from './read-size.ts'
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
  const paths = new Set(cgroups.map((cgroup) => cgroup.path))
  const tasks = buildTasks(file.tasks, paths, report)
  const machine = buildMachine(file.machine, tasks, report)
  const oom = buildOom(file.oom, cgroups, tasks, report)
  checkNodes(machine, tasks, oom, report)
  return {
    title: file.title ?? 'Untitled machine',
    teaches: file.teaches ?? '',
    kernel: file.kernel ?? DEFAULT_KERNEL,
    ...(file.hook === 'none' ? { hook: 'none' } : {}),
    machine,
    cgroups,
    tasks,
    oom,
    ...(file.assumed === undefined || file.assumed.length === 0 ? {} : { assumed: file.assumed }),
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
    ...readExtras(file, 'machine', report),
    uptimeSeconds,
    sysctl: {
      panic_on_oom: file.sysctl?.panic_on_oom ?? 0,
      oom_kill_allocating_task: file.sysctl?.oom_kill_allocating_task === 1,
      oom_dump_tasks: file.sysctl?.oom_dump_tasks !== 0,
      swappiness: file.sysctl?.swappiness ?? 60,
    },
    unsetPoints: file.unsetPoints ?? 'zero',
    ...(file.nodes === undefined ? {} : { nodePages: buildNodes(file.nodes, report) }),
  }
}

function buildNodes(nodes: readonly (number | string)[], report: Report): number[] {
  if (nodes.length === 0 || nodes.length > MAX_NODES)
    report.error('nodes', 'machine.nodes', `A machine has from 1 to ${MAX_NODES} NUMA nodes.`)
  return nodes.map((node, index) => readPages(node, joinPlace('machine.nodes', index), report))
}

/** Every node that a task or the allocation is bound to must be there. */
function checkNodes(machine: Machine, tasks: readonly Task[], oom: OomEvent, report: Report): void {
  const count = machine.nodePages?.length ?? 1
  const check = (nodes: readonly number[] | undefined, place: string): void => {
    const missing = nodes?.find((node) => node >= count)
    if (missing !== undefined)
      report.error('unknown-node', place, `There is no NUMA node ${missing}: machine.nodes has ${count}, from 0 on.`)
  }
  check(oom.nodemask, 'oom.nodemask')
  tasks.forEach((task, index) => {
    if (task.memsAllowed !== undefined) check(task.memsAllowed, `tasks[${index}].mems`)
    if (task.bindNodes !== undefined) check(task.bindNodes, `tasks[${index}].bind`)
  })
}

function buildOom(file: OomFile, cgroups: readonly Cgroup[], tasks: readonly Task[], report: Report): OomEvent {
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
    else {
      const cgroup = cgroups.find(({ path }) => path === scope.path)
      if (cgroup === undefined)
        report.error('unknown-cgroup', place, `There is no cgroup ${scope.path} in this scenario.`)
      else if (cgroup.memory === false)
        report.error(
          'no-controller',
          place,
          `The memory controller is not enabled in ${scope.path}, so it has no limit that could be reached.`,
        )
    }
  }
  return {
    scope,
    invokerPid: file.invokerPid ?? largestInScope(scope, tasks),
    gfpMask: Number(file.gfp_mask ?? (scope.kind === 'memcg' ? DEFAULT_MEMCG_GFP_MASK : DEFAULT_GLOBAL_GFP_MASK)),
    order: file.order ?? 0,
    ...(file.request === undefined ? {} : { requestPages: readPages(file.request, 'oom.request', report) }),
    ...(file.pageFault === false ? { pageFault: false } : {}),
    ...(file.nodemask === undefined ? {} : { nodemask: parseNodeList(file.nodemask) ?? [] }),
    ...(file.cpuset === undefined || file.cpuset === '/' ? {} : { cpuset: file.cpuset }),
    ...(file.notifiers === undefined ? {} : { notifierPages: readPages(file.notifiers, 'oom.notifiers', report) }),
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
