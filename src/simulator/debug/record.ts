// Records the statements of one stretch of a run: all of them by their place and depth, and around the one asked for everything that can be
// seen there. Stepping either way is then a look-up; what lies outside of the window is had by recording again around it.

import type { StatementSite, Wanted, Recording } from '../trace/recording.ts'
import type { Moment } from '../trace/moment.ts'
import { readMoment } from './moment.ts'
import type { ReplayMachine } from './replay.ts'
import { MAX_COMPARED_BYTES } from './replay.ts'
import { isStep, ReplayEnd, type Walk } from './walk.ts'

/** Statements of one stretch that are kept: more than an evaluation of 1,000,000 instructions has. */
export const MAX_STATEMENTS = 2 ** 21
/** Moments kept around the statement asked for. */
const WINDOW = 400

/** Replays a round up to a stretch and records it. Null where the round has no such stretch. */
export function recordStretch(
  machine: ReplayMachine,
  round: number,
  stretch: number,
  wanted: Wanted,
): Recording | null {
  // A large map is read anew at every moment, so there are few of them.
  const size = machine.mapBytes > MAX_COMPARED_BYTES ? 2 : WINDOW
  const first = recordWindow(machine, round, stretch, 0, size)
  if (first === null) return null
  const at = resolve(first, wanted)
  if (at < first.moments.length) return { ...first, at }
  const from = Math.max(0, Math.min(at - size / 2, first.site.length - size))
  const second = recordWindow(machine, round, stretch, from, size)
  return second === null ? null : { ...second, at }
}

function recordWindow(
  machine: ReplayMachine,
  round: number,
  stretch: number,
  from: number,
  size: number,
): Recording | null {
  const numbers = new Map<number, number>()
  const sites: StatementSite[] = []
  const site: number[] = []
  const depth: number[] = []
  const moments: Moment[] = []
  let count = 0
  let reached = false
  let returned: Moment['returned'] = null
  let before: Moment | null = null

  const step = (index: number, { stack }: Walk): void => {
    const probe = machine.module.probes[index]
    if (probe === undefined) return
    if (count < MAX_STATEMENTS) {
      const number = numbers.get(index) ?? sites.length
      if (number === sites.length) {
        numbers.set(index, number)
        sites.push({ origin: probe.origin, function: probe.function, span: probe.span })
      }
      site.push(number)
      depth.push(stack.length)
      // One moment before the window tells what has changed at its first.
      if (count >= from - 1 && count < from + size) {
        before = readMoment(machine, stack, probe.reads, returned, before)
        if (count >= from) moments.push(before)
      }
    }
    count++
    returned = null
  }
  const leave = (index: number, { stack }: Walk): void => {
    const top = stack.at(-1)
    const result = machine.module.probes[index]?.result
    if (top === undefined || result === undefined || result === null) {
      returned = null
      return
    }
    const unit = machine.unitOf(top.origin)
    returned = { function: top.function, text: machine.words.at(top.frame + result.offset, result.type, unit) }
  }
  machine.replay(round, {
    begin: (number) => {
      if (number > stretch) throw new ReplayEnd()
      reached ||= number === stretch
      return number === stretch
    },
    step,
    leave,
  })
  if (!reached) return null
  return {
    round,
    stretch,
    site: Uint32Array.from(site),
    depth: Uint16Array.from(depth),
    sites,
    truncated: count > MAX_STATEMENTS,
    at: 0,
    from,
    moments,
  }
}

/** The number of the statement that is meant. */
function resolve({ site, sites }: Recording, wanted: Wanted): number {
  const last = Math.max(0, site.length - 1)
  if (wanted === 'last') return last
  if (typeof wanted === 'number') return Math.max(0, Math.min(wanted, last))
  const evaluates = (number: number): boolean => {
    const place = sites[number]
    return place !== undefined && isStep(place)
  }
  const isPolicy = (number: number): boolean => sites[number]?.origin === 'policy'
  // Before the first task another program may have run: the evaluation's comes after the kernel has begun it.
  const begun = Math.max(0, site.findIndex(evaluates))
  const asked = site.findIndex((number, index) => index >= begun && isPolicy(number))
  if (asked >= 0) return asked
  return begun
}
