// The world as rows: the cgroup tree with the processes in it, flattened in the order in which it is read, and the usage of each cgroup.

import type { Cgroup, Scenario, Task } from '../scenario/model.ts'

export type WorldRow =
  | { kind: 'cgroup'; level: number; cgroup: Cgroup; name: string; usagePages: number; taskCount: number }
  | { kind: 'task'; level: number; task: number }

/** Pages of RAM that a task has mapped, of all three kinds. */
export const rssPages = (task: Task): number => task.anonPages + task.filePages + task.shmemPages

interface Node {
  cgroup: Cgroup
  children: Node[]
  tasks: number[]
  ownPages: number
}

const parentPath = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')))

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

/** All rows of the tree; what is inside of a cgroup whose path is in `collapsed` is left out. */
export function worldRows(scenario: Scenario, collapsed: ReadonlySet<string>): WorldRow[] {
  const rows: WorldRow[] = []

  /** Adds the rows of a subtree and gives its usage; a hidden one is only counted. */
  function add(node: Node, level: number, shown: boolean): { pages: number; tasks: number } {
    const { cgroup } = node
    const row = { kind: 'cgroup' as const, level, cgroup, name: lastName(cgroup.path), usagePages: 0, taskCount: 0 }
    if (shown) rows.push(row)
    const open = shown && !collapsed.has(cgroup.path)
    let pages = node.ownPages
    let tasks = node.tasks.length
    if (open) for (const task of node.tasks) rows.push({ kind: 'task', level: level + 1, task })
    for (const child of node.children) {
      const inside = add(child, level + 1, open)
      pages += inside.pages
      tasks += inside.tasks
    }
    row.usagePages = cgroup.usagePages ?? pages
    row.taskCount = tasks
    return { pages: row.usagePages, tasks }
  }

  const root = buildTree(scenario)
  if (root !== null) add(root, 1, true)
  return rows
}

/** The limit that the bar of a cgroup is drawn against: its own, or the machine's RAM. */
export const limitPages = (cgroup: Cgroup, scenario: Scenario): number =>
  cgroup.memoryMaxPages ?? scenario.machine.ramPages
