// Writes expressions: values onto the stack, effects, and conditions as branches. A policy's loads read 0 outside the memory, as a
// fault-protected load through a BTF pointer does; its stores outside its own data stop the run. Kernel code is not checked.

import { INVERSE } from '../../policy/constant.ts'
import type { Expr, Place } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import { assertNever } from '../../policy/types.ts'
import type { Address } from './address.ts'
import { addressOf } from './address.ts'
import type { Label } from './code-writer.ts'
import type { FunctionContext } from './context.ts'
import { addSite, globalIndex } from './context.ts'
import { emitFault } from './emit-marks.ts'
import { canInline, emitInlined } from './inline.ts'
import { WASM_PAGE } from './layout.ts'
import type { LinkedFunction } from './link.ts'
import type { Scalar } from './value-types.ts'
import {
  bitsOf,
  compareOpcode,
  emitBinaryOp,
  emitConvert,
  loadOpcode,
  normalised,
  resultTypeOf,
  scalar,
  signatureOf,
  storeOpcode,
  valueTypeOf,
} from './value-types.ts'

/** Parameters of every function in the table: pointers are called with BPF's five registers, whatever the function takes. */
export const INDIRECT_PARAMS = 5

/** Copies and fills up to this size are unrolled: a call of the engine's memory.copy costs more. */
const MAX_UNROLLED_BYTES = 64

/** Writes the expression; its value, where it has one, is on the stack. */
export function emitExpr(fx: FunctionContext, expr: Expr): void {
  const { code } = fx
  switch (expr.kind) {
    case 'const':
      code.const(valueTypeOf(expr.type), normalised(expr.value, expr.type))
      return
    case 'read':
      emitRead(fx, expr.place, expr.type)
      return
    case 'address':
      emitAddressValue(fx, addressOf(expr.place, fx))
      return
    case 'functionAddress':
      code.i64(BigInt(fx.module.tableIndex(fx.module.program.functionNamed(fx.origin, expr.function))))
      return
    case 'unary':
      if (expr.op === 'neg') code.const(valueTypeOf(expr.type), 0n)
      emitExpr(fx, expr.operand)
      if (expr.op === 'bitnot') code.const(valueTypeOf(expr.type), -1n)
      emitBinaryOp(code, expr.op === 'neg' ? 'sub' : 'xor', expr.type, null)
      return
    case 'not':
      if (emitTruth(fx, expr.operand) === 'i64') code.op('i64.eqz')
      else code.op('i32.eqz')
      return
    case 'binary': {
      emitExpr(fx, expr.left)
      const shift = expr.op === 'shl' || expr.op === 'shr'
      emitAs(fx, expr.right, shift ? unsignedLike(expr.type) : expr.type)
      emitBinaryOp(code, expr.op, expr.type, expr.right.kind === 'const' ? expr.right.value : null)
      return
    }
    case 'compare':
      emitExpr(fx, expr.left)
      if (isZero(expr.right) && expr.op === 'eq') {
        code.op(`${valueTypeOf(scalar(expr.left.type))}.eqz`)
        return
      }
      emitExpr(fx, expr.right)
      code.op(compareOpcode(expr.op, scalar(expr.left.type)))
      return
    case 'logical':
      // The right side is asked only where the left one does not decide.
      emitCondition(fx, expr.left)
      code.if('i32')
      if (expr.op === 'and') emitBoolean(fx, expr.right)
      else code.i32(1)
      code.else()
      if (expr.op === 'and') code.i32(0)
      else emitBoolean(fx, expr.right)
      code.end()
      return
    case 'conditional': {
      emitCondition(fx, expr.condition)
      const result = resultTypeOf(expr.type)
      code.if(result)
      emitArm(fx, expr.then, expr)
      code.else()
      emitArm(fx, expr.otherwise, expr)
      code.end()
      return
    }
    case 'convert':
      emitAs(fx, expr.operand, expr.type)
      return
    case 'pointerAdd':
      emitAddressValue(fx, addressOf({ kind: 'deref', pointer: expr, type: expr.type.to, span: expr.span }, fx))
      return
    case 'pointerDiff':
      emitExpr(fx, expr.left)
      emitExpr(fx, expr.right)
      code.op('i64.sub')
      if (expr.scale > 1) {
        code.i64(BigInt(expr.scale))
        code.op('i64.div_s')
      }
      return
    case 'assign':
      emitAssign(fx, expr, true)
      return
    case 'update':
      emitUpdate(fx, expr, true)
      return
    case 'copy':
      emitCopy(fx, expr)
      return
    case 'zero':
      emitZero(fx, expr.target, expr.size, expr.span)
      return
    case 'call':
      emitCall(fx, expr)
      return
    case 'callIndirect':
      emitCallIndirect(fx, expr)
      return
    case 'sequence':
      for (const effect of expr.effects) emitEffect(fx, effect)
      emitExpr(fx, expr.value)
      return
    case 'statements':
      fx.emitBody(fx, expr.body)
      if (expr.value !== null) emitExpr(fx, expr.value)
      return
    default:
      assertNever(expr)
  }
}

/** Writes the expression for what it does; nothing stays on the stack. */
export function emitEffect(fx: FunctionContext, expr: Expr): void {
  switch (expr.kind) {
    case 'const':
    case 'functionAddress':
      return
    case 'assign':
      emitAssign(fx, expr, false)
      return
    case 'update':
      emitUpdate(fx, expr, false)
      return
    case 'convert':
      emitEffect(fx, expr.operand)
      return
    case 'sequence':
      for (const effect of expr.effects) emitEffect(fx, effect)
      emitEffect(fx, expr.value)
      return
    case 'statements':
      fx.emitBody(fx, expr.body)
      if (expr.value !== null) emitEffect(fx, expr.value)
      return
    case 'conditional':
      emitCondition(fx, expr.condition)
      fx.code.if()
      emitEffect(fx, expr.then)
      fx.code.else()
      emitEffect(fx, expr.otherwise)
      fx.code.end()
      return
    default:
      emitExpr(fx, expr)
      if (resultTypeOf(expr.kind === 'copy' || expr.kind === 'zero' ? { kind: 'void' } : expr.type) !== null) {
        fx.code.op('drop')
      }
  }
}

/** Writes an i32 that is not 0 when the expression is true. */
export function emitCondition(fx: FunctionContext, expr: Expr): void {
  if (emitTruth(fx, expr) === 'i64') fx.code.op('i64.eqz', 'i32.eqz')
}

/** Branches to `target` when the truth of the expression is `sense`, without making a value of `&&`, `||` and `!`. */
export function emitBranch(fx: FunctionContext, expr: Expr, sense: boolean, target: Label): void {
  const { code } = fx
  switch (expr.kind) {
    case 'not':
      emitBranch(fx, expr.operand, !sense, target)
      return
    case 'logical':
      if ((expr.op === 'or') === sense) {
        emitBranch(fx, expr.left, sense, target)
        emitBranch(fx, expr.right, sense, target)
      } else {
        const past = code.block()
        emitBranch(fx, expr.left, !sense, past)
        emitBranch(fx, expr.right, sense, target)
        code.end()
      }
      return
    case 'compare':
      emitExpr(fx, sense ? expr : { ...expr, op: INVERSE[expr.op] })
      code.brIf(target)
      return
    default: {
      const type = emitTruth(fx, expr)
      if (!sense) code.op(`${type}.eqz`)
      else if (type === 'i64') code.op('i64.eqz', 'i32.eqz')
      code.brIf(target)
    }
  }
}

/** Writes a value of either type that is 0 exactly when the expression is false; a conversion to bool needs no work here. */
function emitTruth(fx: FunctionContext, expr: Expr): 'i32' | 'i64' {
  if (expr.kind === 'convert' && expr.type.kind === 'int' && expr.type.bool) return emitTruth(fx, expr.operand)
  emitExpr(fx, expr)
  return valueTypeOf(scalar(expr.type))
}

/** Writes the truth of the expression as 0 or 1. */
function emitBoolean(fx: FunctionContext, expr: Expr): void {
  const isBoolean = expr.kind === 'compare' || expr.kind === 'logical' || expr.kind === 'not'
  if (isBoolean) emitExpr(fx, expr)
  else fx.code.op(`${emitTruth(fx, expr)}.eqz`, 'i32.eqz')
}

function emitArm(fx: FunctionContext, arm: Expr, whole: Expr & { kind: 'conditional' }): void {
  if (resultTypeOf(whole.type) === null) emitEffect(fx, arm)
  else emitAs(fx, arm, scalar(whole.type))
}

/** Writes the expression and converts its value to `type`. */
export function emitAs(fx: FunctionContext, operand: Expr, type: Scalar): void {
  const { code } = fx
  if (operand.kind === 'const') {
    code.const(valueTypeOf(type), normalised(normalised(operand.value, operand.type), type))
    return
  }
  const from = scalar(operand.type)
  const widens = valueTypeOf(type) === 'i64' && valueTypeOf(from) === 'i32'
  if (widens && operand.kind === 'read' && !isRegister(fx, operand.place)) {
    const offset = emitAddress(fx, addressOf(operand.place, fx), bitsOf(from) / 8, null)
    code.memory(loadOpcode(from, 'i64'), offset)
    return
  }
  emitExpr(fx, operand)
  emitConvert(code, from, type)
}

function emitRead(fx: FunctionContext, place: Place, type: Scalar): void {
  const home = registerOf(fx, place)
  if (home !== null) {
    fx.code.get(home)
    return
  }
  const offset = emitAddress(fx, addressOf(place, fx), bitsOf(type) / 8, null)
  fx.code.memory(loadOpcode(type, valueTypeOf(type)), offset)
}

function emitAssign(fx: FunctionContext, expr: Expr & { kind: 'assign' }, wanted: boolean): void {
  const { code } = fx
  const type = scalar(expr.place.type)
  const register = registerOf(fx, expr.place)
  if (register !== null) {
    emitAs(fx, expr.value, type)
    if (wanted) code.tee(register)
    else code.set(register)
    return
  }
  const offset = emitAddress(fx, addressOf(expr.place, fx), bitsOf(type) / 8, expr.span)
  if (!wanted) {
    code.memory(storeOpcode(type, emitForStore(fx, expr.value, type)), offset)
    return
  }
  const valueType = valueTypeOf(type)
  const value = code.scratch(valueType)
  emitAs(fx, expr.value, type)
  code.tee(value)
  code.memory(storeOpcode(type, valueType), offset)
  code.get(value)
  code.release(valueType, value)
}

/** Writes a value of which only the low bits are stored, so that a truncating conversion needs no instruction. */
function emitForStore(fx: FunctionContext, value: Expr, type: Scalar): 'i32' | 'i64' {
  const truncates =
    value.kind === 'convert' &&
    !(value.type.kind === 'int' && value.type.bool) &&
    bitsOf(value.type) === bitsOf(type) &&
    bitsOf(scalar(value.operand.type)) >= bitsOf(type)
  if (truncates) return emitForStore(fx, value.operand, type)
  const from = scalar(value.type)
  if (bitsOf(from) >= bitsOf(type) && !(type.kind === 'int' && type.bool)) {
    emitExpr(fx, value)
    return valueTypeOf(from)
  }
  emitAs(fx, value, type)
  return valueTypeOf(type)
}

function emitUpdate(fx: FunctionContext, expr: Expr & { kind: 'update' }, wanted: boolean): void {
  const { code } = fx
  const type = scalar(expr.place.type)
  const valueType = valueTypeOf(type)
  const width = bitsOf(type) / 8
  const register = registerOf(fx, expr.place)
  const base = register === null ? code.scratch('i32') : null
  const result = wanted ? code.scratch(valueType) : null
  let offset = 0

  if (base === null) {
    if (register !== null) code.get(register)
  } else {
    offset = emitAddress(fx, addressOf(expr.place, fx), width, expr.span)
    code.tee(base)
    code.get(base)
    code.memory(loadOpcode(type, valueType), offset)
  }
  if (result !== null && expr.result === 'old') code.tee(result)
  emitConvert(code, type, expr.computeType)
  const shift = expr.op === 'shl' || expr.op === 'shr'
  emitAs(fx, expr.value, shift ? unsignedLike(expr.computeType) : asInteger(expr.computeType))
  emitBinaryOp(code, expr.op, asInteger(expr.computeType), expr.value.kind === 'const' ? expr.value.value : null)
  emitConvert(code, expr.computeType, type)
  if (result !== null && expr.result === 'new') code.tee(result)

  if (register === null) code.memory(storeOpcode(type, valueType), offset)
  else code.set(register)
  if (base !== null) code.release('i32', base)
  if (result !== null) {
    code.get(result)
    code.release(valueType, result)
  }
}

function emitCopy(fx: FunctionContext, expr: Expr & { kind: 'copy' }): void {
  const { code } = fx
  if (expr.size === 0) return
  const target = code.scratch('i32')
  const source = code.scratch('i32')
  const targetOffset = emitAddress(fx, addressOf(expr.target, fx), expr.size, expr.span)
  code.set(target)
  const sourceOffset = emitAddress(fx, addressOf(expr.source, fx), expr.size, null)
  code.set(source)
  if (expr.size <= MAX_UNROLLED_BYTES) {
    for (const { at, width } of pieces(expr.size)) {
      code.get(target)
      code.get(source)
      code.memory(PIECES[width].load, sourceOffset + at)
      code.memory(PIECES[width].store, targetOffset + at)
    }
  } else {
    emitPlus(fx, target, targetOffset)
    emitPlus(fx, source, sourceOffset)
    code.i32(expr.size)
    code.memoryCopy()
  }
  code.release('i32', target)
  code.release('i32', source)
}

/** Sets `size` bytes of a place to 0. */
export function emitZero(fx: FunctionContext, target: Place, size: number, span: Span): void {
  const { code } = fx
  if (size === 0) return
  const base = code.scratch('i32')
  const offset = emitAddress(fx, addressOf(target, fx), size, span)
  code.set(base)
  if (size <= MAX_UNROLLED_BYTES) {
    for (const { at, width } of pieces(size)) {
      code.get(base)
      code.const(PIECES[width].type, 0n)
      code.memory(PIECES[width].store, offset + at)
    }
  } else {
    emitPlus(fx, base, offset)
    code.i32(0)
    code.i32(size)
    code.memoryFill()
  }
  code.release('i32', base)
}

function emitPlus(fx: FunctionContext, local: number, offset: number): void {
  fx.code.get(local)
  if (offset === 0) return
  fx.code.i32(offset)
  fx.code.op('i32.add')
}

const PIECES = {
  8: { type: 'i64', load: 'i64.load', store: 'i64.store' },
  4: { type: 'i32', load: 'i32.load', store: 'i32.store' },
  2: { type: 'i32', load: 'i32.load16_u', store: 'i32.store16' },
  1: { type: 'i32', load: 'i32.load8_u', store: 'i32.store8' },
} as const

/** Cuts a size into the largest powers of two up to 8. */
function pieces(size: number): { at: number; width: keyof typeof PIECES }[] {
  const result: { at: number; width: keyof typeof PIECES }[] = []
  for (let at = 0; at < size;) {
    const left = size - at
    const width = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1
    result.push({ at, width })
    at += width
  }
  return result
}

function emitCall(fx: FunctionContext, expr: Expr & { kind: 'call' }): void {
  const { code, module } = fx
  const target = module.program.resolve(fx.origin, expr)
  if (target.kind === 'intrinsic') {
    code.globalGet(globalIndex('instructions'))
    code.i32(0)
    code.globalSet(globalIndex('instructions'))
    return
  }
  if (target.kind === 'import') {
    for (const arg of expr.args) emitExpr(fx, arg)
    code.call(module.functionIndex(target))
    return
  }
  const { callee } = target
  const params = callee.ir.params.map((id) => localType(callee, id))
  if (params.length !== expr.args.length) {
    throw new Error(`${expr.callee} takes ${params.length} arguments, not ${expr.args.length}`)
  }
  expr.args.forEach((arg, index) => emitAs(fx, arg, params[index] ?? scalar(arg.type)))
  if (canInline(fx, callee)) {
    emitInlined(fx, callee)
  } else {
    const shareFuel = fx.fuel !== null && callee.runsPolicy
    if (shareFuel && fx.fuel !== null) {
      code.get(fx.fuel)
      code.globalSet(globalIndex('budget'))
    }
    code.call(module.functionIndex(target))
    if (shareFuel && fx.fuel !== null) {
      code.globalGet(globalIndex('budget'))
      code.set(fx.fuel)
    }
  }
  emitResult(fx, callee.ir.returns, expr)
}

/** Brings a call's result from what the callee returns to what the caller expects: C allows a helper declared a little differently. */
function emitResult(
  fx: FunctionContext,
  returns: LinkedFunction['ir']['returns'],
  expr: Expr & { kind: 'call' },
): void {
  if (expr.type.kind === 'void') {
    if (returns.kind !== 'void') fx.code.op('drop')
    return
  }
  if (returns.kind === 'void') fx.code.const(valueTypeOf(scalar(expr.type)), 0n)
  else emitConvert(fx.code, scalar(returns), scalar(expr.type))
}

function emitCallIndirect(fx: FunctionContext, expr: Expr & { kind: 'callIndirect' }): void {
  const { code } = fx
  const pointer = code.scratch('i32')
  emitExpr(fx, expr.pointer)
  code.op('i32.wrap_i64')
  code.set(pointer)
  for (let index = 0; index < INDIRECT_PARAMS; index++) {
    const arg = expr.args[index]
    if (arg === undefined) code.i64(0n)
    else emitAs(fx, arg, wide(scalar(arg.type)))
  }
  code.get(pointer)
  code.callIndirect(fx.module.typeIndex(INDIRECT_SIGNATURE))
  code.release('i32', pointer)
  if (expr.type.kind === 'void') code.op('drop')
  else emitConvert(code, wide(scalar(expr.type)), scalar(expr.type))
}

/** The 64-bit integer of the same sign: what a register holds of a value. */
export const wide = (type: Scalar): Scalar => ({
  kind: 'int',
  bits: 64,
  signed: type.kind === 'int' && type.signed,
  bool: false,
  name: 'u64',
})

export const INDIRECT_SIGNATURE = signatureOf(
  Array.from({ length: INDIRECT_PARAMS }, () => wide({ kind: 'pointer', to: { kind: 'void' }, constant: false })),
  wide({ kind: 'pointer', to: { kind: 'void' }, constant: false }),
)

export function localType(linked: LinkedFunction, id: number): Scalar {
  const local = linked.ir.locals[id]
  if (local === undefined) throw new Error(`${linked.ir.name} has no local ${id}`)
  return scalar(local.type)
}

/**
 * Writes the address of `width` bytes as an i32 base; the offset to add in the load or store is returned.
 * `store` is the span of the store, or null for a load. What a policy's pointer cannot reach reads as address 0, where zeros are.
 */
function emitAddress(fx: FunctionContext, address: Address, width: number, store: Span | null): number {
  const { code } = fx
  if (fx.origin === 'kernel' || isInRoom(address, width)) return emitTrustedAddress(fx, address)

  const { layout } = fx
  const foldable = address.base.kind === 'pointer' && address.offset >= 0 && address.offset + width <= WASM_PAGE
  const offset = foldable ? address.offset : 0
  emitAddressValue(fx, foldable ? { ...address, offset: 0 } : address)
  const pointer = code.scratch('i64')
  if (store === null) {
    code.tee(pointer)
    code.i64(0n)
    code.get(pointer)
    code.get(limitLocal(fx))
    code.op('i64.lt_u', 'select', 'i32.wrap_i64')
  } else {
    code.tee(pointer)
    code.i64(BigInt(layout.writableStart - offset))
    code.op('i64.sub')
    code.i64(BigInt(Math.max(layout.writableEnd - layout.writableStart - width, 0)))
    code.op('i64.gt_u')
    code.if()
    emitFault(code, 'bad-write', addSite(fx, 'store', store), null)
    code.end()
    code.get(pointer)
    code.op('i32.wrap_i64')
  }
  code.release('i64', pointer)
  return offset
}

/** True when all of the bytes are known to lie inside a variable. */
const isInRoom = ({ room, terms, offset }: Address, width: number): boolean =>
  room !== null && terms.length === 0 && offset >= room.start && offset + width <= room.start + room.size

function emitTrustedAddress(fx: FunctionContext, address: Address): number {
  const { code } = fx
  switch (address.base.kind) {
    case 'frame':
      code.get(frameOf(fx))
      break
    case 'absolute':
      code.i32(0)
      break
    case 'pointer':
      emitExpr(fx, address.base.expr)
      code.op('i32.wrap_i64')
  }
  for (const { index, scale } of address.terms) {
    emitExpr(fx, index)
    code.op('i32.wrap_i64')
    if (scale !== 1) {
      code.i32(scale)
      code.op('i32.mul')
    }
    code.op('i32.add')
  }
  if (address.offset >= 0) return address.offset
  code.i32(address.offset)
  code.op('i32.add')
  return 0
}

/** Writes an address as a pointer: an i64. */
function emitAddressValue(fx: FunctionContext, address: Address): void {
  const { code } = fx
  let { offset } = address
  switch (address.base.kind) {
    case 'frame':
      code.get(frameOf(fx))
      code.op('i64.extend_i32_u')
      break
    case 'absolute':
      code.i64(BigInt(offset))
      offset = 0
      break
    case 'pointer':
      emitExpr(fx, address.base.expr)
  }
  for (const { index, scale } of address.terms) {
    emitExpr(fx, index)
    if (scale !== 1) {
      code.i64(BigInt(scale))
      code.op('i64.mul')
    }
    code.op('i64.add')
  }
  if (offset !== 0) {
    code.i64(BigInt(offset))
    code.op('i64.add')
  }
}

function limitLocal(fx: FunctionContext): number {
  fx.limit.local ??= fx.code.addLocal('i64')
  return fx.limit.local
}

function frameOf(fx: FunctionContext): number {
  if (fx.frame === null) throw new Error(`${fx.linked.ir.name} has no frame`)
  return fx.frame
}

function registerOf(fx: FunctionContext, place: Place): number | null {
  if (place.kind !== 'local') return null
  const home = fx.homes[place.local]
  return home?.kind === 'register' ? home.index : null
}

const isRegister = (fx: FunctionContext, place: Place): boolean => registerOf(fx, place) !== null

const isZero = (expr: Expr): boolean => expr.kind === 'const' && expr.value === 0n

/** Pointers are computed with as unsigned 64-bit integers. */
const asInteger = (type: Scalar): Scalar => (type.kind === 'pointer' ? wide(type) : type)

/** An unsigned integer as wide as the register of `type`: what a shift count is brought to. */
const unsignedLike = (type: Scalar): Scalar => ({
  kind: 'int',
  bits: valueTypeOf(type) === 'i64' ? 64 : 32,
  signed: false,
  bool: false,
  name: 'count',
})
