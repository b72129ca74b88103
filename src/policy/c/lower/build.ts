// Makes the nodes of the IR with C's conversions in them: promotions, usual arithmetic conversions, decay, pointer steps, and constants
// folded as they arise. The passes above it decide what to build; here is how it is typed.

import { foldBinary, foldCompare, wrapConstant } from '../../constant.ts'
import type { BinaryOp, CompareOp, Expr, Place } from '../../ir.ts'
import { rootOf } from '../../ir-walk.ts'
import type { Span } from '../../span.ts'
import { spellType } from '../../spell-type.ts'
import {
  BOOL,
  CHAR,
  type Field,
  INT,
  type IntType,
  isScalar,
  LONG,
  type PointerType,
  sizeOf,
  type StructTable,
  type Type,
  ULONG,
  VOID,
} from '../../types.ts'
import type { CExpr } from '../parse/ast.ts'
import {
  currentFunction,
  ERROR_TYPE,
  type LowerContext,
  type Operand,
  report,
  type ScalarExpr,
  type FunctionEntity,
} from './context.ts'
import { FUNCTION_POINTER } from './rules/calls.ts'
import { DISCARDS_CONST, POINTER_TYPE, STRUCT_VALUE, TYPE_MISMATCH } from './rules/conversions.ts'
import { MISSING_FIELD } from './rules/members.ts'

export const isScalarExpr = (expr: Expr): expr is ScalarExpr => isScalar(expr.type)
export const isPoison = (expr: Expr): boolean => expr.type === ERROR_TYPE

/** Stands for what could not be lowered. */
export const poison = (span: Span): ScalarExpr => ({ kind: 'const', value: 0n, type: ERROR_TYPE, span })

export const poisonOperand = (span: Span): Operand => ({ kind: 'value', expr: poison(span) })

export const constant = (value: bigint, type: IntType | PointerType, span: Span): ScalarExpr => ({
  kind: 'const',
  value: wrapConstant(value, type),
  type,
  span,
})

export const pointerTo = (to: Type, constantData = false): PointerType => ({
  kind: 'pointer',
  to,
  constant: constantData,
})

/** The same type for C: names of integers (`u64`, `unsigned long`) do not matter. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind === 'void' || b.kind === 'void') return a.kind === b.kind
  if (a.kind === 'int' && b.kind === 'int') return sameInt(a, b)
  if (a.kind === 'pointer' && b.kind === 'pointer') return sameType(a.to, b.to)
  if (a.kind === 'array' && b.kind === 'array') return a.length === b.length && sameType(a.of, b.of)
  if (a.kind === 'struct' && b.kind === 'struct') return a.key === b.key
  if (a.kind === 'function' && b.kind === 'function') {
    return (
      a.params.length === b.params.length &&
      a.variadic === b.variadic &&
      sameType(a.returns, b.returns) &&
      a.params.every((param, i) => sameType(param, b.params[i] ?? VOID))
    )
  }
  return false
}

const sameInt = (a: IntType, b: IntType): boolean => a.bits === b.bits && a.signed === b.signed && a.bool === b.bool

/** C's integer promotion: what is narrower than int becomes int. */
export const promotedType = (type: IntType): IntType => (type.bits < 32 ? INT : type)

/** The common type of C's usual arithmetic conversions. */
export function commonType(a: IntType, b: IntType): IntType {
  const left = promotedType(a)
  const right = promotedType(b)
  if (left.bits !== right.bits) return left.bits > right.bits ? left : right
  if (left.signed !== right.signed) return left.signed ? right : left
  return left
}

/** Converts a scalar to a scalar type; constants are converted at once, and what does not change a value makes no node. */
export function convert(operand: ScalarExpr, to: IntType | PointerType, span: Span = operand.span): ScalarExpr {
  const from = operand.type
  if (operand.kind === 'const') return constant(operand.value, to, span)
  if (from.kind === 'int' && to.kind === 'int' && sameInt(from, to)) return operand
  if (from.kind === 'pointer' && to.kind === 'pointer' && sameType(from, to) && from.constant === to.constant) {
    return operand
  }
  return { kind: 'convert', operand, type: to, span }
}

export const promote = (operand: ScalarExpr): ScalarExpr =>
  operand.type.kind === 'int' ? convert(operand, promotedType(operand.type)) : operand

/** The truth of a constant, null for what is known at run time only. */
export const constantTruth = (expr: Expr): boolean | null =>
  expr.kind === 'const' && !isPoison(expr) ? expr.value !== 0n : null

export function binary(op: BinaryOp, left: ScalarExpr, right: ScalarExpr, type: IntType, span: Span): ScalarExpr {
  if (left.kind === 'const' && right.kind === 'const') {
    return constant(foldBinary(op, left.value, right.value, type), type, span)
  }
  return { kind: 'binary', op, left, right, type, span }
}

export function compare(op: CompareOp, left: ScalarExpr, right: ScalarExpr, span: Span): ScalarExpr {
  if (left.kind === 'const' && right.kind === 'const') {
    return constant(foldCompare(op, left.value, right.value) ? 1n : 0n, INT, span)
  }
  return { kind: 'compare', op, left, right, type: INT, span }
}

export function not(operand: ScalarExpr, span: Span): ScalarExpr {
  if (operand.kind === 'const') return constant(operand.value === 0n ? 1n : 0n, INT, span)
  return { kind: 'not', operand, type: INT, span }
}

/** The truth of a scalar as an int, 0 or 1. */
export function truth(operand: ScalarExpr, span: Span): ScalarExpr {
  if (operand.kind === 'compare' || operand.kind === 'not' || operand.kind === 'logical') return operand
  if (operand.kind === 'const') return constant(operand.value === 0n ? 0n : 1n, INT, span)
  return { kind: 'compare', op: 'ne', left: operand, right: constant(0n, operand.type, span), type: INT, span }
}

/** The size of what a pointer steps over: GNU C lets void * step by bytes. */
export const stepSize = (pointer: PointerType, structs: StructTable): number =>
  pointer.to.kind === 'void' || pointer.to.kind === 'function' ? 1 : sizeOf(pointer.to, structs)

export function pointerAdd(pointer: ScalarExpr, index: ScalarExpr, scale: number, span: Span): ScalarExpr {
  if (pointer.type.kind !== 'pointer') return poison(span)
  if (index.kind === 'const' && index.value === 0n) return pointer
  return { kind: 'pointerAdd', pointer, index: convert(index, LONG), scale, type: pointer.type, span }
}

export function negate(operand: ScalarExpr, span: Span): ScalarExpr {
  if (operand.type.kind !== 'int') return poison(span)
  if (operand.kind === 'const') return constant(-operand.value, operand.type, span)
  return { kind: 'unary', op: 'neg', operand, type: operand.type, span }
}

/** The element `index` of an array place. */
export function elementOf(base: Place, of: Type, index: ScalarExpr, span: Span): Place {
  const wide = index.type.kind === 'int' && !index.type.signed ? ULONG : LONG
  return { kind: 'index', base, index: convert(index, wide), type: of, span }
}

/** Reads a scalar place. */
export function read(place: Place, span: Span = place.span): ScalarExpr {
  if (!isScalar(place.type)) return poison(span)
  return { kind: 'read', place, type: place.type, span }
}

/** The address of a place: of `*p` it is p; a local of which it is taken must live in memory. */
export function addressOf(c: LowerContext, place: Place, constantData: boolean, span: Span): ScalarExpr {
  if (place.kind === 'deref' && isScalarExpr(place.pointer)) {
    return convert(place.pointer, pointerTo(place.type, constantData), span)
  }
  pinInMemory(c, place)
  return { kind: 'address', place, type: pointerTo(place.type, constantData), span }
}

function pinInMemory(c: LowerContext, place: Place): void {
  const base = rootOf(place)
  if (base.kind !== 'local') return
  const local = currentFunction(c).locals[base.local]
  if (local !== undefined) local.inMemory = true
}

export const localPlace = (local: { id: number; type: Type }, span: Span): Place => ({
  kind: 'local',
  local: local.id,
  type: local.type,
  span,
})

/** `*pointer` as a place. */
export const derefOf = (pointer: ScalarExpr, span: Span): Place => {
  if (pointer.type.kind !== 'pointer') return { kind: 'deref', pointer, type: ERROR_TYPE, span }
  // *&x is x.
  if (pointer.kind === 'address' && sameType(pointer.place.type, pointer.type.to)) return pointer.place
  return { kind: 'deref', pointer, type: pointer.type.to, span }
}

export function operandType(operand: Operand): Type {
  switch (operand.kind) {
    case 'value':
      return operand.expr.type
    case 'place':
      return operand.place.type
    case 'function':
      return operand.entity.type
    case 'missing':
      return operand.type
  }
}

export function operandSpan(operand: Operand): Span {
  switch (operand.kind) {
    case 'value':
      return operand.expr.span
    case 'place':
      return operand.place.span
    case 'function':
    case 'missing':
      return operand.span
  }
}

/** The value of an operand: places are read, arrays decay to pointers, a function becomes its address. Void and structs are errors. */
export function rvalue(c: LowerContext, operand: Operand, span: Span = operandSpan(operand)): ScalarExpr {
  switch (operand.kind) {
    case 'value':
      if (isScalarExpr(operand.expr)) return operand.expr
      report(
        c,
        TYPE_MISMATCH,
        span,
        'This has no value: it is a call of a void function. Write it as a statement of its own.',
      )
      return poison(span)
    case 'missing':
      return readMissing(c, operand, span)
    case 'function':
      return functionAddress(c, operand, span)
    case 'place':
      return readPlace(c, operand, span)
  }
}

/** A place that is some bits of a word. */
export interface BitPlace {
  /** The word. */
  place: Place & { kind: 'member' }
  word: IntType
  bits: NonNullable<Field['bits']>
}

/** The bits that a place stands for, or null where it is whole bytes. */
export function bitsOf(place: Place): BitPlace | null {
  if (place.kind !== 'member' || place.field.bits === undefined || place.type.kind !== 'int') return null
  return { place, word: place.type, bits: place.field.bits }
}

/** The type of the value: what fits an int becomes one. */
const valueType = ({ word, bits }: BitPlace): IntType =>
  bits.bool ? BOOL : bits.width < 32 && word.bits <= 32 ? INT : word

/** The value of the bits, of a word that is already read. */
function extract(at: BitPlace, word: ScalarExpr, span: Span): ScalarExpr {
  const { offset, width } = at.bits
  const wide: IntType = at.word.bits < 32 ? { ...INT, signed: at.word.signed } : at.word
  const left = BigInt(wide.bits - offset - width)
  const right = BigInt(wide.bits - width)
  const up = binary('shl', convert(word, wide), constant(left, INT, span), wide, span)
  return convert(binary('shr', up, constant(right, INT, span), wide, span), valueType(at))
}

export const readBits = (at: BitPlace, span: Span): ScalarExpr => extract(at, read(at.place, span), span)

function readPlace(c: LowerContext, operand: Operand & { kind: 'place' }, span: Span): ScalarExpr {
  const { place } = operand
  const { type } = place
  switch (type.kind) {
    case 'int':
    case 'pointer': {
      if (type === ERROR_TYPE) return poison(span)
      const bits = bitsOf(place)
      return bits === null ? read(place, span) : readBits(bits, span)
    }
    case 'array': {
      const first = elementOf(place, type.of, constant(0n, LONG, span), span)
      return addressOf(c, first, operand.constant, span)
    }
    case 'function':
      return place.kind === 'deref' && isScalarExpr(place.pointer) ? place.pointer : poison(span)
    case 'struct':
      report(
        c,
        STRUCT_VALUE,
        span,
        `A whole ${spellType(type, c.structs)} cannot be used as a value here. Use one of its members, or pass its address with &.`,
      )
      return poison(span)
    case 'void':
      report(
        c,
        TYPE_MISMATCH,
        span,
        'A void * cannot be followed: nothing says what it points to. Cast it to another pointer first.',
      )
      return poison(span)
  }
}

/** Reads a member that this kernel does not have: 0 where a check has ruled it out, an error elsewhere. */
function readMissing(c: LowerContext, operand: Operand & { kind: 'missing' }, span: Span): ScalarExpr {
  reportMissing(c, operand.field, span)
  if (operand.type.kind === 'array') return constant(0n, pointerTo(operand.type.of), span)
  return isScalar(operand.type) ? constant(0n, operand.type, span) : poison(span)
}

export function reportMissing(c: LowerContext, field: string, span: Span): void {
  report(
    c,
    MISSING_FIELD,
    span,
    `Linux ${c.options.kernel.kernel} does not have ${field}. Ask with bpf_core_field_exists() or bpf_core_type_exists() before reading it.`,
    { verifier: 'invalid func unknown#195896080 (libbpf: CO-RE relocation failed, no matching targets found)' },
  )
}

/** The address of a kfunc, of which a program can only ask whether it is NULL: whether this kernel has the kfunc. */
const addressOfKfunc = (c: LowerContext, { name, type }: FunctionEntity, span: Span): ScalarExpr =>
  constant(c.options.kernel.functions.get(name)?.exists === true ? FIRST_KERNEL_TEXT : 0n, pointerTo(type), span)

/** Where the kernel's code begins on x86-64. */
const FIRST_KERNEL_TEXT = 0xffffffff81000000n

function functionAddress(c: LowerContext, operand: Operand & { kind: 'function' }, span: Span): ScalarExpr {
  if (c.options.origin === 'policy' && operand.entity.external) return addressOfKfunc(c, operand.entity, span)
  if (c.options.origin === 'policy' || operand.entity.external) {
    report(
      c,
      FUNCTION_POINTER,
      span,
      `The address of '${operand.entity.name}' cannot be used here: a program can only pass it as the callback of a helper. To call the function, write ${operand.entity.name}(...).`,
    )
    return poison(span)
  }
  return { kind: 'functionAddress', function: operand.entity.name, type: pointerTo(operand.entity.type), span }
}

/** Lowers an expression to a scalar value. */
export const scalar = (c: LowerContext, expr: CExpr): ScalarExpr => rvalue(c, c.passes.operand(c, expr), expr.span)

/** Lowers an expression to an integer value; a pointer or struct is an error that says what it is used for. */
export function integer(c: LowerContext, expr: CExpr, use: string): ScalarExpr & { type: IntType } {
  return asInteger(c, scalar(c, expr), use)
}

export function asInteger(c: LowerContext, value: ScalarExpr, use: string): ScalarExpr & { type: IntType } {
  if (isIntExpr(value)) return value
  report(
    c,
    TYPE_MISMATCH,
    value.span,
    `${use} must be an integer, and this is ${withArticle(spellType(value.type, c.structs))}.`,
  )
  const error = poison(value.span)
  if (!isIntExpr(error)) throw new Error('the error type is an integer')
  return error
}

export const isIntExpr = (expr: ScalarExpr): expr is ScalarExpr & { type: IntType } => expr.type.kind === 'int'

const withArticle = (type: string): string => `${/^[aeiou]/i.test(type) && !type.startsWith('u') ? 'an' : 'a'} ${type}`

/** Where a value goes, for messages: `the argument 'key' of bpf_map_lookup_elem()`. */
export function coerce(c: LowerContext, value: ScalarExpr, to: Type, goal: string): ScalarExpr {
  const { span } = value
  if (isPoison(value) || to === ERROR_TYPE) return isScalar(to) ? convert(value, to) : value
  if (!isScalar(to)) {
    report(c, TYPE_MISMATCH, span, `${goal} is ${withArticle(spellType(to, c.structs))}, which is not a single value.`)
    return poison(span)
  }
  const from = value.type
  if (from.kind === 'int' && to.kind === 'int') return convert(value, to)
  if (to.kind === 'int' && to.bool) return convert(value, to)
  if (from.kind === 'pointer' && to.kind === 'pointer') return coercePointer(c, value, from, to, goal)
  if (to.kind === 'pointer' && value.kind === 'const' && value.value === 0n) return convert(value, to)
  const words = `${goal} is ${withArticle(spellType(to, c.structs))}, but this is ${withArticle(spellType(from, c.structs))}.`
  const advice =
    to.kind === 'pointer' && from.kind === 'int'
      ? value.kind === 'read'
        ? ' Pass the address of a variable with &, or a pointer.'
        : ' Put the value into a variable and pass its address with &.'
      : ' Follow the pointer with * or ->, or cast it if the address itself is meant.'
  report(c, TYPE_MISMATCH, span, words + advice)
  return convert(value, to)
}

function coercePointer(
  c: LowerContext,
  value: ScalarExpr,
  from: PointerType,
  to: PointerType,
  goal: string,
): ScalarExpr {
  const { span } = value
  if (!pointersAgree(c, from, to)) {
    const wanted = spellType(to, c.structs)
    report(
      c,
      POINTER_TYPE,
      span,
      `${goal} is ${withArticle(wanted)}, but this is ${withArticle(spellType(from, c.structs))}. If that is meant, cast it: (${wanted}).`,
    )
  }
  if (from.constant && !to.constant && to.to.kind !== 'function') {
    report(
      c,
      DISCARDS_CONST,
      span,
      `${goal} may be written through, but this points to constant data. Declare it as a pointer to const, or copy the data.`,
    )
  }
  return convert(value, to)
}

/** True when C converts one pointer to the other without a word: the same type, signs of integers aside, or void *. */
function pointersAgree(c: LowerContext, from: PointerType, to: PointerType): boolean {
  if (from.to.kind === 'void' || to.to.kind === 'void') return true
  if (from.to === ERROR_TYPE || to.to === ERROR_TYPE) return true
  if (from.to.kind === 'int' && to.to.kind === 'int') return from.to.bits === to.to.bits
  if (from.to.kind === 'struct' && to.to.kind === 'struct') {
    return baseName(c, from.to.key) === baseName(c, to.to.key)
  }
  return sameType(from.to, to.to)
}

/** The name that CO-RE matches: the tag without its flavour. */
export const withoutFlavour = (tag: string): string => {
  const at = tag.indexOf('___')
  return at > 0 ? tag.slice(0, at) : tag
}

const baseName = (c: LowerContext, key: string): string =>
  c.structs.get(key)?.kernel === true ? withoutFlavour(key) : key

/** A string literal as a global in rodata; equal literals share one. */
export function stringGlobal(c: LowerContext, bytes: Uint8Array, span: Span): Place {
  const type: Type = { kind: 'array', of: CHAR, length: bytes.length + 1 }
  const key = bytes.join(',')
  let name = c.strings.get(key)
  if (name === undefined) {
    name = `.str.${c.strings.size}`
    c.strings.set(key, name)
    const initial = new Uint8Array(bytes.length + 1)
    initial.set(bytes)
    c.globals.push({
      name,
      type,
      size: initial.length,
      align: 1,
      section: 'rodata',
      parameter: false,
      initial,
      doc: null,
      synthetic: true,
      span,
    })
  }
  return { kind: 'global', name, type, span }
}

/** An expression without a value from statements. */
export const voidOf = (effects: readonly Expr[], span: Span): Expr => ({
  kind: 'statements',
  body: effects.map((expr) => ({ kind: 'expr', expr, span: expr.span })),
  value: null,
  type: VOID,
  span,
})

export function sequence(effects: readonly Expr[], value: ScalarExpr, span: Span): ScalarExpr {
  return effects.length === 0 ? value : { kind: 'sequence', effects, value, type: value.type, span }
}
