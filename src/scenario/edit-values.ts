// Typed values of a machine: each goes into the file format under its key and through the validator, so that what is wrong with it is said
// in the same words and for the same reasons as in a file.

import type { CgroupFile, MachineFile, OomFile, ScenarioFile, TaskFile } from './format.ts'
import { CGROUP, keysOf, SYSCTL } from './format.ts'
import type { Scenario, Task } from './model.ts'
import { scenarioToFile } from './print.ts'
import type { Problem, Read } from './problem.ts'
import { joinPlace } from './report.ts'
import { PAGE_BYTES } from './size.ts'
import { isInside } from './usage.ts'
import { parseScenario } from './validate.ts'
import { isList, isObject } from './values.ts'

/** What a field holds: text as it was typed, a number, a switch; null takes the default of the format. */
export type Typed = string | number | boolean | null

export type TaskKey = keyof TaskFile
export type CgroupKey = keyof CgroupFile
export type SysctlKey = keyof NonNullable<MachineFile['sysctl']>
export type MachineKey =
  | Exclude<keyof MachineFile, 'sysctl' | 'nodes'>
  | SysctlKey
  | Extract<keyof ScenarioFile, 'title' | 'teaches' | 'kernel' | 'hook'>
export type OomKey = keyof OomFile

export type ValueEdit =
  | { what: 'task'; pid: number; key: TaskKey; value: Typed }
  | { what: 'cgroup'; path: string; key: CgroupKey; value: Typed }
  | { what: 'machine'; key: MachineKey; value: Typed }
  | { what: 'oom'; key: OomKey; value: Typed }

/** `95 000 pages`, `12 p`: pages as people write them. */
const IN_PAGES = /^(\d+)(?:p|pages?)$/i

/**
 * An amount of memory as people type it, in the spelling of the format: spaces and thousands separators are dropped, and pages become
 * bytes. What is no amount stays as it is, for the validator to refuse.
 */
export function normaliseSize(text: string): string | number {
  const bare = text.replaceAll(/[\s\u00a0_]|,(?=\d{3}(?!\d))/g, '')
  const pages = IN_PAGES.exec(bare)?.[1]
  if (pages !== undefined) return Number(pages) * PAGE_BYTES
  return /^\d+$/.test(bare) ? Number(bare) : bare.toLowerCase() === 'max' ? 'max' : bare
}

const SIZES: readonly string[] = [
  'ram',
  'swap',
  'anon',
  'file',
  'shmem',
  'pgtables',
  'totalVm',
  'kernelMemory',
  'slab',
  'fileCache',
  'request',
  'notifiers',
  ...keysOf(CGROUP).filter((key) => key.startsWith('memory.') && key !== 'memory.oom.group'),
]
const NUMBERS: readonly string[] = [
  'pid',
  'ppid',
  'uid',
  'oom_score_adj',
  'oom_score_adj_min',
  'threads',
  'nice',
  'startSeconds',
  'attachSeq',
  'sharesMmWith',
  'id',
  'cssSetSeq',
  'uptimeSeconds',
  'swappiness',
  'invokerPid',
  'order',
]

/** Text that may be anything, also nothing. */
const WORDS: readonly string[] = ['title', 'teaches', 'comm']

/** The text of a field as the format wants it under this key. */
function valueOf(key: string, value: Typed): unknown {
  if (value === null) return undefined
  if (typeof value !== 'string' || WORDS.includes(key)) return value
  const trimmed = value.trim()
  if (trimmed === '') return undefined
  if (SIZES.includes(key)) return normaliseSize(value)
  if (NUMBERS.includes(key) && /^[-+\u2212]?\d+(?:\.\d+)?$/.test(trimmed)) return Number(trimmed.replace('\u2212', '-'))
  if (key === 'scope') return trimmed === 'global' ? 'global' : { memcg: trimmed }
  return trimmed
}

/** The machine with the value set, or what is wrong with it. Warnings are those about what was edited. */
export function editValue(scenario: Scenario, edit: ValueEdit): Read<Scenario> {
  const patched = patch(scenario, edit)
  if (patched === null) return { value: scenario, problems: [] }
  const { file, place } = patched
  const { value, problems } = parseScenario(file, { mayBeEmpty: true })
  return { value, problems: problems.filter((problem) => problem.severity === 'error' || concerns(problem, place)) }
}

const concerns = ({ place }: Problem, edited: string): boolean => place === edited || place.startsWith(`${edited}.`)

interface Patched {
  file: Record<string, unknown>
  /** The JSON path of what was edited. */
  place: string
}

function patch(scenario: Scenario, edit: ValueEdit): Patched | null {
  const value = valueOf(edit.key, edit.value)
  switch (edit.what) {
    case 'task':
      return patchTask(scenario, edit.pid, edit.key, value)
    case 'cgroup':
      return patchCgroup(scenario, edit.path, edit.key, value)
    case 'machine': {
      const file = scenarioToFile(scenario)
      if (edit.key === 'title' || edit.key === 'teaches' || edit.key === 'kernel' || edit.key === 'hook')
        return { file: { ...file, [edit.key]: value }, place: edit.key }
      const machine = isObject(file['machine']) ? file['machine'] : {}
      if (!keysOf(SYSCTL).includes(edit.key)) {
        const place = joinPlace('machine', edit.key)
        return { file: { ...file, machine: { ...machine, [edit.key]: value, ...nodesOf(edit.key, machine) } }, place }
      }
      const sysctl = isObject(machine['sysctl']) ? machine['sysctl'] : {}
      const place = joinPlace('machine.sysctl', edit.key)
      return { file: { ...file, machine: { ...machine, sysctl: { ...sysctl, [edit.key]: value } } }, place }
    }
    case 'oom': {
      const file = scenarioToFile(scenario)
      const oom = isObject(file['oom']) ? file['oom'] : {}
      return { file: { ...file, oom: { ...oom, [edit.key]: value } }, place: joinPlace('oom', edit.key) }
    }
  }
}

/** NUMA nodes say how RAM is divided; where there is one it is all of it, and need not be said. */
const nodesOf = (key: string, machine: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  key === 'ram' && isList(machine['nodes']) && machine['nodes'].length === 1 ? { nodes: undefined } : {}

const setRow = (file: Record<string, unknown>, list: 'tasks' | 'cgroups', index: number, row: unknown) => {
  const rows = file[list]
  return { ...file, [list]: isList(rows) ? rows.map((one, at) => (at === index ? row : one)) : rows }
}

const MEMORY_KEYS = ['anon', 'file', 'shmem', 'swap', 'pgtables', 'totalVm']

/** States that say that a task has no memory of its own. */
const MEMORY_STATES: readonly string[] = ['kthread', 'zombie', 'vfork', 'sharesMmWith']

/** The task with memory of its own, so that its file has the numbers; a dead leader stays so where that can be. */
const withOwnMemory = (task: Task, key: string): Task => ({
  ...task,
  kthread: false,
  zombie: false,
  vfork: false,
  sharesMmWith: null,
  leaderExited: task.leaderExited && key !== 'kthread' && key !== 'zombie',
})

function patchTask(scenario: Scenario, pid: number, key: TaskKey, value: unknown): Patched | null {
  const index = scenario.tasks.findIndex((task) => task.pid === pid)
  const task = scenario.tasks[index]
  if (task === undefined) return null
  const place = joinPlace(joinPlace('tasks', index), key)
  if (key === 'pid' && typeof value === 'number') return { file: scenarioToFile(renumber(scenario, pid, value)), place }
  // These exclude each other, so the one that is switched is the only one.
  const file = scenarioToFile(
    MEMORY_STATES.includes(key) ? withTask(scenario, index, withOwnMemory(task, key)) : scenario,
  )
  const rows = file['tasks']
  const own = isList(rows) && isObject(rows[index]) ? rows[index] : {}
  const row: Record<string, unknown> = { ...own, [key]: value }
  if (MEMORY_STATES.some((state) => row[state] === true || typeof row[state] === 'number'))
    for (const memory of MEMORY_KEYS) delete row[memory]
  return { file: setRow(file, 'tasks', index, row), place }
}

const withTask = (scenario: Scenario, index: number, task: Task): Scenario => ({
  ...scenario,
  tasks: scenario.tasks.with(index, task),
})

/** A new pid, also where others name it. */
function renumber(scenario: Scenario, from: number, to: number): Scenario {
  const follow = (pid: number): number => (pid === from ? to : pid)
  return {
    ...scenario,
    tasks: scenario.tasks.map((task) => ({
      ...task,
      pid: follow(task.pid),
      ppid: follow(task.ppid),
      sharesMmWith: task.sharesMmWith === null ? null : follow(task.sharesMmWith),
    })),
    oom: { ...scenario.oom, invokerPid: follow(scenario.oom.invokerPid) },
  }
}

function patchCgroup(scenario: Scenario, path: string, key: CgroupKey, value: unknown): Patched | null {
  // The file has no row for the root.
  const index = scenario.cgroups.filter((cgroup) => cgroup.path !== '/').findIndex((cgroup) => cgroup.path === path)
  if (index === -1) return null
  const place = joinPlace(joinPlace('cgroups', index), key)
  if (key !== 'path' || typeof value !== 'string') {
    const file = scenarioToFile(scenario)
    const rows = file['cgroups']
    const own = isList(rows) && isObject(rows[index]) ? rows[index] : {}
    return { file: setRow(file, 'cgroups', index, { ...own, [key]: value }), place }
  }
  return { file: scenarioToFile(renamed(scenario, path, value)), place }
}

/** The cgroup and all that is in it under another path. */
function renamed(scenario: Scenario, from: string, to: string): Scenario {
  const follow = (path: string): string => (isInside(path, from) ? to + path.slice(from.length) : path)
  const { scope } = scenario.oom
  return {
    ...scenario,
    cgroups: scenario.cgroups.map((cgroup) => ({ ...cgroup, path: follow(cgroup.path) })),
    tasks: scenario.tasks.map((task) => ({ ...task, cgroup: follow(task.cgroup) })),
    oom: { ...scenario.oom, scope: scope.kind === 'memcg' ? { kind: 'memcg', path: follow(scope.path) } : scope },
  }
}
