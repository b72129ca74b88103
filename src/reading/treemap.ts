// The machine as a map: rectangles in rectangles, each as large as what it stands for. Squarified (Bruls, Huizing and van Wijk, 2000):
// rows are laid along the shorter side, and grow while that makes their rectangles squarer. Pure; units are pixels.

import type { Cgroup, Scenario } from '../scenario/model.ts'
import { parentPath } from '../scenario/cgroup-path.ts'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export type Tile = Box &
  (
    | { kind: 'cgroup'; cgroup: Cgroup; level: number; /** Whether there is room for its name. */ named: boolean }
    | { kind: 'task'; task: number; value: number }
    /** Processes too small to be seen, together. */
    | { kind: 'rest'; path: string; count: number; value: number }
  )

/** Smaller ones, in square pixels, are drawn together. */
const LEAST_AREA = 120
const HEADER = 16
const GAP = 2

/** How far the worst rectangle of a row is from a square: the ratio of its sides, at least 1. */
function worst(largest: number, smallest: number, sum: number, side: number): number {
  const square = side * side
  return Math.max((square * largest) / (sum * sum), (sum * sum) / (square * smallest))
}

/** Boxes for areas, largest first, that fill `into` in proportion. */
export function squarify(values: readonly number[], into: Box): Box[] {
  const total = values.reduce((sum, value) => sum + value, 0)
  if (total <= 0 || into.width <= 0 || into.height <= 0) return values.map(() => ({ ...into, width: 0, height: 0 }))
  const scale = (into.width * into.height) / total
  const boxes: Box[] = []
  let left = { ...into }
  for (let from = 0; from < values.length;) {
    const side = Math.min(left.width, left.height)
    const largest = (values[from] ?? 0) * scale
    let sum = largest
    let to = from + 1
    while (to < values.length) {
      const next = (values[to] ?? 0) * scale
      const previous = (values[to - 1] ?? 0) * scale
      if (next <= 0 || worst(largest, next, sum + next, side) > worst(largest, previous, sum, side)) break
      sum += next
      to++
    }
    const across = side <= 0 ? 0 : sum / side
    let along = 0
    for (let i = from; i < to; i++) {
      const length = across <= 0 ? 0 : ((values[i] ?? 0) * scale) / across
      boxes.push(
        left.width >= left.height
          ? { x: left.x, y: left.y + along, width: across, height: length }
          : { x: left.x + along, y: left.y, width: length, height: across },
      )
      along += length
    }
    left =
      left.width >= left.height
        ? { ...left, x: left.x + across, width: Math.max(0, left.width - across) }
        : { ...left, y: left.y + across, height: Math.max(0, left.height - across) }
    from = to
  }
  return boxes
}

interface Node {
  cgroup: Cgroup
  children: Node[]
  tasks: number[]
  value: number
  count: number
}

function treeOf(scenario: Scenario, values: Float64Array): Node | null {
  const nodes = new Map<string, Node>()
  for (const cgroup of scenario.cgroups) {
    const node: Node = { cgroup, children: [], tasks: [], value: 0, count: 0 }
    nodes.set(cgroup.path, node)
    const { path } = cgroup
    if (path !== '/') nodes.get(parentPath(path))?.children.push(node)
  }
  scenario.tasks.forEach((task, index) => {
    if ((values[index] ?? 0) > 0) nodes.get(task.cgroup)?.tasks.push(index)
  })
  const sum = (node: Node): void => {
    node.children.forEach(sum)
    node.value =
      node.tasks.reduce((total, task) => total + (values[task] ?? 0), 0) +
      node.children.reduce((total, child) => total + child.value, 0)
    node.count = node.tasks.length + node.children.reduce((total, child) => total + child.count, 0)
  }
  const root = nodes.get('/') ?? null
  if (root !== null) sum(root)
  return root
}

type Item = { value: number } & ({ node: Node } | { task: number } | { count: number })

/** The tiles of a machine, outer ones first. `values` by task: what its area stands for; tasks with nothing are left out. */
export function treemap(scenario: Scenario, values: Float64Array, width: number, height: number): Tile[] {
  const tiles: Tile[] = []

  function lay(node: Node, box: Box, level: number): void {
    const named = box.width > 48 && box.height > 34
    tiles.push({ kind: 'cgroup', cgroup: node.cgroup, level, named, ...box })
    const header = named ? HEADER : GAP
    const inner: Box = {
      x: box.x + GAP,
      y: box.y + header,
      width: Math.max(0, box.width - 2 * GAP),
      height: Math.max(0, box.height - header - GAP),
    }
    const perValue = node.value <= 0 ? 0 : (inner.width * inner.height) / node.value
    const items: Item[] = []
    let restValue = 0
    let restCount = 0
    const put = (item: Item, count: number) => {
      if (item.value * perValue >= LEAST_AREA) items.push(item)
      else {
        restValue += item.value
        restCount += count
      }
    }
    for (const child of node.children) if (child.value > 0) put({ node: child, value: child.value }, child.count)
    for (const task of node.tasks) put({ task, value: values[task] ?? 0 }, 1)
    if (restCount > 0) items.push({ count: restCount, value: restValue })
    items.sort((a, b) => b.value - a.value)
    const boxes = squarify(
      items.map(({ value }) => value),
      inner,
    )
    items.forEach((item, index) => {
      const place = boxes[index]
      if (place === undefined) return
      if ('node' in item) lay(item.node, place, level + 1)
      else if ('task' in item) tiles.push({ kind: 'task', task: item.task, value: item.value, ...place })
      else tiles.push({ kind: 'rest', path: node.cgroup.path, count: item.count, value: item.value, ...place })
    })
  }

  const root = treeOf(scenario, values)
  if (root !== null && root.value > 0) lay(root, { x: 0, y: 0, width, height }, 0)
  return tiles
}
