// When each process was forked, to the nanosecond. The kernel reads its clock once for every fork, so no two processes share a start_time.

import type { Machine, Task } from './model.ts'

const NS_PER_SECOND = 1_000_000_000
/** Whole seconds up to which nanoseconds since boot are exact in a number (about 104 days). */
const EXACT_SECONDS = Math.floor(Number.MAX_SAFE_INTEGER / NS_PER_SECOND)

/** Nanoseconds since boot; a bigint only where a number would lose digits. */
export type Nanoseconds = number | bigint

/** A time in seconds as nanoseconds; what is finer is rounded. */
export function nanoseconds(seconds: number): Nanoseconds {
  if (seconds < EXACT_SECONDS) return Math.round(seconds * NS_PER_SECOND)
  const whole = Math.trunc(seconds)
  return BigInt(whole) * BigInt(NS_PER_SECOND) + BigInt(Math.round((seconds - whole) * NS_PER_SECOND))
}

const later = (time: Nanoseconds, by: number): Nanoseconds => (typeof time === 'number' ? time + by : time + BigInt(by))

const known = new WeakMap<readonly Task[], readonly Nanoseconds[]>()

/**
 * The start_time of every task, in their order. Tasks with the same `startSeconds` follow each other by a nanosecond, in fork order.
 *
 * Source: copy_process(), kernel/fork.c: `p->start_time = ktime_get_ns()`.
 */
export function birthsOf(tasks: readonly Task[]): readonly Nanoseconds[] {
  const births = known.get(tasks) ?? findBirths(tasks)
  known.set(tasks, births)
  return births
}

function findBirths(tasks: readonly Task[]): readonly Nanoseconds[] {
  const taken = new Set<Nanoseconds>()
  /** By second as it was given: how far behind it the next free nanosecond may lie. */
  const behind = new Map<number, number>()
  // Whole seconds cannot run into each other: there are fewer tasks than nanoseconds in one.
  const mayCollide = tasks.some(({ startSeconds }) => !Number.isInteger(startSeconds))
  return tasks.map(({ startSeconds }) => {
    const given = nanoseconds(startSeconds)
    let offset = behind.get(startSeconds) ?? 0
    while (taken.has(later(given, offset))) offset++
    behind.set(startSeconds, offset + 1)
    const birth = later(given, offset)
    if (mayCollide) taken.add(birth)
    return birth
  })
}

/** The time of the OOM, which is after every birth. */
export function momentOf(machine: Machine, births: readonly Nanoseconds[]): Nanoseconds {
  const given = nanoseconds(machine.uptimeSeconds)
  const last = births.reduce((latest, birth) => (birth > latest ? birth : latest), 0)
  return given > last ? given : later(last, 1)
}
