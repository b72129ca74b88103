// The tank: the memory that ran out, of the machine or of a cgroup, as segments in the order of the tree, at one moment of a run. Rows of the
// tree stand under their segments, so the geometry is worked out once, here, in pages. Pure.

import {
  composeCgroup,
  composeMachine,
  composeSwap,
  type Composition,
  type Departed,
  type Segment,
} from '../../scenario/composition.ts'
import type { OomEvent, Scenario } from '../../scenario/model.ts'
import { limitOf, requestOf } from '../../scenario/room.ts'
import { ancestorsOf } from '../../scenario/usage.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'

/** A part of the tank. Pages from `start` on; what the kill of the round gives back keeps its place until the next round. */
export interface TankSegment extends Segment {
  start: number
  /** `back`: held before the kill of this round, and free after it. */
  state: 'held' | 'back'
}

/** What the failed allocation asks for, and whether there is room for it at this moment. */
export interface TankRequest {
  pages: number
  fits: boolean
}

/** A cgroup above the one that is out of memory, as a thin line. */
export interface AncestorLine {
  path: string
  usedPages: number
  capacityPages: number
}

export interface Tank {
  scope: OomEvent['scope']
  capacityPages: number
  /** The length of the ruler: the capacity, or what is in use where that is more. */
  scalePages: number
  usedPages: number
  segments: readonly TankSegment[]
  request: TankRequest
  /** What the kill of this round gives back, at its outcome. */
  backPages: number
  swap: Composition | null
  /** From the machine down to the cgroup above; empty in a global OOM. */
  ancestors: readonly AncestorLine[]
}

/** Which moment of a run. */
export interface TankMoment {
  scenario: Scenario
  rounds: readonly RoundTrace[]
  /** Index of the round. */
  round: number
  /** True at the outcome of the round, where it is known what came back. */
  atOutcome: boolean
}

const compose = (scenario: Scenario, scope: OomEvent['scope'], departed: Departed): Composition =>
  scope.kind === 'global' ? composeMachine(scenario, departed) : composeCgroup(scenario, scope.path, departed)

function departedBefore(rounds: readonly RoundTrace[], round: number): Departed {
  const exited = new Set<number>()
  const reaped = new Set<number>()
  for (const { after } of rounds.slice(0, round)) {
    for (const task of after?.exited ?? []) exited.add(task)
    for (const task of after?.reaped ?? []) reaped.add(task)
  }
  return { exited, reaped }
}

/** The tank of a round; null where the run has no such round. */
export function tankAt({ scenario, rounds, round, atOutcome }: TankMoment): Tank | null {
  const shown = rounds[round]
  if (shown === undefined) return null
  const { scope } = shown
  const before = departedBefore(rounds, round)
  const after = departedBefore(rounds, round + 1)
  const start = compose(scenario, scope, before)
  const end = atOutcome ? compose(scenario, scope, after) : start
  const path = scope.kind === 'global' ? '/' : scope.path
  const swap = composeSwap(scenario, path, atOutcome ? after : before)
  return {
    scope,
    capacityPages: start.capacityPages,
    scalePages: start.capacityPages + start.overPages,
    usedPages: end.usedPages,
    segments: place(start, end),
    request: requestIn(scenario, shown, end.usedPages, atOutcome),
    backPages: start.usedPages - end.usedPages,
    swap: swap.capacityPages === 0 ? null : swap,
    ancestors: scope.kind === 'global' ? [] : ancestorLines(scenario, path, before),
  }
}

/** Segments one behind another. Both compositions list the same holders in the same order; what is missing in the later one came back. */
function place(start: Composition, end: Composition): TankSegment[] {
  let at = 0
  return start.segments.flatMap((segment, index): TankSegment[] => {
    if (segment.kind === 'free') return [{ ...segment, start: at, state: 'held' }]
    const left = Math.min(segment.pages, end.segments[index]?.pages ?? 0)
    const held: TankSegment = { ...segment, pages: left, start: at, state: 'held' }
    const back: TankSegment = { ...segment, pages: segment.pages - left, start: at + left, state: 'back' }
    at += segment.pages
    return [...(left > 0 || segment.pages === 0 ? [held] : []), ...(back.pages > 0 ? [back] : [])]
  })
}

/** Between rounds the simulator says whether the next try fits; before the kill the sizes do. */
function requestIn(
  scenario: Scenario,
  { scope, after }: RoundTrace,
  usedPages: number,
  atOutcome: boolean,
): TankRequest {
  if (atOutcome && after !== null)
    return { pages: after.requestPages, fits: after.usagePages + after.requestPages <= after.limitPages }
  const pages = requestOf(scenario.oom)
  return { pages, fits: usedPages + pages <= limitOf(scenario, scope) }
}

function ancestorLines(scenario: Scenario, path: string, departed: Departed): AncestorLine[] {
  return ancestorsOf(path)
    .filter((above) => above !== path)
    .flatMap((above): AncestorLine[] => {
      const limited = above === '/' || scenario.cgroups.some((one) => one.path === above && one.memoryMaxPages !== null)
      if (!limited) return []
      const { usedPages, capacityPages } = composeCgroup(scenario, above, departed)
      return [{ path: above, usedPages, capacityPages }]
    })
}

/** Where a row's bar begins and how long it is, in pages of the ruler. */
export interface Place {
  start: number
  pages: number
}

/** The places of processes and cgroups under a tank; a process without memory of its own has none. */
export interface TankPlaces {
  tasks: ReadonlyMap<number, Place>
  cgroups: ReadonlyMap<string, Place>
}

export function placesOf({ segments }: Pick<Tank, 'segments'>): TankPlaces {
  const tasks = new Map<number, Place>()
  const cgroups = new Map<string, Place>()
  for (const { kind, task, cgroup, start, pages } of segments) {
    if (pages === 0) continue
    if (kind === 'process' && task !== null) extend(tasks, task, start, pages)
    for (const path of cgroup === null ? [] : ancestorsOf(cgroup)) extend(cgroups, path, start, pages)
  }
  return { tasks, cgroups }
}

function extend<K>(places: Map<K, Place>, key: K, start: number, pages: number): void {
  const known = places.get(key)
  places.set(key, known === undefined ? { start, pages } : { start: known.start, pages: start + pages - known.start })
}

/** More would run into each other in a narrow pane. */
const MAX_MARKS = 3

/** Marks of the ruler: round sizes, three at most. */
export function rulerMarks(scalePages: number): number[] {
  let step = 1
  while (scalePages / step > MAX_MARKS) step *= 2
  const marks: number[] = []
  for (let at = 0; at + step / 2 < scalePages; at += step) marks.push(at)
  return marks
}
