// How the IR's types become WebAssembly's: integers of up to 32 bits are i32, kept sign- or zero-extended to their own width; 64-bit
// integers and pointers (byte offsets into the memory) are i64. Conversions, loads, stores and operators for each of them.

import type { BinaryOp, CompareOp } from '../../policy/ir.ts'
import type { IntType, PointerType, Type } from '../../policy/types.ts'
import { isScalar } from '../../policy/types.ts'
import type { CodeWriter } from './code-writer.ts'
import type { FunctionSignature, MemoryOpcode, PlainOpcode, ValueType } from './encode.ts'

export type Scalar = IntType | PointerType

export const bitsOf = (type: Scalar): 8 | 16 | 32 | 64 => (type.kind === 'pointer' ? 64 : type.bits)
export const isSigned = (type: Scalar): boolean => type.kind === 'int' && type.signed
export const valueTypeOf = (type: Scalar): ValueType => (bitsOf(type) === 64 ? 'i64' : 'i32')

/** The value type of a result; null for void. Structs and arrays are never values. */
export function resultTypeOf(type: Type): ValueType | null {
  if (type.kind === 'void') return null
  return valueTypeOf(scalar(type))
}

/** A type that must be an integer or a pointer; parameters of array and function type are pointers. */
export function scalar(type: Type): Scalar {
  if (isScalar(type)) return type
  if (type.kind === 'array') return { kind: 'pointer', to: type.of, constant: false }
  if (type.kind === 'function') return { kind: 'pointer', to: type, constant: false }
  throw new Error(`a value of kind ${type.kind} does not fit a register`)
}

export function signatureOf(params: readonly Type[], returns: Type): FunctionSignature {
  const result = resultTypeOf(returns)
  return { params: params.map((type) => valueTypeOf(scalar(type))), results: result === null ? [] : [result] }
}

/** Converts the value on the stack as C does: truncation, extension by the sign of `from`, 0 or 1 for bool. */
export function emitConvert(code: CodeWriter, from: Scalar, to: Scalar): void {
  if (to.kind === 'int' && to.bool) {
    if (from.kind === 'int' && from.bool) return
    if (valueTypeOf(from) === 'i64') {
      code.op('i64.eqz', 'i32.eqz')
    } else {
      code.op('i32.eqz', 'i32.eqz')
    }
    return
  }
  if (valueTypeOf(to) === 'i64') {
    if (valueTypeOf(from) === 'i32') code.op(isSigned(from) ? 'i64.extend_i32_s' : 'i64.extend_i32_u')
    return
  }
  if (valueTypeOf(from) === 'i64') {
    code.op('i32.wrap_i64')
    emitNormalise(code, to)
  } else if (!fitsIn(from, to)) {
    emitNormalise(code, to)
  }
}

/** True when every value of `from` is a value of `to` with the same i32. */
function fitsIn(from: Scalar, to: Scalar): boolean {
  if (bitsOf(to) === 32) return true
  if (isSigned(from) === isSigned(to)) return bitsOf(from) <= bitsOf(to)
  return isSigned(to) && bitsOf(from) < bitsOf(to)
}

/** Extends the i32 on the stack from the width of `type`. */
function emitNormalise(code: CodeWriter, type: Scalar): void {
  const bits = bitsOf(type)
  if (bits >= 32) return
  if (isSigned(type)) {
    code.op(bits === 8 ? 'i32.extend8_s' : 'i32.extend16_s')
  } else {
    code.i32(bits === 8 ? 0xff : 0xffff)
    code.op('i32.and')
  }
}

/** A constant as it is kept in a register of its type. */
export function normalised(value: bigint, type: Scalar): bigint {
  if (type.kind === 'int' && type.bool) return value === 0n ? 0n : 1n
  return isSigned(type) ? BigInt.asIntN(bitsOf(type), value) : BigInt.asUintN(bitsOf(type), value)
}

/** The load of a value of `type` into a register of type `into`. */
export function loadOpcode(type: Scalar, into: ValueType): MemoryOpcode {
  const bits = bitsOf(type)
  const sign = isSigned(type) ? 's' : 'u'
  if (bits === 64) return 'i64.load'
  if (into === 'i32') return bits === 32 ? 'i32.load' : `i32.load${bits}_${sign}`
  return `i64.load${bits}_${sign}`
}

/** The store of the low bits of a register of type `from` into a place of `type`. */
export function storeOpcode(type: Scalar, from: ValueType): MemoryOpcode {
  const bits = bitsOf(type)
  if (from === 'i32') return bits === 8 ? 'i32.store8' : bits === 16 ? 'i32.store16' : 'i32.store'
  return bits === 64 ? 'i64.store' : `i64.store${bits}`
}

/** The comparison of two values of `type`. */
export function compareOpcode(op: CompareOp, type: Scalar): PlainOpcode {
  const valueType = valueTypeOf(type)
  if (op === 'eq' || op === 'ne') return `${valueType}.${op}`
  return `${valueType}.${op}_${isSigned(type) ? 's' : 'u'}`
}

/**
 * Combines the two values on the stack; both have the value type of `type`. Division and modulo are BPF's: x / 0 is 0, x % 0 is x, and
 * MIN / -1 is MIN, without a trap. Shift counts are taken modulo the width, as BPF and WebAssembly both do.
 * `right` is the right operand where it is a constant (it is on the stack all the same).
 */
export function emitBinaryOp(code: CodeWriter, op: BinaryOp, type: Scalar, right: bigint | null): void {
  const v = valueTypeOf(type)
  const sign = isSigned(type) ? 's' : 'u'
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'and':
    case 'or':
    case 'xor':
    case 'shl':
      code.op(`${v}.${op}`)
      break
    case 'shr':
      code.op(`${v}.shr_${sign}`)
      break
    case 'div':
      if (right !== null && right !== 0n && right !== -1n) code.op(`${v}.div_${sign}`)
      else emitDivision(code, v, isSigned(type))
      break
    case 'mod':
      if (right !== null && right !== 0n) code.op(`${v}.rem_${sign}`)
      else emitModulo(code, v, isSigned(type))
      break
  }
  emitNormalise(code, type)
}

function emitDivision(code: CodeWriter, v: ValueType, signed: boolean): void {
  const divisor = code.scratch(v)
  const dividend = code.scratch(v)
  code.set(divisor)
  code.set(dividend)
  code.get(divisor)
  code.op(`${v}.eqz`)
  code.if(v)
  code.const(v, 0n)
  code.else()
  if (signed) {
    code.get(divisor)
    code.const(v, -1n)
    code.op(`${v}.eq`)
    code.if(v)
    code.const(v, 0n)
    code.get(dividend)
    code.op(`${v}.sub`)
    code.else()
  }
  code.get(dividend)
  code.get(divisor)
  code.op(signed ? `${v}.div_s` : `${v}.div_u`)
  if (signed) code.end()
  code.end()
  code.release(v, divisor)
  code.release(v, dividend)
}

function emitModulo(code: CodeWriter, v: ValueType, signed: boolean): void {
  const divisor = code.scratch(v)
  const dividend = code.scratch(v)
  code.set(divisor)
  code.set(dividend)
  code.get(divisor)
  code.op(`${v}.eqz`)
  code.if(v)
  code.get(dividend)
  code.else()
  code.get(dividend)
  code.get(divisor)
  code.op(signed ? `${v}.rem_s` : `${v}.rem_u`)
  code.end()
  code.release(v, divisor)
  code.release(v, dividend)
}
