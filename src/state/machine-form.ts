// The values of a machine as the fields of a form have them: in the spelling of the file format, under its keys.

import { DEFAULT_GLOBAL_GFP_MASK, DEFAULT_MEMCG_GFP_MASK } from '../scenario/build.ts'
import type { Scenario } from '../scenario/model.ts'
import { cgroupToFile, machineToFile, oomToFile, taskToFile } from '../scenario/print.ts'
import { isObject } from '../scenario/values.ts'

/** By key; what has its default is not in it. */
export type FormValues = Readonly<Record<string, unknown>>

export function taskValues(scenario: Scenario, pid: number): FormValues | null {
  const task = scenario.tasks.find((one) => one.pid === pid)
  return task === undefined ? null : { ...taskToFile(task), ppid: task.ppid, threads: task.threads }
}

export function cgroupValues(scenario: Scenario, path: string): FormValues | null {
  const cgroup = scenario.cgroups.find((one) => one.path === path)
  return cgroup === undefined ? null : cgroupToFile(cgroup)
}

export function machineValues(scenario: Scenario): FormValues {
  const machine = machineToFile(scenario.machine)
  const { title, teaches, kernel, hook } = scenario
  const { sysctl } = machine
  return { ...machine, ...(isObject(sysctl) ? sysctl : {}), title, teaches, kernel, hook }
}

export function oomValues({ oom }: Scenario): FormValues {
  const usual = oom.scope.kind === 'memcg' ? DEFAULT_MEMCG_GFP_MASK : DEFAULT_GLOBAL_GFP_MASK
  return {
    gfp_mask: `0x${usual.toString(16)}`,
    ...oomToFile(oom),
    scope: oom.scope.kind === 'global' ? 'global' : oom.scope.path,
  }
}

/** The text of a field. */
export function textOf(values: FormValues, key: string): string {
  const value = values[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
