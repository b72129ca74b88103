// What the advice knows about a value: where it comes from, how it is spelled as a path from the arguments, and the few constants it can be.

/** What a value was computed from, as bits. */
export const FROM = {
  nothing: 0,
  /** The task that is asked about. */
  task: 1,
  /** oc->chosen and oc->chosen_points. */
  chosen: 2,
  /** What the policy itself keeps: globals and maps that it writes. */
  kept: 4,
  /** oom_score_adj of the task. */
  adj: 8,
  /** What tells a dying task. */
  dying: 16,
  /** A counter of an mm that nobody has compared with 0. */
  counter: 32,
  /** Time, random numbers, and whatever is not followed. */
  varies: 64,
} as const

/** Bits of values that can differ between two tasks of one search. */
const PER_TASK = FROM.task | FROM.chosen | FROM.kept | FROM.varies

export interface Value {
  from: number
  /** The path that leads to it, such as `task.signal.oom_score_adj`; `&path` for an address. */
  key: string | null
  /** All that it can be, where that is known. */
  consts: readonly bigint[] | null
}

/** More constants than this are not kept apart. */
const MAX_CONSTS = 8

export const constantOf = (value: bigint): Value => ({ from: FROM.nothing, key: null, consts: [value] })
export const unknownFrom = (from: number): Value => ({ from, key: null, consts: null })

/** True when the value is the same for every task of one search. */
export const isEventConstant = ({ from }: Value): boolean => (from & PER_TASK) === 0

/** One value for two paths that met. */
export function joinValues(a: Value, b: Value): Value {
  if (a === b) return a
  return {
    from: a.from | b.from,
    key: a.key === b.key ? a.key : null,
    consts: a.consts === null || b.consts === null ? null : unionOf(a.consts, b.consts),
  }
}

function unionOf(a: readonly bigint[], b: readonly bigint[]): readonly bigint[] | null {
  const all = [...new Set([...a, ...b])]
  return all.length > MAX_CONSTS ? null : all
}

export const sameValue = (a: Value, b: Value): boolean =>
  a === b ||
  (a.from === b.from &&
    a.key === b.key &&
    (a.consts === b.consts ||
      (a.consts?.length === b.consts?.length && a.consts?.every((value) => b.consts?.includes(value)) === true)))
