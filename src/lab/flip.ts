// The smallest single change that flips a decision, found by playing the machine again: a process that is not the first victim becomes it, or
// the first victim is spared. Nothing is computed from scores: a policy may decide by anything.
//
// A search goes out from the present value by 1, 2, 4, 8, ... both ways until the decision flips, and halves the last stride until the value
// next to it does not flip. So every answer was played, and its neighbour too; what flips and flips back within one stride is not found.

import { FLIP_KINDS, type FlipKind, type FirstVictim, type Flip, type FlipAnswer } from '../reading/flips.ts'
import { applyChange, type WorldChange } from '../scenario/change.ts'
import type { Scenario, Task } from '../scenario/model.ts'
import { cgroupUsage } from '../scenario/usage.ts'
import type { Player } from './player.ts'
import type { Work } from './work.ts'

/** A number of the machine that may be changed, and how far. */
interface Axis {
  kind: FlipKind
  from: number
  least: number
  most: number
  change: (to: number) => WorldChange
}

const MAX_ADJ = 1000
/** Limits are searched from this part of the present value to this multiple. */
const LIMIT_FACTOR = 64

/** The work of finding the flips of a task, by its index. */
export function* searchFlips(player: Player, scenario: Scenario, task: number): Work<FlipAnswer> {
  const total = FLIP_KINDS.length
  let runs = 1
  const isVictim = firstVictim(player, scenario) === task
  const flips: Flip[] = []
  for (const kind of FLIP_KINDS) {
    const axis = axisOf(kind, scenario, task)
    if (typeof axis === 'string') flips.push({ kind, found: false, because: axis })
    else {
      const tries = new Map<number, boolean>()
      const flipsAt = (value: number): boolean => {
        const known = tries.get(value)
        if (known !== undefined) return known
        runs++
        const made = (firstVictim(player, applyChange(scenario, axis.change(value))) === task) !== isVictim
        tries.set(value, made)
        return made
      }
      const to = yield* searchAxis(axis, flipsAt, { done: flips.length, total })
      flips.push(to === null ? notFound(axis) : found(player, scenario, axis, to))
    }
    yield { done: flips.length, total }
  }
  return { task, isVictim, flips, runs }
}

function firstVictim(player: Player, scenario: Scenario): number | null {
  return player.playToDeath(scenario).victim
}

const notFound = ({ kind, least, most, from }: Axis): Flip => ({ kind, found: false, least, most, from })

function found(player: Player, scenario: Scenario, axis: Axis, to: number): Flip {
  const change = axis.change(to)
  const { round, victim } = player.playToDeath(applyChange(scenario, change))
  const then: FirstVictim =
    victim === null ? { kind: 'nobody', outcome: round.outcome } : { kind: 'victim', task: victim }
  return { kind: axis.kind, found: true, change, then, spared: to > axis.from ? to - 1 : to + 1 }
}

/** The value nearest to `from` that flips, with one next to it that does not; null where none is met. */
function* searchAxis(
  { from, least, most }: Axis,
  flipsAt: (value: number) => boolean,
  progress: { done: number; total: number },
): Work<number | null> {
  /** The last values that did not flip, below and above. */
  let below = from
  let above = from
  for (let stride = 1; below > least || above < most; stride *= 2) {
    const up = Math.min(most, from + stride)
    const down = Math.max(least, from - stride)
    const flipsUp = up > above && flipsAt(up)
    const flipsDown = down < below && flipsAt(down)
    yield progress
    const nearestUp = flipsUp ? yield* halve(above, up, flipsAt, progress) : null
    const nearestDown = flipsDown ? yield* halve(below, down, flipsAt, progress) : null
    if (nearestUp !== null && nearestDown !== null)
      return nearestUp - from <= from - nearestDown ? nearestUp : nearestDown
    if (nearestUp !== null || nearestDown !== null) return nearestUp ?? nearestDown
    above = up
    below = down
  }
  return null
}

/** Between a value that does not flip and one that does: the flipping one whose neighbour does not. */
function* halve(
  standing: number,
  flipping: number,
  flipsAt: (value: number) => boolean,
  progress: { done: number; total: number },
): Work<number> {
  let [not, does] = [standing, flipping]
  while (Math.abs(does - not) > 1) {
    const middle = Math.trunc((not + does) / 2)
    if (flipsAt(middle)) does = middle
    else not = middle
    yield progress
  }
  return does
}

function axisOf(kind: FlipKind, scenario: Scenario, task: number): Axis | 'no-memory' | 'no-limit' {
  const one = scenario.tasks[task]
  if (one === undefined) return 'no-memory'
  switch (kind) {
    case 'memory':
      return memoryAxis(scenario, one)
    case 'adj': {
      const { pid, oomScoreAdj: from } = one
      return { kind, from, least: -MAX_ADJ, most: MAX_ADJ, change: (to) => ({ what: 'adj', pid, from, to }) }
    }
    case 'limit':
      return limitAxis(scenario)
  }
}

/** The memory that a process uses: its own, or that of the one it shares with. It can become as large as the machine. */
function memoryAxis({ tasks, machine }: Scenario, task: Task): Axis | 'no-memory' {
  if (task.kthread || task.zombie) return 'no-memory'
  const owner = memoryOwner(tasks, task)
  const { pid, anonPages: from } = owner
  const most = Math.max(machine.ramPages, from)
  return { kind: 'memory', from, least: 0, most, change: (to) => ({ what: 'anon', pid, from, to }) }
}

/** Whose numbers the memory of a task has, through as many steps of sharing as it takes. */
function memoryOwner(tasks: readonly Task[], task: Task): Task {
  const seen = new Set<Task>()
  let owner = task
  for (;;) {
    seen.add(owner)
    const pid = owner.sharesMmWith ?? (owner.vfork ? owner.ppid : null)
    const next = pid === null ? undefined : tasks.find((one) => one.pid === pid)
    if (next === undefined || seen.has(next)) return owner
    owner = next
  }
}

function limitAxis(scenario: Scenario): Axis | 'no-limit' {
  const { oom, machine, cgroups } = scenario
  const around = (from: number) => ({
    from,
    least: Math.max(1, Math.floor(from / LIMIT_FACTOR)),
    most: from * LIMIT_FACTOR,
  })
  if (oom.scope.kind === 'global') {
    const from = machine.ramPages
    return { kind: 'limit', ...around(from), change: (to) => ({ what: 'ram', from, to }) }
  }
  const { path } = oom.scope
  const stated = cgroups.find((cgroup) => cgroup.path === path)?.memoryMaxPages ?? null
  const from = stated ?? Math.floor(cgroupUsage(scenario).get(path)?.pages ?? 0)
  if (from === 0) return 'no-limit'
  return { kind: 'limit', ...around(from), change: (to) => ({ what: 'memory.max', cgroup: path, from: stated, to }) }
}
