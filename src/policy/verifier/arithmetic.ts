// Ranges of results: what is known about `a op b` when ranges of a and b are known, and what a comparison says about its two sides.
// It knows what the kernel's verifier knows and not more: before 7.0 that is nothing about a quotient or a remainder.

import { has } from '../../kernel/differences.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { foldBinary, wrapConstant } from '../constant.ts'
import type { BinaryOp, CompareOp } from '../ir.ts'
import type { IntType } from '../types.ts'
import { contains, intersect, isSingle, single, typeRange, type Range } from './values.ts'

/** The range after storing a mathematical result in `type`: unchanged where it fits, everything where it may wrap. */
export function wrapRange(range: Range, type: IntType): Range {
  const all = typeRange(type)
  if (contains(all, range)) return range
  if (isSingle(range) && !type.bool) return single(wrapConstant(range.min, type))
  return all
}

const isPowerOfTwo = (value: bigint): boolean => value > 0n && (value & (value - 1n)) === 0n

/** The smallest 2^n - 1 that is not less than `value`. */
function maskOver(value: bigint): bigint {
  let mask = 1n
  while (mask - 1n < value) mask <<= 1n
  return mask - 1n
}

function divisionRange(op: 'div' | 'mod', a: Range, b: Range, type: IntType, kernel: KernelVersion): Range {
  const all = typeRange(type)
  if (!isSingle(b) || b.min <= 0n || a.min < 0n) return all
  // clang makes a shift or a mask of these, which the verifier follows.
  const followed = isPowerOfTwo(b.min) || has(kernel, 'verifier-follows-division')
  if (!followed) return all
  if (op === 'div') return { min: a.min / b.min, max: a.max / b.min }
  return { min: 0n, max: a.max < b.min ? a.max : b.min - 1n }
}

/** The range of `a op b` in `type`, where both operands are values of it. */
export function binaryRange(op: BinaryOp, a: Range, b: Range, type: IntType, kernel: KernelVersion): Range {
  const all = typeRange(type)
  if (isSingle(a) && isSingle(b)) {
    return single(foldBinary(op, a.min, b.min, type))
  }
  switch (op) {
    case 'add':
      return wrapRange({ min: a.min + b.min, max: a.max + b.max }, type)
    case 'sub':
      return wrapRange({ min: a.min - b.max, max: a.max - b.min }, type)
    case 'mul': {
      const corners = [a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max]
      const low = corners.reduce((x, y) => (y < x ? y : x))
      const high = corners.reduce((x, y) => (y > x ? y : x))
      return wrapRange({ min: low, max: high }, type)
    }
    case 'and':
      if (a.min >= 0n && b.min >= 0n) return { min: 0n, max: a.max < b.max ? a.max : b.max }
      if (a.min >= 0n) return { min: 0n, max: a.max }
      return b.min >= 0n ? { min: 0n, max: b.max } : all
    case 'or':
    case 'xor':
      if (a.min < 0n || b.min < 0n) return all
      return {
        min: op === 'or' ? (a.min > b.min ? a.min : b.min) : 0n,
        max: maskOver(a.max > b.max ? a.max : b.max),
      }
    case 'shl':
      return isSingle(b) && b.min >= 0n && b.min < BigInt(type.bits)
        ? wrapRange({ min: a.min << b.min, max: a.max << b.min }, type)
        : all
    case 'shr':
      return isSingle(b) && b.min >= 0n && b.min < BigInt(type.bits)
        ? { min: a.min >> b.min, max: a.max >> b.min }
        : a.min >= 0n
          ? { min: 0n, max: a.max }
          : all
    case 'div':
    case 'mod':
      return divisionRange(op, a, b, type, kernel)
  }
}

/** Whether `a op b` holds: always, never, or null when it depends. */
export function compareRanges(op: CompareOp, a: Range, b: Range): boolean | null {
  switch (op) {
    case 'eq':
      if (intersect(a, b) === null) return false
      return isSingle(a) && isSingle(b) ? true : null
    case 'ne': {
      const equal = compareRanges('eq', a, b)
      return equal === null ? null : !equal
    }
    case 'lt':
      if (a.max < b.min) return true
      return a.min >= b.max ? false : null
    case 'le':
      if (a.max <= b.min) return true
      return a.min > b.max ? false : null
    case 'gt':
      return compareRanges('lt', b, a)
    case 'ge':
      return compareRanges('le', b, a)
  }
}

/** What is left of `a` when `a op b` holds; null when nothing is. */
export function refineRange(op: CompareOp, a: Range, b: Range): Range | null {
  switch (op) {
    case 'eq':
      return intersect(a, b)
    case 'ne':
      if (!isSingle(b)) return a
      if (isSingle(a) && a.min === b.min) return null
      if (a.min === b.min) return { min: a.min + 1n, max: a.max }
      return a.max === b.min ? { min: a.min, max: a.max - 1n } : a
    case 'lt':
      return intersect(a, { min: a.min, max: b.max - 1n })
    case 'le':
      return intersect(a, { min: a.min, max: b.max })
    case 'gt':
      return intersect(a, { min: b.min + 1n, max: a.max })
    case 'ge':
      return intersect(a, { min: b.min, max: a.max })
  }
}
