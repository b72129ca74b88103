// Writes a scenario as a file in the format of `format.ts`: the same scenario always gives the same text, reading it gives the same
// scenario, and what has a fixed default is left out. One cgroup or task a line, so that files can be compared line by line.

import { DEFAULT_GLOBAL_GFP_MASK, DEFAULT_MEMCG_GFP_MASK } from './build.ts'
import { type CgroupFile, SCHEMA_FILE, type ScenarioFile, type TaskFile } from './format.ts'
import { type Cgroup, type Machine, type OomEvent, SCENARIO_VERSION, type Scenario, type Task } from './model.ts'
import { formatNodeList } from './node-list.ts'
import { PAGE_BYTES, PAGE_COUNTER_MAX, formatSize } from './size.ts'

const sizeOfPages = (pages: number): number | string =>
  pages === PAGE_COUNTER_MAX ? 'max' : formatSize(pages * PAGE_BYTES)

/** Pages unless they are none, which is the default. */
const sizeOrNothing = (pages: number): number | string | undefined => (pages === 0 ? undefined : sizeOfPages(pages))

const limitOrNothing = (pages: number | null): number | string | undefined =>
  pages === null ? undefined : sizeOfPages(pages)

/** For what may be left out of the model itself. */
const pagesOrNothing = (pages: number | undefined): number | string | undefined =>
  pages === undefined ? undefined : sizeOfPages(pages)

const nodesOrNothing = (nodes: readonly number[] | undefined): string | undefined =>
  nodes === undefined ? undefined : formatNodeList(nodes)

const flagOrNothing = (flag: boolean): true | undefined => (flag ? true : undefined)

const valueUnless = <T>(value: T, standard: T): T | undefined => (value === standard ? undefined : value)

type Written<T> = { [K in keyof T]?: T[K] | undefined }

/** Drops the keys that have no value, as JSON would. */
function withoutGaps(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  // A loop, not fromEntries(): a machine of 10,000 processes is printed while somebody drags one of its bars.
  const kept: Record<string, unknown> = {}
  for (const key of Object.keys(row)) if (row[key] !== undefined) kept[key] = row[key]
  return kept
}

/** The scenario as a value of the file format. */
export function scenarioToFile(scenario: Scenario): Record<string, unknown> {
  const { oom } = scenario
  const file: Written<Record<keyof ScenarioFile, unknown>> = {
    $schema: SCHEMA_FILE,
    version: SCENARIO_VERSION,
    title: scenario.title,
    teaches: valueUnless(scenario.teaches, ''),
    kernel: scenario.kernel,
    hook: scenario.hook,
    assumed: scenario.assumed,
    machine: machineToFile(scenario.machine),
    cgroups: scenario.cgroups.filter((cgroup) => cgroup.path !== '/').map(cgroupToFile),
    tasks: scenario.tasks.map(taskToFile),
    oom: oomToFile(oom),
  }
  return withoutGaps(file)
}

/** The event as an object of the file. */
export const oomToFile = (oom: OomEvent): Record<string, unknown> =>
  withoutGaps({
    scope: oom.scope.kind === 'global' ? 'global' : { memcg: oom.scope.path },
    invokerPid: oom.invokerPid,
    gfp_mask: valueUnless(
      `0x${oom.gfpMask.toString(16)}`,
      `0x${(oom.scope.kind === 'memcg' ? DEFAULT_MEMCG_GFP_MASK : DEFAULT_GLOBAL_GFP_MASK).toString(16)}`,
    ),
    order: valueUnless(oom.order, 0),
    request: pagesOrNothing(oom.requestPages),
    pageFault: oom.pageFault,
    nodemask: nodesOrNothing(oom.nodemask),
    cpuset: oom.cpuset,
    notifiers: pagesOrNothing(oom.notifierPages),
  })

/** What is held beside processes; also nothing is said. */
const extrasToFile = ({ kernelPages, slabPages, cachePages }: Machine | Cgroup) => ({
  kernelMemory: pagesOrNothing(kernelPages),
  slab: pagesOrNothing(slabPages),
  fileCache: pagesOrNothing(cachePages),
})

/** The machine as an object of the file. */
export function machineToFile(machine: Machine): Record<string, unknown> {
  const { panic_on_oom, oom_kill_allocating_task, oom_dump_tasks, swappiness } = machine.sysctl
  const sysctl = withoutGaps({
    panic_on_oom: valueUnless(panic_on_oom, 0),
    oom_kill_allocating_task: oom_kill_allocating_task ? 1 : undefined,
    oom_dump_tasks: oom_dump_tasks ? undefined : 0,
    swappiness: valueUnless(swappiness, 60),
  })
  return withoutGaps({
    ram: sizeOfPages(machine.ramPages),
    swap: sizeOrNothing(machine.swapPages),
    ...extrasToFile(machine),
    uptimeSeconds: machine.uptimeSeconds,
    sysctl: Object.keys(sysctl).length > 0 ? sysctl : undefined,
    unsetPoints: valueUnless(machine.unsetPoints, 'zero'),
    nodes: machine.nodePages?.map(sizeOfPages),
  })
}

/** A row of the file. */
export function cgroupToFile(cgroup: Cgroup): Record<string, unknown> {
  const file: Written<CgroupFile> = {
    path: cgroup.path,
    id: cgroup.id,
    memory: cgroup.memory,
    cpu: cgroup.cpu,
    cssSetSeq: cgroup.cssSetSeq,
    'memory.max': limitOrNothing(cgroup.memoryMaxPages),
    'memory.high': limitOrNothing(cgroup.memoryHighPages),
    'memory.low': sizeOrNothing(cgroup.memoryLowPages),
    'memory.min': sizeOrNothing(cgroup.memoryMinPages),
    'memory.swap.max': limitOrNothing(cgroup.swapMaxPages),
    'memory.oom.group': cgroup.oomGroup ? 1 : undefined,
    'memory.current': limitOrNothing(cgroup.usagePages),
    'memory.swap.current': limitOrNothing(cgroup.swapUsagePages),
    ...extrasToFile(cgroup),
  }
  return withoutGaps(file)
}

/** A row of the file. */
export function taskToFile(task: Task): Record<string, unknown> {
  const hasMemory = !task.kthread && !task.zombie && task.sharesMmWith === null
  const memory: Written<TaskFile> = {
    anon: sizeOrNothing(task.anonPages),
    file: sizeOrNothing(task.filePages),
    shmem: sizeOrNothing(task.shmemPages),
    sharedMemory: task.sharedMemory,
    swap: sizeOrNothing(task.swapPages),
    pgtables: formatSize(task.pgtablesBytes),
    totalVm: sizeOfPages(task.totalVmPages),
  }
  const file: Written<TaskFile> = {
    pid: task.pid,
    ppid: valueUnless(task.ppid, task.pid <= 2 ? 0 : 1),
    comm: task.comm,
    uid: valueUnless(task.uid, 0),
    cgroup: valueUnless(task.cgroup, '/'),
    // Memory of another is written there.
    ...(hasMemory ? memory : {}),
    oom_score_adj: valueUnless(task.oomScoreAdj, 0),
    oom_score_adj_min: task.oomScoreAdjMin,
    threads: valueUnless(task.threads, task.leaderExited ? 2 : 1),
    startSeconds: task.startSeconds,
    attachSeq: task.attachSeq ?? undefined,
    kthread: flagOrNothing(task.kthread),
    leaderExited: flagOrNothing(task.leaderExited),
    zombie: flagOrNothing(task.zombie),
    oomVictim: flagOrNothing(task.oomVictim),
    oomSkip: flagOrNothing(task.oomSkip),
    oomOrigin: flagOrNothing(task.oomOrigin),
    vfork: flagOrNothing(task.vfork),
    sharesMmWith: task.sharesMmWith ?? undefined,
    inCpuset: task.inCpuset ? undefined : false,
    stuck: task.stuck,
    nice: task.nice,
    mems: nodesOrNothing(task.memsAllowed),
    bind: nodesOrNothing(task.bindNodes),
  }
  return withoutGaps(file)
}

/** The scenario as the text of a file. */
export function printScenario(scenario: Scenario): string {
  const lines = Object.entries(scenarioToFile(scenario)).map(([key, value]) => {
    const rows: readonly unknown[] | null = Array.isArray(value) ? value : null
    const text =
      rows === null || rows.length === 0
        ? JSON.stringify(value)
        : `[\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
    return `  ${JSON.stringify(key)}: ${text}`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}
