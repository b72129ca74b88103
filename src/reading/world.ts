// The world as rows: the cgroup tree with the processes in it, or the tree of processes by parent, flattened in the order in which it is
// read, with sums over what is below each row.

import type { Cgroup, Scenario, Task } from '../scenario/model.ts'
import { parentPath } from '../scenario/cgroup-path.ts'

export interface CgroupRow {
  kind: 'cgroup'
  level: number
  cgroup: Cgroup
  name: string
  /** Of the whole subtree. */
  usagePages: number
  /** Of its own processes. */
  ownPages: number
  taskCount: number
  open: boolean
}

export interface TaskRow {
  kind: 'task'
  level: number
  task: number
  /** Processes below it in the tree of processes, and their memory. */
  belowCount: number
  belowPages: number
  open: boolean
  /** False for one that is only there because something below it matches the filter. */
  matches: boolean
}

export type WorldRow = CgroupRow | TaskRow

export interface RowOptions {
  /** Rows that were opened (true) or closed by hand, by `foldOf`. */
  folds: Readonly<Record<string, boolean>>
  /** By task: 1 where the filter matches; null: there is no filter. */
  matches: Uint8Array | null
}

/** From so many tasks on, trees begin folded. */
export const HUGE_WORLD = 5000

/** In a huge world a cgroup with more processes of its own begins closed. */
const FOLDED_FROM = 50

/** Pages of RAM that a task has mapped, of all three kinds. */
export const rssPages = (task: Task): number => task.anonPages + task.filePages + task.shmemPages

/** What the fold of a row is remembered by. */
export const foldOf = (row: WorldRow, scenario: Scenario): string =>
  row.kind === 'cgroup' ? row.cgroup.path : `pid:${scenario.tasks[row.task]?.pid ?? ''}`

interface Node {
  cgroup: Cgroup
  children: Node[]
  tasks: number[]
  ownPages: number
}

function buildTree(scenario: Scenario): Node | null {
  const nodes = new Map<string, Node>()
  for (const cgroup of scenario.cgroups) {
    const node: Node = { cgroup, children: [], tasks: [], ownPages: 0 }
    nodes.set(cgroup.path, node)
    if (cgroup.path !== '/') nodes.get(parentPath(cgroup.path))?.children.push(node)
  }
  scenario.tasks.forEach((task, index) => {
    const node = nodes.get(task.cgroup)
    if (node === undefined) return
    node.tasks.push(index)
    if (task.sharesMmWith === null) node.ownPages += rssPages(task)
  })
  return nodes.get('/') ?? null
}

const lastName = (path: string): string => (path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1))

/** The tree of cgroups. With a filter, cgroups in which nothing matches are left out. */
export function memcgRows(scenario: Scenario, { folds, matches }: RowOptions): WorldRow[] {
  let rows: WorldRow[] = []
  const huge = scenario.tasks.length > HUGE_WORLD && matches === null

  /** Adds the rows of a subtree and gives its usage; a hidden one is only counted. */
  function add(node: Node, level: number, shown: boolean): { pages: number; tasks: number; matching: number } {
    const { cgroup } = node
    const open = folds[cgroup.path] ?? !(huge && node.tasks.length > FOLDED_FROM)
    const row: CgroupRow = {
      kind: 'cgroup',
      level,
      cgroup,
      name: lastName(cgroup.path),
      usagePages: 0,
      ownPages: node.ownPages,
      taskCount: 0,
      open,
    }
    const before = rows.length
    if (shown) rows.push(row)
    const inner = shown && open
    let pages = node.ownPages
    let tasks = node.tasks.length
    let matching = 0
    for (const task of node.tasks) {
      if (matches !== null && matches[task] !== 1) continue
      matching++
      if (inner)
        rows.push({ kind: 'task', level: level + 1, task, belowCount: 0, belowPages: 0, open: false, matches: true })
    }
    for (const child of node.children) {
      const inside = add(child, level + 1, inner)
      pages += inside.pages
      tasks += inside.tasks
      matching += inside.matching
    }
    row.usagePages = cgroup.usagePages ?? pages
    row.taskCount = tasks
    if (matches !== null && matching === 0 && cgroup.path !== '/') rows = rows.slice(0, before)
    return { pages: row.usagePages, tasks, matching }
  }

  const root = buildTree(scenario)
  if (root !== null) add(root, 1, true)
  return rows
}

/** Children of each task by its place in the list, and the tasks without a parent in it. Nobody is lost where parents form a circle. */
function familyOf(tasks: readonly Task[]): { children: readonly number[][]; roots: number[] } {
  const placeOf = new Map(tasks.map((task, index) => [task.pid, index]))
  const children: number[][] = tasks.map(() => [])
  const roots: number[] = []
  tasks.forEach((task, index) => {
    const parent = task.ppid === task.pid ? undefined : placeOf.get(task.ppid)
    if (parent === undefined) roots.push(index)
    else children[parent]?.push(index)
  })
  const reached = new Uint8Array(tasks.length)
  const reach = (from: number) => {
    const stack = [from]
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (reached[at] === 1) continue
      reached[at] = 1
      for (const child of children[at] ?? []) stack.push(child)
    }
  }
  for (const root of roots) reach(root)
  for (let index = 0; index < tasks.length; index++) {
    if (reached[index] === 1) continue
    // Cut the circle here.
    const parent = placeOf.get(tasks[index]?.ppid ?? -1)
    const siblings = parent === undefined ? undefined : children[parent]
    siblings?.splice(siblings.indexOf(index), 1)
    roots.push(index)
    reach(index)
  }
  return { children, roots }
}

/** The tree of processes by parent. With a filter, the ancestors of what matches stay. */
export function processRows(scenario: Scenario, { folds, matches }: RowOptions): WorldRow[] {
  const { tasks } = scenario
  const { children, roots } = familyOf(tasks)
  // Parents before children, without recursion: a chain of processes may be long.
  const order: number[] = []
  const level = new Int32Array(tasks.length)
  const stack = roots.toReversed()
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    order.push(at)
    const own = children[at] ?? []
    for (const child of own) level[child] = (level[at] ?? 0) + 1
    for (const child of own.toReversed()) stack.push(child)
  }
  const count = new Int32Array(tasks.length)
  const pages = new Float64Array(tasks.length)
  const matching = new Int32Array(tasks.length)
  for (const at of order.toReversed()) {
    for (const child of children[at] ?? []) {
      const task = tasks[child]
      const own = task === undefined || task.sharesMmWith !== null ? 0 : rssPages(task)
      count[at] = (count[at] ?? 0) + (count[child] ?? 0) + 1
      pages[at] = (pages[at] ?? 0) + (pages[child] ?? 0) + own
      matching[at] = (matching[at] ?? 0) + (matching[child] ?? 0)
    }
    matching[at] = (matching[at] ?? 0) + (matches === null || matches[at] === 1 ? 1 : 0)
  }
  const huge = tasks.length > HUGE_WORLD && matches === null
  const rows: WorldRow[] = []
  const hidden = new Uint8Array(tasks.length)
  for (const at of order) {
    if (hidden[at] === 1 || (matching[at] ?? 0) === 0) {
      for (const child of children[at] ?? []) hidden[child] = 1
      continue
    }
    const open = folds[`pid:${tasks[at]?.pid ?? ''}`] ?? !(huge && (count[at] ?? 0) > FOLDED_FROM)
    rows.push({
      kind: 'task',
      level: (level[at] ?? 0) + 1,
      task: at,
      belowCount: count[at] ?? 0,
      belowPages: pages[at] ?? 0,
      open,
      matches: matches === null || matches[at] === 1,
    })
    if (!open) for (const child of children[at] ?? []) hidden[child] = 1
  }
  return rows
}

/** The limit that the bar of a cgroup is drawn against: its own, or the machine's RAM. */
export const limitPages = (cgroup: Cgroup, scenario: Scenario): number =>
  cgroup.memoryMaxPages ?? scenario.machine.ramPages
