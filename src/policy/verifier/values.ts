// What the checker knows about a value without running the policy: a range for a number, a region with an offset for a pointer.
// A value is `blurred` when several paths were merged to get it; what follows from a blurred value alone is never reported, because
// the kernel's verifier follows the paths one by one and may know better.

import type { IntType, Type } from '../types.ts'

export interface Range {
  min: bigint
  max: bigint
}

/** The thing that a pointer points into. */
export type Region =
  | { kind: 'stack'; frame: number; local: number; name: string; size: number }
  | { kind: 'global'; name: string; size: number; readonly: boolean }
  /** A value of the map `name`, as a lookup gives it, a record reserved in a ring buffer, or what a parameter of
   *  a function that is verified by itself leads to. */
  | { kind: 'mapValue'; name: string; size: number; record?: true; parameter?: true }
  | { kind: 'map'; name: string }
  /** A kernel struct with BTF. Loads through it are fault protected; `trust` is null where we do not know. */
  | { kind: 'kernel'; struct: string | null; trust: boolean | null; reference: number | null }
  /** A number used as an address: what the verifier has no type for. */
  | { kind: 'number'; why: 'integer' | 'stored' | 'untyped' | 'probed' }
  /** The arguments of the program, 8 bytes each. */
  | { kind: 'context'; arguments: readonly Type[]; trust: false | null }
  | { kind: 'function'; name: string }

export type Nullness = 'never' | 'maybe' | 'always'

export type Value =
  | { kind: 'scalar'; range: Range; id: number; blurred: boolean }
  | { kind: 'pointer'; region: Region; offset: Range; nullness: Nullness; id: number; blurred: boolean }
  /** Anything; nothing is ever reported about it. */
  | { kind: 'unknown' }
  | { kind: 'uninitialised' }

export type PointerValue = Extract<Value, { kind: 'pointer' }>
export type ScalarValue = Extract<Value, { kind: 'scalar' }>

export const UNKNOWN: Value = { kind: 'unknown' }
export const ZERO_RANGE: Range = { min: 0n, max: 0n }

export const single = (value: bigint): Range => ({ min: value, max: value })

export const isSingle = (range: Range): boolean => range.min === range.max

export const contains = (outer: Range, inner: Range): boolean => outer.min <= inner.min && inner.max <= outer.max

/** The values in both ranges, or null when there are none. */
export function intersect(a: Range, b: Range): Range | null {
  const min = a.min > b.min ? a.min : b.min
  const max = a.max < b.max ? a.max : b.max
  return min <= max ? { min, max } : null
}

export const hull = (a: Range, b: Range): Range => ({
  min: a.min < b.min ? a.min : b.min,
  max: a.max > b.max ? a.max : b.max,
})

/** All values of an integer type. */
export function typeRange(type: IntType): Range {
  if (type.bool) return { min: 0n, max: 1n }
  const bits = BigInt(type.bits)
  return type.signed
    ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n }
    : { min: 0n, max: (1n << bits) - 1n }
}

/** A constant; its id is never refined. */
export const constant = (value: bigint): ScalarValue => ({
  kind: 'scalar',
  range: single(value),
  id: 0,
  blurred: false,
})

/** True when two pointers lead into the same thing, as far as that can be told. */
export const sameRegion = (a: Region, b: Region): boolean => {
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'stack':
      return b.kind === 'stack' && a.frame === b.frame && a.local === b.local
    case 'global':
    case 'mapValue':
    case 'map':
    case 'function':
      return b.kind === a.kind && 'name' in b && a.name === b.name
    case 'kernel':
      return b.kind === 'kernel' && a.struct === b.struct && a.trust === b.trust
    case 'number':
    case 'context':
      return true
  }
}

/** True when two values look the same to the verifier, whatever their identities. */
export function sameValue(a: Value, b: Value): boolean {
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    return sameRange(a.range, b.range) && a.blurred === b.blurred
  }
  if (a.kind === 'pointer' && b.kind === 'pointer') {
    return (
      a.nullness === b.nullness &&
      a.blurred === b.blurred &&
      sameRange(a.offset, b.offset) &&
      sameRegion(a.region, b.region)
    )
  }
  return a.kind === b.kind
}

/** True when the two ranges together leave no gap, so that their hull has no value that neither has. */
const touches = (a: Range, b: Range): boolean => a.min <= b.max + 1n && b.min <= a.max + 1n

/**
 * True when one value can stand for both without anything being lost that the verifier could use: two ranges without a gap (two
 * constants are kept apart), or pointers to kernel structs, whose NULL does no harm.
 */
export function unites(a: Value, b: Value): boolean {
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    return a.blurred === b.blurred && !(isSingle(a.range) && isSingle(b.range)) && touches(a.range, b.range)
  }
  if (a.kind !== 'pointer' || b.kind !== 'pointer' || a.region.kind !== 'kernel' || a.region.reference !== null)
    return false
  return a.blurred === b.blurred && sameRange(a.offset, b.offset) && sameRegion(a.region, b.region)
}

const sameRange = (a: Range, b: Range): boolean => a.min === b.min && a.max === b.max

/** One value for two: exact where they are the same or unite, blurred otherwise. */
export function mergeValues(a: Value, b: Value, nextId: () => number): Value {
  if (sameValue(a, b)) return 'id' in a && 'id' in b && a.id !== b.id ? { ...a, id: nextId() } : a
  const exact = unites(a, b)
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    return { kind: 'scalar', range: hull(a.range, b.range), id: nextId(), blurred: !exact || a.blurred }
  }
  if (a.kind === 'pointer' && b.kind === 'pointer' && sameRegion(a.region, b.region)) {
    const nullness = a.nullness === b.nullness ? a.nullness : 'maybe'
    return { ...a, offset: hull(a.offset, b.offset), nullness, id: nextId(), blurred: !exact || a.blurred }
  }
  return UNKNOWN
}

/** Whether the value is zero or NULL: definitely, definitely not, or null when it depends. */
export function isZero(value: Value): boolean | null {
  if (value.kind === 'scalar') {
    if (value.range.min === 0n && value.range.max === 0n) return true
    return value.range.min > 0n || value.range.max < 0n ? false : null
  }
  if (value.kind === 'pointer') return value.nullness === 'maybe' ? null : value.nullness === 'always'
  return null
}

/** The key of a struct type, or null for other types. */
export const structKey = (type: Type): string | null => (type.kind === 'struct' ? type.key : null)
