// Arithmetic on constants with C's widths and, where C leaves it open, with BPF's rules: division by zero gives 0, modulo by zero the
// dividend, shift counts are masked. It only computes; what is refused at compile time (`div by zero`) is reported by its callers.

import type { BinaryOp, CompareOp } from './ir.ts'
import type { IntType, PointerType } from './types.ts'

/** The value as the type holds it: truncated to its width, with its sign; 0 or 1 for bool. */
export function wrapConstant(value: bigint, type: IntType | PointerType): bigint {
  if (type.kind === 'pointer') return BigInt.asUintN(64, value)
  if (type.bool) return value === 0n ? 0n : 1n
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value)
}

/** `left op right` in `type`; both are values of `type`, except that the right side of a shift is any count. */
export function foldBinary(op: BinaryOp, left: bigint, right: bigint, type: IntType): bigint {
  return wrapConstant(exactBinary(op, left, right, type.bits), type)
}

function exactBinary(op: BinaryOp, left: bigint, right: bigint, bits: number): bigint {
  const count = right & BigInt(bits - 1)
  switch (op) {
    case 'add':
      return left + right
    case 'sub':
      return left - right
    case 'mul':
      return left * right
    case 'div':
      return right === 0n ? 0n : left / right
    case 'mod':
      return right === 0n ? left : left % right
    case 'and':
      return left & right
    case 'or':
      return left | right
    case 'xor':
      return left ^ right
    case 'shl':
      return left << count
    case 'shr':
      return left >> count
  }
}

/** The truth of `left op right`, both in the same type. */
export function foldCompare(op: CompareOp, left: bigint, right: bigint): boolean {
  switch (op) {
    case 'eq':
      return left === right
    case 'ne':
      return left !== right
    case 'lt':
      return left < right
    case 'le':
      return left <= right
    case 'gt':
      return left > right
    case 'ge':
      return left >= right
  }
}

/** The comparison that holds where this one does not. */
export const INVERSE: Readonly<Record<CompareOp, CompareOp>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  le: 'gt',
  gt: 'le',
  ge: 'lt',
}

/** The comparison that says the same with its sides exchanged. */
export const MIRROR: Readonly<Record<CompareOp, CompareOp>> = {
  eq: 'eq',
  ne: 'ne',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le',
}

/** Reads a value back from its little-endian bytes. */
export function readConstant(bytes: Uint8Array, type: IntType): bigint {
  const unsigned = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  return type.signed ? BigInt.asIntN(type.bits, unsigned) : unsigned
}

/** Little-endian bytes of a value of the given size. */
export function writeConstant(bytes: Uint8Array, offset: number, size: number, value: bigint): void {
  let rest = BigInt.asUintN(64, value)
  for (let i = 0; i < size && offset + i < bytes.length; i++) {
    bytes[offset + i] = Number(rest & 0xffn)
    rest >>= 8n
  }
}
