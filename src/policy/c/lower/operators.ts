// C's operators: arithmetic, comparison, logic, assignment, increment, the conditional. Each states its typing rule; what a node looks
// like is in `lower-build.ts`.

import type { BinaryOp, CompareOp, Expr } from '../../ir.ts'
import { rootOf } from '../../ir-walk.ts'
import type { Span } from '../../span.ts'
import { spellType } from '../../spell-type.ts'
import { INT, type IntType, isScalar, LONG, type PointerType, type Type, VOID } from '../../types.ts'
import type { CAssignOp, CBinaryOp, CExpr } from '../parse/ast.ts'
import {
  bitsOf,
  type BitPlace,
  addressOf,
  asInteger,
  binary,
  coerce,
  commonType,
  compare,
  constant,
  constantTruth,
  convert,
  isIntExpr,
  isPoison,
  isScalarExpr,
  localPlace,
  negate,
  not,
  operandType,
  pointerAdd,
  pointerTo,
  poison,
  poisonOperand,
  promote,
  promotedType,
  read,
  rvalue,
  sameType,
  scalar,
  stepSize,
  truth,
  voidOf,
} from './build.ts'
import {
  addLocal,
  ERROR_TYPE,
  inDeadCode,
  lookup,
  type LowerContext,
  type Operand,
  report,
  type ScalarExpr,
} from './context.ts'
import { writeBits } from './bit-fields.ts'
import { dereference, placeOf } from './members.ts'
import { BIT_FIELD } from './rules/members.ts'
import { sizeOf } from '../../types.ts'
import { DIVISION_BY_ZERO, INVALID_SHIFT, SIGNED_DIVISION } from './rules/arithmetic.ts'
import { POINTER_TYPE, TYPE_MISMATCH } from './rules/conversions.ts'
import { ASSIGN_TO_CONST, NOT_ASSIGNABLE, NOT_CONSTANT } from './rules/storage.ts'

const value = (expr: ScalarExpr): Operand => ({ kind: 'value', expr })

export function lowerUnary(c: LowerContext, expr: CExpr & { kind: 'unary' }): Operand {
  const { op, span } = expr
  if (op === '&') return value(lowerAddressOf(c, expr.operand, span))
  if (op === '*') {
    const operand = c.passes.operand(c, expr.operand)
    // *f is f for a function.
    return operand.kind === 'function' ? operand : dereference(c, rvalue(c, operand, expr.operand.span), span)
  }
  const named = c.passes.operand(c, expr.operand)
  const operand = rvalue(c, named, expr.operand.span)
  if (isPoison(operand)) return poisonOperand(span)
  if (op === '!') return value(not(operand, span))
  const integer = promote(asInteger(c, operand, `The operand of ${op}`))
  if (integer.type.kind !== 'int') return poisonOperand(span)
  if (op === '-') return value(negate(integer, span))
  if (op === '+') return value({ ...integer, span })
  if (integer.kind === 'const') return value(constant(~integer.value, integer.type, span))
  return value({ kind: 'unary', op: 'bitnot', operand: integer, type: integer.type, span })
}

function lowerAddressOf(c: LowerContext, target: CExpr, span: Span): ScalarExpr {
  const absent = target.kind === 'name' ? lookup(c, target.name) : null
  if (absent?.kind === 'absent') return constant(0n, pointerTo(absent.type), span)
  const operand = c.passes.operand(c, target)
  if (operand.kind === 'function') return rvalue(c, operand, span)
  if (operand.kind === 'missing') {
    rvalue(c, { ...operand, type: INT }, span)
    return constant(0n, pointerTo(operand.type), span)
  }
  const place = placeOf(c, operand, span, '&')
  if (place !== null && bitsOf(place.place) !== null) {
    report(c, BIT_FIELD, span, 'A bit field has no address. Copy it into a variable and take the address of that.')
    return poison(span)
  }
  return place === null ? poison(span) : addressOf(c, place.place, place.constant, span)
}

const ARITHMETIC: Readonly<Partial<Record<CBinaryOp, BinaryOp>>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '&': 'and',
  '|': 'or',
  '^': 'xor',
  '<<': 'shl',
  '>>': 'shr',
}

const COMPARISON: Readonly<Partial<Record<CBinaryOp, CompareOp>>> = {
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
}

export function lowerBinary(c: LowerContext, expr: CExpr & { kind: 'binary' }): Operand {
  const { op, span } = expr
  if (op === '&&' || op === '||') return value(lowerLogical(c, expr, op === '&&' ? 'and' : 'or'))
  const left = scalar(c, expr.left)
  const right = scalar(c, expr.right)
  if (isPoison(left) || isPoison(right)) return poisonOperand(span)
  const comparison = COMPARISON[op]
  if (comparison !== undefined && (expr.left.kind === 'string' || expr.right.kind === 'string')) {
    report(
      c,
      POINTER_TYPE,
      span,
      `${op} compares the addresses of texts, not their letters. Copy the name into a char array and use bpf_strncmp(name, sizeof(name), "text") == 0.`,
    )
  }
  if (comparison !== undefined) return value(lowerComparison(c, comparison, left, right, span))
  const arithmetic = ARITHMETIC[op]
  if (arithmetic === undefined) return poisonOperand(span)
  if (left.type.kind === 'pointer' || right.type.kind === 'pointer') {
    return value(pointerArithmetic(c, arithmetic, op, left, right, span))
  }
  if (!isIntExpr(left) || !isIntExpr(right)) return poisonOperand(span)
  if (arithmetic === 'shl' || arithmetic === 'shr') {
    const type = promotedType(left.type)
    checkShift(c, right, type, span)
    return value(binary(arithmetic, convert(left, type), promote(right), type, span))
  }
  const type = commonType(left.type, right.type)
  checkDivision(c, arithmetic, type, left.kind === 'const', right, span)
  return value(binary(arithmetic, convert(left, type), convert(right, type), type, span))
}

/** `&&` and `||`; what a constant left side rules out is lowered as dead code. */
function lowerLogical(c: LowerContext, expr: CExpr & { kind: 'binary' }, op: 'and' | 'or'): ScalarExpr {
  const left = scalar(c, expr.left)
  const known = constantTruth(left)
  const decides = known !== null && known === (op === 'or')
  const right = inDeadCode(c, decides, () => scalar(c, expr.right))
  if (decides) return constant(op === 'or' ? 1n : 0n, INT, expr.span)
  if (isPoison(left) || isPoison(right)) return poison(expr.span)
  if (known !== null) return truth(right, expr.span)
  return { kind: 'logical', op, left, right, type: INT, span: expr.span }
}

function lowerComparison(c: LowerContext, op: CompareOp, left: ScalarExpr, right: ScalarExpr, span: Span): ScalarExpr {
  if (isIntExpr(left) && isIntExpr(right)) {
    const type = commonType(left.type, right.type)
    return compare(op, convert(left, type), convert(right, type), span)
  }
  const pointer = left.type.kind === 'pointer' ? left : right
  const other = pointer === left ? right : left
  if (other.type.kind === 'int' && !(other.kind === 'const' && other.value === 0n)) {
    report(
      c,
      TYPE_MISMATCH,
      span,
      `This compares a pointer (${spellType(pointer.type, c.structs)}) with a number. Follow the pointer to what is to be compared, or cast the number to a pointer.`,
    )
  }
  return compare(op, convert(left, pointer.type), convert(right, pointer.type), span)
}

function pointerArithmetic(
  c: LowerContext,
  op: BinaryOp,
  spelling: string,
  left: ScalarExpr,
  right: ScalarExpr,
  span: Span,
): ScalarExpr {
  if (op === 'add' && isIntExpr(left)) return pointerArithmetic(c, op, spelling, right, left, span)
  if (left.type.kind === 'pointer') {
    const scale = stepSize(left.type, c.structs)
    if (isIntExpr(right)) {
      if (op === 'add') return pointerAdd(left, right, scale, span)
      if (op === 'sub') return pointerAdd(left, negate(convert(right, LONG), span), scale, span)
    } else if (op === 'sub' && right.type.kind === 'pointer') {
      if (!sameType(left.type.to, right.type.to)) {
        report(
          c,
          TYPE_MISMATCH,
          span,
          'Only pointers into one array can be subtracted, and these point to different types.',
        )
      }
      return { kind: 'pointerDiff', left, right, scale: Math.max(1, scale), type: LONG, span }
    }
  }
  report(
    c,
    TYPE_MISMATCH,
    span,
    `${spelling} cannot be applied to a pointer. Cast it to unsigned long if its number is meant.`,
  )
  return poison(span)
}

/** What the verifier refuses (a constant 0) and what clang cannot compile (a signed division, by a power of two as well). */
function checkDivision(
  c: LowerContext,
  op: BinaryOp,
  type: IntType,
  constantLeft: boolean,
  right: ScalarExpr,
  span: Span,
): void {
  if (op !== 'div' && op !== 'mod') return
  if (right.kind === 'const' && right.value === 0n) {
    report(c, DIVISION_BY_ZERO, span, 'This divides by the constant 0. Write another divisor, or test for 0 first.', {
      verifier: 'div by zero',
    })
    return
  }
  if (!type.signed || (constantLeft && right.kind === 'const') || c.options.origin === 'kernel') return
  report(
    c,
    SIGNED_DIVISION,
    span,
    'A signed division compiles only with clang 18 and -mcpu=v4, for kernels from 6.6 on. Cast both sides to unsigned, such as (u64)x / 10, when they cannot be negative.',
    {
      verifier: 'Unsupport signed division for DAG ... Please convert to unsigned div/mod (clang)',
    },
  )
}

function checkShift(c: LowerContext, count: ScalarExpr, type: IntType, span: Span): void {
  if (count.kind !== 'const' || (count.value >= 0n && count.value < BigInt(type.bits))) return
  report(
    c,
    INVALID_SHIFT,
    span,
    `A ${type.bits}-bit value cannot be shifted by ${count.value}. Write a count from 0 to ${type.bits - 1}${type.bits === 32 ? ', or cast the value to u64 first' : ''}.`,
    { verifier: `invalid shift ${count.value}` },
  )
}

export function lowerAssign(c: LowerContext, expr: CExpr & { kind: 'assign' }): Operand {
  const { op, span } = expr
  const operand = c.passes.operand(c, expr.target)
  const source = c.passes.operand(c, expr.value)
  const target = writable(c, operand, expr.target.span)
  if (target === null) return poisonOperand(span)
  const { place } = target
  if (place.type.kind === 'struct') return assignStruct(c, target, source, op, span)
  if (place.type.kind === 'array') {
    report(
      c,
      NOT_ASSIGNABLE,
      expr.target.span,
      'An array cannot be assigned as a whole. Copy its elements, or use __builtin_memcpy().',
    )
    return poisonOperand(span)
  }
  if (!isScalar(place.type)) return poisonOperand(span)
  const right = rvalue(c, source, expr.value.span)
  if (op === '=') {
    const bits = bitsOf(place)
    if (bits !== null) {
      if (isPoison(right)) return poisonOperand(span)
      const number = asInteger(c, right, 'The value of a bit field')
      return value(writeBits(c, bits, () => number, 'new', span))
    }
    const stored = coerce(c, right, place.type, 'The left side')
    return value({ kind: 'assign', place, value: stored, type: place.type, span })
  }
  if (isPoison(right)) return poisonOperand(span)
  return update(c, target, op, right, 'new', span)
}

function assignStruct(
  c: LowerContext,
  target: Operand & { kind: 'place' },
  source: Operand,
  op: CAssignOp,
  span: Span,
): Operand {
  const type = target.place.type
  const from = operandType(source)
  if (source.kind === 'value' && isPoison(source.expr)) return poisonOperand(span)
  if (op !== '=' || source.kind !== 'place' || !sameType(type, from)) {
    const spelled = spellType(type, c.structs)
    report(
      c,
      TYPE_MISMATCH,
      span,
      `Only a ${spelled} can be assigned to a ${spelled}, and this is ${spellType(from, c.structs)}.`,
    )
    return poisonOperand(span)
  }
  const size = sizeOf(type, c.structs)
  return { kind: 'value', expr: { kind: 'copy', target: target.place, source: source.place, size, type: VOID, span } }
}

const ASSIGN_OPS: Readonly<Record<Exclude<CAssignOp, '='>, CBinaryOp>> = {
  '+=': '+',
  '-=': '-',
  '*=': '*',
  '/=': '/',
  '%=': '%',
  '&=': '&',
  '|=': '|',
  '^=': '^',
  '<<=': '<<',
  '>>=': '>>',
}

function update(
  c: LowerContext,
  target: Operand & { kind: 'place' },
  op: Exclude<CAssignOp, '='>,
  right: ScalarExpr,
  result: 'old' | 'new',
  span: Span,
): Operand {
  const { place } = target
  const { type } = place
  const arithmetic = ARITHMETIC[ASSIGN_OPS[op]]
  if (!isScalar(type) || arithmetic === undefined) return poisonOperand(span)
  const bits = bitsOf(place)
  if (bits !== null) return updateBits(c, bits, op, arithmetic, right, result, span)
  if (type.kind === 'pointer') return updatePointer(c, { place, type }, arithmetic, op, right, result, span)
  const integer = asInteger(c, right, `The right side of ${op}`)
  if (isPoison(integer)) return poisonOperand(span)
  const shift = arithmetic === 'shl' || arithmetic === 'shr'
  const computeType = shift ? promotedType(type) : commonType(type, integer.type)
  if (shift) checkShift(c, integer, computeType, span)
  else checkDivision(c, arithmetic, computeType, false, integer, span)
  const operand = shift ? promote(integer) : convert(integer, computeType)
  return value({ kind: 'update', op: arithmetic, place, value: operand, computeType, result, type, span })
}

/** `field op= value` and ++ of a bit field. */
function updateBits(
  c: LowerContext,
  bits: BitPlace,
  op: string,
  arithmetic: BinaryOp,
  right: ScalarExpr,
  result: 'old' | 'new',
  span: Span,
): Operand {
  const integer = asInteger(c, right, `The right side of ${op}`)
  if (isPoison(integer)) return poisonOperand(span)
  const make = (old: ScalarExpr): ScalarExpr => {
    if (!isIntExpr(old)) return old
    const shift = arithmetic === 'shl' || arithmetic === 'shr'
    const type = shift ? promotedType(old.type) : commonType(old.type, integer.type)
    if (!shift) checkDivision(c, arithmetic, type, false, integer, span)
    return binary(arithmetic, convert(old, type), shift ? promote(integer) : convert(integer, type), type, span)
  }
  return value(writeBits(c, bits, make, result, span))
}

function updatePointer(
  c: LowerContext,
  target: { place: (Operand & { kind: 'place' })['place']; type: PointerType },
  arithmetic: BinaryOp,
  op: string,
  right: ScalarExpr,
  result: 'old' | 'new',
  span: Span,
): Operand {
  if ((arithmetic !== 'add' && arithmetic !== 'sub') || right.type.kind !== 'int') {
    report(
      c,
      TYPE_MISMATCH,
      span,
      `${op} cannot be applied to a pointer like this: a pointer moves by += and -= with a number of elements.`,
    )
    return poisonOperand(span)
  }
  const scale = constant(BigInt(stepSize(target.type, c.structs)), LONG, span)
  const bytes = binary('mul', convert(right, LONG), scale, LONG, span)
  const { place, type } = target
  return value({ kind: 'update', op: arithmetic, place, value: bytes, computeType: type, result, type, span })
}

export function lowerIncrement(c: LowerContext, expr: CExpr & { kind: 'prefix' | 'postfix' }): Operand {
  const target = writable(c, c.passes.operand(c, expr.operand), expr.operand.span)
  if (target === null) return poisonOperand(expr.span)
  const one = constant(1n, INT, expr.span)
  if (!isScalar(target.place.type)) {
    report(
      c,
      NOT_ASSIGNABLE,
      expr.span,
      `${expr.op} works on integers and pointers, and this is ${spellType(target.place.type, c.structs)}.`,
    )
    return poisonOperand(expr.span)
  }
  return update(c, target, expr.op === '++' ? '+=' : '-=', one, expr.kind === 'prefix' ? 'new' : 'old', expr.span)
}

/** The operand as a place that may be written, or null after saying why not. */
function writable(c: LowerContext, operand: Operand, span: Span): (Operand & { kind: 'place' }) | null {
  const target = placeOf(c, operand, span, 'The left side')
  if (target === null || target.place.type === ERROR_TYPE) return null
  if (target.constant) {
    const { place } = target
    const parameter = place.kind === 'global' && c.globals.some((g) => g.name === place.name && g.parameter)
    report(
      c,
      ASSIGN_TO_CONST,
      span,
      parameter
        ? 'A const volatile global is a parameter: it is set before the program starts and cannot be changed by it. Use a global without const.'
        : 'This is const and cannot be changed. Remove const from its declaration, or write to a copy.',
      parameter ? { verifier: 'write into map forbidden' } : {},
    )
    return null
  }
  return target
}

/** `c ? a : b` and GNU `a ?: b`. The branch that a constant condition rules out is lowered as dead code. */
export function lowerConditional(c: LowerContext, expr: CExpr & { kind: 'conditional' }): Operand {
  if (expr.then === null) return lowerElvis(c, expr.condition, expr.otherwise, expr.span)
  const condition = scalar(c, expr.condition)
  const known = constantTruth(condition)
  const { then, otherwise } = expr
  const left = inDeadCode(c, known === false, () => c.passes.operand(c, then))
  const right = inDeadCode(c, known === true, () => c.passes.operand(c, otherwise))
  if (left.kind === 'place' && left.place.type.kind === 'struct' && right.kind === 'place')
    return structConditional(c, condition, left, right, expr.span)
  if (isVoid(left) || isVoid(right)) return voidConditional(condition, left, right, expr.span)
  const thenValue = inDeadCode(c, known === false, () => rvalue(c, left, then.span))
  const otherwiseValue = inDeadCode(c, known === true, () => rvalue(c, right, otherwise.span))
  const type = conditionalType(c, thenValue, otherwiseValue, expr.span)
  if (type === null || isPoison(condition)) return poisonOperand(expr.span)
  const a = convert(thenValue, type)
  const b = convert(otherwiseValue, type)
  if (known !== null) return value({ ...(known ? a : b), span: expr.span })
  return value({ kind: 'conditional', condition, then: a, otherwise: b, type, span: expr.span })
}

/** `c ? a : b` of structs: one of the two places. */
function structConditional(
  c: LowerContext,
  condition: ScalarExpr,
  left: Operand & { kind: 'place' },
  right: Operand & { kind: 'place' },
  span: Span,
): Operand {
  const { type } = left.place
  if (!sameType(type, right.place.type)) {
    report(c, TYPE_MISMATCH, span, 'The two sides of this ?: are different structs.')
    return poisonOperand(span)
  }
  const pointer: Expr = {
    kind: 'conditional',
    condition,
    then: addressOf(c, left.place, true, span),
    otherwise: addressOf(c, right.place, true, span),
    type: pointerTo(type, true),
    span,
  }
  return { kind: 'place', place: { kind: 'deref', pointer, type, span }, constant: true }
}

const isVoid = (operand: Operand): boolean => operand.kind === 'value' && operand.expr.type.kind === 'void'

function voidConditional(condition: ScalarExpr, left: Operand, right: Operand, span: Span): Operand {
  const then = left.kind === 'value' ? [left.expr] : []
  const otherwise = right.kind === 'value' ? [right.expr] : []
  const statements = (exprs: typeof then) => exprs.map((e) => ({ kind: 'expr' as const, expr: e, span: e.span }))
  return {
    kind: 'value',
    expr: {
      kind: 'statements',
      body: [{ kind: 'if', condition, then: statements(then), otherwise: statements(otherwise), span }],
      value: null,
      type: VOID,
      span,
    },
  }
}

/** The type of a conditional: the common type of integers, or the pointer type that both sides agree on. */
function conditionalType(c: LowerContext, a: ScalarExpr, b: ScalarExpr, span: Span): IntType | PointerType | null {
  if (isPoison(a) && isPoison(b)) return null
  if (isPoison(a)) return b.type
  if (isPoison(b)) return a.type
  if (a.type.kind === 'int' && b.type.kind === 'int') return commonType(a.type, b.type)
  if (a.type.kind === 'pointer' && b.type.kind === 'pointer') {
    const either = a.type.constant || b.type.constant
    const to: Type = a.type.to.kind === 'void' ? b.type.to : a.type.to
    if (a.type.to.kind !== 'void' && b.type.to.kind !== 'void' && !sameType(a.type.to, b.type.to)) {
      report(
        c,
        POINTER_TYPE,
        span,
        `The two sides point to different types: ${spellType(a.type, c.structs)} and ${spellType(b.type, c.structs)}.`,
      )
    }
    return pointerTo(to, either)
  }
  const [pointer, other] = a.type.kind === 'pointer' ? [a, b] : [b, a]
  if (!(other.kind === 'const' && other.value === 0n)) {
    report(c, TYPE_MISMATCH, span, 'One side of this ?: is a pointer and the other a number. Make both the same.')
  }
  return pointer.type
}

/** `a ?: b`: a is evaluated once, into a local of its own. */
function lowerElvis(c: LowerContext, first: CExpr, second: CExpr, span: Span): Operand {
  const left = scalar(c, first)
  const known = constantTruth(left)
  const right = inDeadCode(c, known === true, () => scalar(c, second))
  const type = conditionalType(c, left, right, span)
  if (type === null || isPoison(left)) return poisonOperand(span)
  if (known !== null) return value(convert(known ? left : right, type))
  if (c.fn === null) {
    report(c, NOT_CONSTANT, span, 'This must be known at compile time.')
    return poisonOperand(span)
  }
  const kept = addLocal(c, 'value', left.type, span, true)
  const again = read(localPlace(kept, span), span)
  return value({
    kind: 'statements',
    body: [{ kind: 'declare', local: kept.id, init: left, span }],
    value: {
      kind: 'conditional',
      condition: again,
      then: convert(again, type),
      otherwise: convert(right, type),
      type,
      span,
    },
    type,
    span,
  })
}

/** `a, b`: effects in order, then the value of the last. */
export function lowerComma(c: LowerContext, expr: CExpr & { kind: 'comma' }): Operand {
  const items = expr.items.map((item) => ({ operand: c.passes.operand(c, item), span: item.span }))
  const last = items.pop()
  if (last === undefined) return poisonOperand(expr.span)
  const effects = items.flatMap(({ operand, span }) => effectOf(c, operand, span))
  if (isVoid(last.operand) && last.operand.kind === 'value') {
    return { kind: 'value', expr: voidOf([...effects, last.operand.expr], expr.span) }
  }
  const result = rvalue(c, last.operand, last.span)
  if (effects.length === 0) return value(result)
  return value({ kind: 'sequence', effects, value: result, type: result.type, span: expr.span })
}

/** What is left of an operand whose value nobody wants; nothing for what has no effect. */
export function effectOf(c: LowerContext, operand: Operand, span: Span): Expr[] {
  if (operand.kind === 'function') return []
  if (operand.kind === 'place' && !isScalar(operand.place.type)) {
    // Of a struct that a call or ({ ... }) has made, what made it is left.
    const root = rootOf(operand.place)
    const pointer = root.kind === 'deref' ? root.pointer : null
    return pointer?.kind === 'sequence' ? [...pointer.effects] : pointer?.kind === 'statements' ? [pointer] : []
  }
  // What x++ was before matters to nobody here.
  if (operand.kind === 'value')
    return [operand.expr.kind === 'update' ? { ...operand.expr, result: 'new' } : operand.expr]
  const result = rvalue(c, operand, span)
  return isScalarExpr(result) ? [result] : []
}
