// Asks of a finished model whether such a machine could be: numbers that do not add up are warnings, never errors, because a what-if
// machine is allowed to be odd.

import type { Scenario } from './model.ts'
import { type Report, joinPlace } from './report.ts'
import { PAGE_BYTES, formatSize } from './size.ts'
import { cgroupUsage, isInside, residentPages } from './usage.ts'

const show = (pages: number): string => String(formatSize(Math.ceil(pages) * PAGE_BYTES))

/** Reports what is odd about the machine as a whole. */
export function checkPlausible(scenario: Scenario, report: Report): void {
  checkMachine(scenario, report)
  checkLimits(scenario, report)
  checkInvoker(scenario, report)
}

function checkMachine({ machine, tasks }: Scenario, report: Report): void {
  const owners = tasks.filter((task) => task.sharesMmWith === null)
  // Shared memory and file pages may be counted by several tasks, so only private memory has to fit.
  const anonPages = owners.reduce((sum, task) => sum + task.anonPages, 0)
  if (anonPages > machine.ramPages)
    report.warn(
      'over-ram',
      'machine.ram',
      `The tasks hold ${show(anonPages)} of private memory, more than the machine has (${show(machine.ramPages)}).`,
    )
  const swapPages = owners.reduce((sum, task) => sum + task.swapPages, 0)
  if (swapPages > machine.swapPages)
    report.warn(
      'over-swap',
      'machine.swap',
      `The tasks have ${show(swapPages)} in swap, more than the machine has (${show(machine.swapPages)}).`,
    )
}

function checkLimits(scenario: Scenario, report: Report): void {
  const usage = cgroupUsage(scenario)
  for (const { path, memoryMaxPages } of scenario.cgroups) {
    const pages = usage.get(path)?.pages ?? 0
    if (memoryMaxPages !== null && pages > memoryMaxPages)
      report.warn(
        'over-limit',
        joinPlace('cgroups', path),
        `${path} uses ${show(pages)}, more than its memory.max of ${show(memoryMaxPages)}.`,
      )
  }
}

function checkInvoker({ oom, tasks }: Scenario, report: Report): void {
  const invoker = tasks.find((task) => task.pid === oom.invokerPid)
  const place = 'oom.invokerPid'
  if (invoker === undefined) report.error('unknown-invoker', place, `There is no task with the pid ${oom.invokerPid}.`)
  else if (oom.scope.kind === 'memcg' && !isInside(invoker.cgroup, oom.scope.path))
    report.warn(
      'invoker-outside',
      place,
      `${invoker.comm} (${invoker.pid}) is not in ${oom.scope.path}, so its allocation is not charged there.`,
    )
  else if (invoker.zombie)
    report.warn('invoker-dead', place, `${invoker.comm} (${invoker.pid}) has exited; it can ask for no memory.`)
  if (!tasks.some((task) => residentPages(task) + task.swapPages > 0))
    report.warn('no-memory', 'tasks', 'No task holds any memory.')
}
