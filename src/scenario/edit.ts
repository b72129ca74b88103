// Edits of a machine as a person makes them, one at a time. Numbers that are dragged and things that are added, moved or deleted change the
// model directly and always give a valid machine; values that are typed go through the validator (`edit-values.ts`). Pure.

import {
  type CgroupKey,
  type MachineKey,
  type OomKey,
  type TaskKey,
  type Typed,
  editValue,
  normaliseSize,
} from './edit-values.ts'
import type { Cgroup, Scenario, Task } from './model.ts'
import type { Read } from './problem.ts'
import { quote } from './report.ts'
import { PAGE_BYTES, parseSize } from './size.ts'
import { isInside, residentPages } from './usage.ts'
import { ORDINARY_TASK, unlimitedCgroup } from './ordinary.ts'
import { parentPath } from './cgroup-path.ts'

export type WorldEdit =
  /** A typed value by its key of the file format, as `edit-values.ts` takes it. */
  | { what: 'task'; pid: number; key: TaskKey; value: Typed }
  | { what: 'cgroup'; path: string; key: CgroupKey; value: Typed }
  | { what: 'machine'; key: MachineKey; value: Typed }
  | { what: 'oom'; key: OomKey; value: Typed }
  /** Resident memory, in pages or as typed: anonymous memory takes the change, and the other kinds only when none of it is left. */
  | { what: 'resize-task'; pid: number; pages: number | string }
  | { what: 'limit-cgroup'; path: string; pages: number | null }
  | { what: 'resize-ram'; pages: number }
  | { what: 'add-task'; cgroup: string }
  | { what: 'duplicate-task'; pid: number }
  /** Earlier or later in fork order, past `by` others. */
  | { what: 'move-task'; pid: number; by: number }
  | { what: 'delete-task'; pid: number }
  | { what: 'add-cgroup'; parent: string }
  | { what: 'duplicate-cgroup'; path: string }
  /** Earlier or later among the children of its parent. */
  | { what: 'move-cgroup'; path: string; by: number }
  /** Its processes and the cgroups below it go to its parent. */
  | { what: 'delete-cgroup'; path: string }

const done = (scenario: Scenario): Read<Scenario> => ({ value: scenario, problems: [] })

/** The machine with the edit made, or why that cannot be. An edit of something that is not there changes nothing. */
export function editWorld(scenario: Scenario, edit: WorldEdit): Read<Scenario> {
  switch (edit.what) {
    case 'task':
    case 'cgroup':
    case 'machine':
    case 'oom':
      return editValue(scenario, edit)
    case 'resize-task':
      return typeof edit.pages === 'string'
        ? typedSize(edit.pages, (pages) => resizeTask(scenario, edit.pid, pages))
        : done(resizeTask(scenario, edit.pid, edit.pages))
    case 'limit-cgroup':
      return done(withCgroup(scenario, edit.path, (cgroup) => ({ ...cgroup, memoryMaxPages: edit.pages })))
    case 'resize-ram':
      return editValue(scenario, { what: 'machine', key: 'ram', value: Math.round(edit.pages) * PAGE_BYTES })
    case 'add-task':
      return done(addTask(scenario, edit.cgroup))
    case 'duplicate-task':
      return done(duplicateTask(scenario, edit.pid))
    case 'move-task':
      return done(moveTask(scenario, edit.pid, edit.by))
    case 'delete-task':
      return done(deleteTask(scenario, edit.pid))
    case 'add-cgroup':
      return done(addCgroup(scenario, edit.parent))
    case 'duplicate-cgroup':
      return done(duplicateCgroup(scenario, edit.path))
    case 'move-cgroup':
      return done(moveCgroup(scenario, edit.path, edit.by))
    case 'delete-cgroup':
      return done(deleteCgroup(scenario, edit.path))
  }
}

function typedSize(text: string, resize: (pages: number) => Scenario): Read<Scenario> {
  const bytes = parseSize(normaliseSize(text))
  if (bytes !== null) return done(resize(Math.floor(bytes / PAGE_BYTES)))
  const message = `This must be a size such as "96M", "1.5 GiB" or "300 pages"; it is ${quote(text)}.`
  return { value: null, problems: [{ code: 'wrong-value', severity: 'error', place: '', message }] }
}

const withCgroup = (scenario: Scenario, path: string, change: (cgroup: Cgroup) => Cgroup): Scenario => ({
  ...scenario,
  cgroups: scenario.cgroups.map((cgroup) => (cgroup.path === path && path !== '/' ? change(cgroup) : cgroup)),
})

/** The memory of a task with as many resident pages. */
function resized(task: Task, pages: number): Task {
  const filePages = Math.min(task.filePages, pages)
  const shmemPages = Math.min(task.shmemPages, pages - filePages)
  const anonPages = pages - filePages - shmemPages
  return {
    ...task,
    anonPages,
    filePages,
    shmemPages,
    totalVmPages: Math.max(task.totalVmPages, pages + task.swapPages),
  }
}

/** Whose memory it is: those that share an mm name its owner. */
const ownerOf = (task: Task): number => task.sharesMmWith ?? task.pid

function resizeTask(scenario: Scenario, pid: number, pages: number): Scenario {
  const task = scenario.tasks.find((one) => one.pid === pid)
  if (task === undefined || task.kthread || task.zombie) return scenario
  const wanted = Math.max(0, Math.round(pages))
  const owner = ownerOf(task)
  const grown = wanted - residentPages(task)
  const home = scenario.tasks.find((one) => one.pid === owner)?.cgroup ?? task.cgroup
  return {
    ...scenario,
    tasks: scenario.tasks.map((one) => (ownerOf(one) === owner ? resized(one, wanted) : one)),
    // Where a machine says what a cgroup uses, that grows and shrinks with its processes.
    cgroups: scenario.cgroups.map((cgroup) =>
      cgroup.usagePages !== null && isInside(home, cgroup.path)
        ? { ...cgroup, usagePages: Math.max(0, cgroup.usagePages + grown) }
        : cgroup,
    ),
  }
}

const nextPid = ({ tasks }: Scenario): number => tasks.reduce((most, task) => Math.max(most, task.pid), 999) + 1

/** 64 MiB, enough to be seen beside others. */
const NEW_TASK_PAGES = 16384
/** Page tables of such a process, as a file that says nothing of them gets it. */
const NEW_TASK_TABLES = (8 + NEW_TASK_PAGES / 512) * 4096

function addTask(scenario: Scenario, cgroup: string): Scenario {
  const pid = nextPid(scenario)
  const task: Task = {
    pid,
    ppid: 1,
    comm: `task-${pid}`,
    uid: 0,
    cgroup,
    anonPages: NEW_TASK_PAGES,
    filePages: 0,
    shmemPages: 0,
    swapPages: 0,
    pgtablesBytes: NEW_TASK_TABLES,
    totalVmPages: NEW_TASK_PAGES + 2048,
    oomScoreAdj: 0,
    startSeconds: scenario.tasks.at(-1)?.startSeconds ?? 0,
    ...ORDINARY_TASK,
  }
  // The first process of an empty machine is the one that asks for memory.
  const oom = scenario.tasks.length === 0 ? { ...scenario.oom, invokerPid: pid } : scenario.oom
  return { ...scenario, tasks: [...scenario.tasks, task], oom }
}

/** The copy is the youngest, and has memory of its own unless the original lives in that of another. */
function duplicateTask(scenario: Scenario, pid: number): Scenario {
  const task = scenario.tasks.find((one) => one.pid === pid)
  if (task === undefined) return scenario
  const startSeconds = scenario.tasks.at(-1)?.startSeconds ?? task.startSeconds
  const copy: Task = { ...task, pid: nextPid(scenario), startSeconds, attachSeq: null }
  return { ...scenario, tasks: [...scenario.tasks, copy] }
}

/** Start times stay with the places, so that tasks stand in fork order still. */
function moveTask(scenario: Scenario, pid: number, by: number): Scenario {
  const from = scenario.tasks.findIndex((one) => one.pid === pid)
  const to = Math.max(0, Math.min(scenario.tasks.length - 1, from + by))
  const task = scenario.tasks[from]
  if (task === undefined || to === from) return scenario
  const tasks = scenario.tasks.toSpliced(from, 1).toSpliced(to, 0, task)
  return {
    ...scenario,
    tasks: tasks.map((one, index) => {
      const startSeconds = scenario.tasks[index]?.startSeconds ?? one.startSeconds
      return one.startSeconds === startSeconds ? one : { ...one, startSeconds }
    }),
  }
}

/** Orphans go to init; of those that lived in its memory the first becomes the owner; another asks for memory in its place. */
function deleteTask(scenario: Scenario, pid: number): Scenario {
  const left = scenario.tasks.filter((task) => task.pid !== pid)
  if (left.length === scenario.tasks.length) return scenario
  const heir = left.find((task) => task.sharesMmWith === pid)
  const tasks = left.map((task) => {
    const ppid = task.ppid === pid ? 1 : task.ppid
    const sharesMmWith =
      task.sharesMmWith !== pid ? task.sharesMmWith : task.pid === heir?.pid ? null : (heir?.pid ?? null)
    // Without its parent a vfork child has nobody to have borrowed from.
    const vfork = task.vfork && task.ppid !== pid
    return ppid === task.ppid && sharesMmWith === task.sharesMmWith ? task : { ...task, ppid, sharesMmWith, vfork }
  })
  const { scope, invokerPid } = scenario.oom
  const candidates = scope.kind === 'global' ? tasks : tasks.filter((task) => isInside(task.cgroup, scope.path))
  const invoker = (candidates.length > 0 ? candidates : tasks).reduce<Task | null>(
    (most, task) => (most === null || residentPages(task) > residentPages(most) ? task : most),
    null,
  )
  const oom = invokerPid === pid ? { ...scenario.oom, invokerPid: invoker?.pid ?? 1 } : scenario.oom
  return { ...scenario, tasks, oom }
}

const below = (parent: string, name: string): string => (parent === '/' ? `/${name}` : `${parent}/${name}`)

/** A path that is not taken yet: `name`, `name-2`, … */
function freePath({ cgroups }: Scenario, parent: string, name: string): string {
  const taken = new Set(cgroups.map(({ path }) => path))
  let path = below(parent, name)
  for (let number = 2; taken.has(path); number++) path = below(parent, `${name}-${number}`)
  return path
}

const nextId = ({ cgroups }: Scenario): number => cgroups.reduce((most, { id }) => Math.max(most, id), 1) + 1

function addCgroup(scenario: Scenario, parent: string): Scenario {
  const above = scenario.cgroups.find(({ path }) => path === parent)
  const cgroup: Cgroup = {
    ...unlimitedCgroup(freePath(scenario, parent, 'new'), nextId(scenario)),
    ...(above?.memory === false ? { memory: false } : {}),
    ...(above?.cpu === false ? { cpu: false } : {}),
  }
  return { ...scenario, cgroups: [...scenario.cgroups, cgroup] }
}

/** Where a path comes to lie when `from` becomes `to`. */
const carried = (path: string, from: string, to: string): string =>
  isInside(path, from) ? to + path.slice(from.length) : path

/** With everything in it: the cgroups below and all processes, which get pids of their own. */
function duplicateCgroup(scenario: Scenario, path: string): Scenario {
  if (path === '/') return scenario
  const name = path.slice(path.lastIndexOf('/') + 1)
  const to = freePath(scenario, parentPath(path), name)
  const firstId = nextId(scenario)
  const copies = scenario.cgroups
    .filter((cgroup) => isInside(cgroup.path, path))
    .map((cgroup, index) => ({ ...cgroup, path: carried(cgroup.path, path, to), id: firstId + index }))
  const inside = scenario.tasks.filter((task) => isInside(task.cgroup, path))
  const firstPid = nextPid(scenario)
  const pidOf = new Map(inside.map((task, index) => [task.pid, firstPid + index]))
  const startSeconds = scenario.tasks.at(-1)?.startSeconds ?? 0
  const tasks = inside.map((task) => ({
    ...task,
    pid: pidOf.get(task.pid) ?? task.pid,
    ppid: pidOf.get(task.ppid) ?? task.ppid,
    sharesMmWith: task.sharesMmWith === null ? null : (pidOf.get(task.sharesMmWith) ?? task.sharesMmWith),
    cgroup: carried(task.cgroup, path, to),
    startSeconds,
    attachSeq: null,
  }))
  return { ...scenario, cgroups: [...scenario.cgroups, ...copies], tasks: [...scenario.tasks, ...tasks] }
}

/** Swaps it with the sibling before or after it; what is below them goes along. */
function moveCgroup(scenario: Scenario, path: string, by: number): Scenario {
  const siblings = scenario.cgroups.filter(
    (cgroup) => cgroup.path !== '/' && parentPath(cgroup.path) === parentPath(path),
  )
  const at = siblings.findIndex((cgroup) => cgroup.path === path)
  const other = siblings[Math.max(0, Math.min(siblings.length - 1, at + by))]
  const one = siblings[at]
  if (one === undefined || other === undefined || one === other) return scenario
  const [first, second] = by < 0 ? [one, other] : [other, one]
  const moving = scenario.cgroups.filter((cgroup) => isInside(cgroup.path, first.path))
  const rest = scenario.cgroups.filter((cgroup) => !isInside(cgroup.path, first.path))
  const place = rest.indexOf(second)
  return { ...scenario, cgroups: rest.toSpliced(place, 0, ...moving) }
}

/** Gives everything below `from` its path below `to`. */
function carry(scenario: Scenario, from: string, to: (path: string) => string): Scenario {
  const { oom } = scenario
  const scope: Scenario['oom']['scope'] =
    oom.scope.kind === 'memcg' && isInside(oom.scope.path, from)
      ? { kind: 'memcg', path: to(oom.scope.path) }
      : oom.scope
  return {
    ...scenario,
    cgroups: scenario.cgroups.map((cgroup) =>
      isInside(cgroup.path, from) ? { ...cgroup, path: to(cgroup.path) } : cgroup,
    ),
    tasks: scenario.tasks.map((task) => (isInside(task.cgroup, from) ? { ...task, cgroup: to(task.cgroup) } : task)),
    oom: { ...oom, scope },
  }
}

function deleteCgroup(scenario: Scenario, path: string): Scenario {
  if (path === '/' || !scenario.cgroups.some((cgroup) => cgroup.path === path)) return scenario
  const parent = parentPath(path)
  const others = { ...scenario, cgroups: scenario.cgroups.filter((cgroup) => cgroup.path !== path) }
  const taken = new Set(others.cgroups.filter((cgroup) => !isInside(cgroup.path, path)).map((cgroup) => cgroup.path))
  /** A name that the parent has already gets a number: two cgroups never become one. */
  const moved = new Map<string, string>()
  for (const { path: inner } of others.cgroups) {
    if (!isInside(inner, path) || parentPath(inner) !== path) continue
    const name = inner.slice(inner.lastIndexOf('/') + 1)
    let target = below(parent, name)
    for (let number = 2; taken.has(target); number++) target = below(parent, `${name}-${number}`)
    taken.add(target)
    moved.set(inner, target)
  }
  const lifted = carry(others, path, (inner) => {
    for (const [from, to] of moved) if (isInside(inner, from)) return carried(inner, from, to)
    return parent
  })
  const { oom } = lifted
  // The root has no limit that could be reached: then it is the whole machine that runs out.
  return oom.scope.kind === 'memcg' && oom.scope.path === '/'
    ? { ...lifted, oom: { ...oom, scope: { kind: 'global' } } }
    : lifted
}
