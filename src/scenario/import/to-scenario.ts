// Makes the machine that a report describes. A scenario has to have values that no log says; each that is assumed is listed as a gap.

import { isAssumption } from '../assumption.ts'
import { taskColumns } from '../../kernel/task-table.ts'
import { KERNEL_VERSIONS, type KernelVersion, nearestKernel } from '../../kernel/versions.ts'
import { DEFAULT_GLOBAL_GFP_MASK, DEFAULT_MEMCG_GFP_MASK } from '../build.ts'
import type { Machine, OomEvent, Scenario, Task } from '../model.ts'
import { residentPages } from '../usage.ts'
import { Gaps, type Gap } from './gaps.ts'
import { FS_BIT, maskOfNames } from './gfp-mask.ts'
import { type ImportedCgroups, importCgroups } from './import-cgroups.ts'
import { addInvoker } from './import-invoker.ts'
import { importTasks, kbToPages, toPages } from './import-tasks.ts'
import { readRelease } from './kernel-release.ts'
import type { OomReport } from './oom-report.ts'

/** The scenario of a report, or null where it names no task with memory; and what was assumed. */
export function reportToScenario(report: OomReport): { scenario: Scenario | null; gaps: readonly Gap[] } {
  const gaps = new Gaps()
  const cgroups = importCgroups(report, gaps)
  const tasks = importTasks(report, (pid) => cgroups.cgroupOf(pid), gaps)
  if (!tasks.some((task) => residentPages(task) + task.swapPages + task.totalVmPages > 0))
    return { scenario: null, gaps: [] }
  const invokerPid = addInvoker(report, cgroups.scope ?? '/', tasks, gaps)
  const kernel = kernelOf(report, gaps)
  const scenario: Scenario = {
    title: titleOf(report),
    teaches: 'Imported from a kernel log.',
    kernel,
    machine: machineOf(report, cgroups, tasks, gaps),
    cgroups: cgroups.cgroups,
    tasks,
    oom: {
      scope: cgroups.scope === null ? { kind: 'global' } : { kind: 'memcg', path: cgroups.scope },
      invokerPid,
      gfpMask: gfpMaskOf(report, gaps),
      order: orderOf(report, gaps),
      ...cpusetOf(report),
    },
  }
  const assumed = gaps.list.map(({ what }) => what).filter(isAssumption)
  return { scenario: { ...scenario, ...(assumed.length === 0 ? {} : { assumed }) }, gaps: gaps.list }
}

/** The name of the cpuset that the log prints, where it is not the root's. */
function cpusetOf({ summary }: OomReport): { cpuset?: string } {
  const name = summary?.cpuset ?? '/'
  return name === '/' || name === '' || name.includes('/') ? {} : { cpuset: name }
}

function titleOf(report: OomReport): string {
  const kill = report.kills[0]
  const name = kill?.comm ?? report.summary?.comm ?? report.selected?.comm
  const what = name === undefined || name === null ? 'Out of memory' : `${name} killed`
  const release = report.cpu?.release ?? null
  const on = release === null ? '' : ` on ${release}`
  return report.stamp === null ? what + on : `${what}${on}, ${report.stamp}`
}

/** The oldest kernel whose task table has all of these columns, or the oldest of all. */
const kernelOfTable = (columns: readonly string[]): KernelVersion =>
  KERNEL_VERSIONS.find((kernel) => {
    const titles = taskColumns(kernel).map(({ title }) => title)
    return columns.every((column) => titles.includes(column))
  }) ?? KERNEL_VERSIONS[0]

function kernelOf(report: OomReport, gaps: Gaps): KernelVersion {
  const release = readRelease(report.cpu?.release ?? '')
  if (release === null) {
    const byTable = kernelOfTable(report.columns ?? [])
    gaps.add('kernel', `The log does not name its kernel: ${byTable} stands for it, judged by the task table.`)
    return byTable
  }
  const kernel = nearestKernel(release.version)
  if (release.version !== kernel)
    gaps.add(
      'kernel',
      `The log is from Linux ${release.text}; the playground uses the rules of ${kernel}, the nearest it knows.`,
    )
  return kernel
}

function machineOf(report: OomReport, cgroups: ImportedCgroups, tasks: readonly Task[], gaps: Gaps): Machine {
  const { memory, pageKb, summary } = report
  const constraint = summary?.constraint
  if (constraint === 'CONSTRAINT_CPUSET' || constraint === 'CONSTRAINT_MEMORY_POLICY')
    gaps.add(
      'nodes',
      `The kernel looked at some nodes only (${constraint}); how much memory they have and who may use them is not known, so all of the machine counts.`,
    )
  if (report.uptimeSeconds === null)
    gaps.add('uptime', 'The log does not say how long the machine had been up: an hour is assumed.')
  gaps.add('sysctl', 'A log does not say vm.swappiness and most other settings: their defaults are assumed.')
  const ramPages =
    memory?.ramPages === undefined || memory.ramPages === null
      ? assumedRam(cgroups, tasks, gaps)
      : toPages(Math.max(memory.ramPages - (memory.reservedPages ?? 0), 1), pageKb)
  const totalSwapKb = memory?.totalSwapKb ?? null
  return {
    ramPages,
    swapPages: totalSwapKb === null ? assumedSwap(cgroups, tasks, gaps) : kbToPages(totalSwapKb),
    uptimeSeconds: report.uptimeSeconds === null ? 3600 : Math.min(Math.floor(report.uptimeSeconds), 2 ** 32),
    sysctl: {
      panic_on_oom: report.panicOnOom ?? 0,
      oom_kill_allocating_task: [report.selected, ...report.kills].some(
        (one) => one?.message?.includes('oom_kill_allocating_task') === true,
      ),
      oom_dump_tasks: true,
      swappiness: 60,
    },
    unsetPoints: 'zero',
  }
}

const GIB_PAGES = 2 ** 18

function assumedRam({ cgroups }: ImportedCgroups, tasks: readonly Task[], gaps: Gaps): number {
  const used = tasks.reduce((sum, task) => sum + residentPages(task), 0)
  const limits = cgroups.map((cgroup) => cgroup.memoryMaxPages ?? 0)
  const pages = Math.ceil(Math.max(used, ...limits, 1) / GIB_PAGES) * GIB_PAGES
  gaps.add(
    'ram',
    `The log does not say how much RAM the machine has: ${pages / GIB_PAGES} GiB, just enough, is assumed.`,
  )
  return pages
}

function assumedSwap({ cgroups }: ImportedCgroups, tasks: readonly Task[], gaps: Gaps): number {
  const used = tasks.reduce((sum, task) => sum + task.swapPages, 0)
  const pages = Math.max(used, ...cgroups.map((cgroup) => cgroup.swapUsagePages ?? 0))
  const forbidden = cgroups.some((cgroup) => cgroup.swapMaxPages === 0)
  if (!forbidden || pages > 0)
    gaps.add('swap', 'The log does not say how much swap the machine has: as much as is in use is assumed.')
  return pages
}

function gfpMaskOf({ header, scope }: OomReport, gaps: Gaps): OomEvent['gfpMask'] {
  const standard = scope === 'memcg' ? DEFAULT_MEMCG_GFP_MASK : DEFAULT_GLOBAL_GFP_MASK
  if (header === null || header.gfpMask === null) {
    gaps.add('gfp', 'The log does not say the flags of the allocation: those of a page fault are assumed.')
    return standard
  }
  if (header.gfpNames === null) {
    gaps.add(
      'gfp',
      `What the bits of gfp_mask=0x${header.gfpMask.toString(16)} meant depends on its kernel, and it printed no names: those of a page fault are assumed.`,
    )
    return (header.gfpMask & FS_BIT) === 0 ? (standard & ~FS_BIT) >>> 0 : standard
  }
  const { mask, unknown } = maskOfNames(header.gfpNames)
  if (unknown.length > 0)
    gaps.add('gfp', `The flags ${unknown.join(', ')} of the allocation are not known here and were left out.`)
  return mask
}

function orderOf({ header }: OomReport, gaps: Gaps): number {
  if (header?.order !== null && header?.order !== undefined && header.order >= -1 && header.order <= 10)
    return header.order
  gaps.add('order', 'The log does not say how many pages the allocation was for: one is assumed.')
  return 0
}
