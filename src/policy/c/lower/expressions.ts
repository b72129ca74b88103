// The entry of expression lowering: one case a kind of expression, most of them in a file of their own.

import { meantBy } from '../../../kernel/interfaces.ts'
import type { Expr } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { spellType } from '../../spell-type.ts'
import { INT, isScalar, LONG, sizeOf, type Type, UINT, ULONG, VOID } from '../../types.ts'
import type { CExpr, Designator, Initializer } from '../parse/ast.ts'
import {
  constant,
  convert,
  isPoison,
  localPlace,
  operandType,
  pointerTo,
  poisonOperand,
  rvalue,
  scalar,
  stringGlobal,
  voidOf,
} from './build.ts'
import { lowerCall } from './calls.ts'
import {
  addLocal,
  currentFunction,
  ERROR_TYPE,
  lookup,
  type LowerContext,
  MAX_DEPTH,
  type Operand,
  report,
  visibleNames,
} from './context.ts'
import { lowerCoreMacro } from './core.ts'
import { completeType, initializeAggregate } from './initializers.ts'
import { findMember, lowerIndex, lowerMember } from './members.ts'
import {
  effectOf,
  lowerAssign,
  lowerBinary,
  lowerComma,
  lowerConditional,
  lowerIncrement,
  lowerUnary,
} from './operators.ts'
import { isComplete, lowerTypeName, objectType, reportIncomplete } from './types.ts'
import { didYouMean, nearestNames } from '../../../kernel/nearest.ts'
import { TOO_DEEP } from '../parse/rules/syntax.ts'
import { FLOATING_POINT, TYPE_MISMATCH } from './rules/conversions.ts'
import { UNKNOWN_FIELD } from './rules/members.ts'
import { UNDECLARED } from './rules/names.ts'
import { SPELLING_OF_SELECT } from './rules/programs.ts'
import { NOT_CONSTANT } from './rules/storage.ts'

/** Lowers an expression to what it is: a value, a place, a function. */
export function lowerOperand(c: LowerContext, expr: CExpr): Operand {
  if (c.depth >= MAX_DEPTH) {
    report(c, TOO_DEEP, expr.span, 'This expression is nested too deeply. Split it with variables of your own.')
    return poisonOperand(expr.span)
  }
  c.depth++
  const operand = lowerByKind(c, expr)
  c.depth--
  return operand
}

function lowerByKind(c: LowerContext, expr: CExpr): Operand {
  switch (expr.kind) {
    case 'integer':
      return value(constant(expr.value, literalType(expr.bits, expr.signed), expr.span))
    case 'float':
      report(
        c,
        FLOATING_POINT,
        expr.span,
        `${expr.text} is a floating-point number, and BPF has none. Count in whole numbers, for example thousandths.`,
        { verifier: "A call to built-in function '__floatundidf' is not supported (clang)" },
      )
      return poisonOperand(expr.span)
    case 'string':
      return { kind: 'place', place: stringGlobal(c, expr.bytes, expr.span), constant: false }
    case 'name':
      return lowerName(c, expr.name, expr.span)
    case 'unary':
      return lowerUnary(c, expr)
    case 'prefix':
    case 'postfix':
      return lowerIncrement(c, expr)
    case 'binary':
      return lowerBinary(c, expr)
    case 'assign':
      return lowerAssign(c, expr)
    case 'conditional':
      return lowerConditional(c, expr)
    case 'call':
      return lowerCall(c, expr)
    case 'member':
      return lowerMember(c, expr)
    case 'index':
      return lowerIndex(c, expr)
    case 'cast':
      return lowerCast(c, expr)
    case 'sizeofExpr':
      return lowerSizeofExpr(c, expr.operand, expr.span)
    case 'sizeofType':
      return sizeOperand(c, lowerTypeName(c, expr.type).type, expr.span)
    case 'offsetof':
      return lowerOffsetof(c, expr)
    case 'compoundLiteral':
      return lowerCompoundLiteral(c, expr.type, expr.init, expr.span)
    case 'comma':
      return lowerComma(c, expr)
    case 'statements':
      return lowerStatementExpression(c, expr)
    case 'coreMacro':
      return lowerCoreMacro(c, expr)
    case 'error':
      return poisonOperand(expr.span)
  }
}

const value = (expr: Expr): Operand => ({ kind: 'value', expr })

const literalType = (bits: 32 | 64, signed: boolean) => (bits === 32 ? (signed ? INT : UINT) : signed ? LONG : ULONG)

function lowerName(c: LowerContext, name: string, span: Span): Operand {
  const entity = lookup(c, name)
  if (entity === null) {
    reportUndeclared(c, name, span)
    return poisonOperand(span)
  }
  const meant = c.options.origin === 'policy' && entity.kind === 'constant' ? meantBy(name) : undefined
  if (meant !== undefined) hintAtSpelling(c, name, meant, span)
  switch (entity.kind) {
    case 'local':
      return entity.type === ERROR_TYPE
        ? poisonOperand(span)
        : {
            kind: 'place',
            place: { kind: 'local', local: entity.local, type: entity.type, span },
            constant: entity.constant,
          }
    case 'global':
      return entity.type === ERROR_TYPE
        ? poisonOperand(span)
        : {
            kind: 'place',
            place: { kind: 'global', name: entity.name, type: entity.type, span },
            constant: entity.constant,
          }
    case 'map':
      return { kind: 'place', place: { kind: 'map', name: entity.name, type: entity.type, span }, constant: false }
    case 'constant':
      return value(constant(entity.value, entity.type, span))
    case 'function':
      return { kind: 'function', entity, span }
    case 'typedef':
      report(c, UNDECLARED, span, `'${name}' is the name of a type, and a value is expected here.`)
      return poisonOperand(span)
    case 'absent':
      return { kind: 'missing', type: entity.type, field: `the variable '${name}'`, span }
    case 'context': {
      const fn = currentFunction(c)
      fn.context ??= addLocal(c, 'ctx', pointerTo(ULONG), entity.span, true)
      return { kind: 'place', place: localPlace(fn.context, span), constant: false }
    }
    case 'unusable':
      if (entity.reason !== '') report(c, UNDECLARED, span, entity.reason)
      return poisonOperand(span)
  }
}

function hintAtSpelling(c: LowerContext, written: string, meant: string, span: Span): void {
  report(
    c,
    SPELLING_OF_SELECT,
    span,
    `${written} is the spelling of the interface's document; its code spells ${meant}. Both are the same here.`,
    {
      fixes: [{ title: `Write ${meant}`, edits: [{ span, text: meant }] }],
    },
  )
}

function reportUndeclared(c: LowerContext, name: string, span: Span): void {
  const kernelConstant = c.options.kernel.constants.get(name)
  if (kernelConstant !== undefined) {
    report(c, UNDECLARED, span, `Linux ${c.options.kernel.kernel} has no '${name}': other kernels have it.`)
    return
  }
  const near = nearestNames(
    name,
    visibleNames(c, (entity) => entity.kind !== 'typedef'),
  )
  const at = firstDefinition(c)
  const fixes = near.map((candidate) => ({ title: `Write ${candidate}`, edits: [{ span, text: candidate }] }))
  const declare = {
    title: `Declare it as a parameter: const volatile int ${name} = 0;`,
    edits: [{ span: { start: at, end: at }, text: `const volatile int ${name} = 0;\n\n` }],
  }
  report(
    c,
    UNDECLARED,
    span,
    `'${name}' is not declared.${didYouMean(near)} A value that is to be set from outside is a parameter: const volatile int ${name} = 0; above the program.`,
    {
      verifier: `use of undeclared identifier '${name}' (clang)`,
      fixes: near.length > 0 ? [...fixes, declare] : [declare],
    },
  )
}

/** Where a new global can stand: before the first function, and before the comment that belongs to it. */
function firstDefinition(c: LowerContext): number {
  const first = c.ast.items.find((item) => item.kind === 'function') ?? c.ast.items[0]
  let at = first?.span.start ?? 0
  const { text } = c.options
  if (text === null) return at
  for (const comment of c.ast.comments.toReversed()) {
    const between = comment.span.end <= at ? text.slice(comment.span.end, at) : null
    if (
      between !== null &&
      between.trim() === '' &&
      between.split('\n').length <= 2 &&
      startsLine(text, comment.span.start)
    ) {
      at = comment.span.start
    }
  }
  return at
}

const startsLine = (text: string, offset: number): boolean =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === ''

function lowerCast(c: LowerContext, expr: CExpr & { kind: 'cast' }): Operand {
  const { type } = lowerTypeName(c, expr.type)
  const operand = c.passes.operand(c, expr.operand)
  if (type.kind === 'void') return value(voidOf(effectOf(c, operand, expr.operand.span), expr.span))
  const isCallback = operand.kind === 'function' && type.kind === 'pointer'
  // A callback is often cast to void *; the call checks it.
  if (isCallback && c.options.origin === 'policy') return operand
  const from = rvalue(c, operand, expr.operand.span)
  if (type === ERROR_TYPE || isPoison(from)) {
    return isScalar(type) ? value(convert(from, type, expr.span)) : poisonOperand(expr.span)
  }
  if (!isScalar(type)) {
    report(
      c,
      TYPE_MISMATCH,
      expr.span,
      `A value cannot be cast to ${spellType(type, c.structs)}. Cast its address to a pointer instead.`,
    )
    return poisonOperand(expr.span)
  }
  return value({ ...convert(from, type, expr.span), span: expr.span })
}

/** sizeof expr: only the type counts, nothing is evaluated. */
function lowerSizeofExpr(c: LowerContext, operand: CExpr, span: Span): Operand {
  if (operand.kind === 'string') return value(constant(BigInt(operand.bytes.length + 1), ULONG, span))
  const type = operandType(c.passes.operand(c, operand))
  return sizeOperand(c, type, span)
}

function sizeOperand(c: LowerContext, type: Type, span: Span): Operand {
  if (type === ERROR_TYPE) return poisonOperand(span)
  // GNU C: the size of void and of functions is 1.
  if (type.kind === 'void' || type.kind === 'function') return value(constant(1n, ULONG, span))
  if (!isComplete(c, type)) {
    reportIncomplete(c, type, span)
    return poisonOperand(span)
  }
  return value(constant(BigInt(sizeOf(type, c.structs)), ULONG, span))
}

function lowerOffsetof(c: LowerContext, expr: CExpr & { kind: 'offsetof' }): Operand {
  let { type } = lowerTypeName(c, expr.type)
  let offset = 0n
  for (const step of expr.path) {
    const found = offsetStep(c, type, step)
    if (found === null) return poisonOperand(expr.span)
    offset += found.offset
    type = found.type
  }
  return value(constant(offset, ULONG, expr.span))
}

function offsetStep(c: LowerContext, type: Type, step: Designator): { type: Type; offset: bigint } | null {
  if (type === ERROR_TYPE) return null
  if (step.kind === 'index') {
    const index = scalar(c, step.index)
    if (type.kind !== 'array' || index.kind !== 'const') {
      report(c, NOT_CONSTANT, step.span, 'offsetof() takes a constant index into an array here.')
      return null
    }
    return { type: type.of, offset: index.value * BigInt(sizeOf(type.of, c.structs)) }
  }
  if (type.kind === 'struct' && !isComplete(c, type)) {
    reportIncomplete(c, type, step.span)
    return null
  }
  const found = type.kind === 'struct' ? findMember(c, type.key, step.name) : null
  if (found?.kind !== 'path') {
    report(c, UNKNOWN_FIELD, step.span, `${spellType(type, c.structs)} has no member '${step.name}'.`)
    return null
  }
  const last = found.path.at(-1)
  const offset = found.path.reduce((sum, field) => sum + field.offset, 0)
  return last === undefined ? null : { type: last.type, offset: BigInt(offset) }
}

/** `(struct point){ 1, 2 }`: a local of its own, filled before it is used. */
function lowerCompoundLiteral(
  c: LowerContext,
  typeName: (CExpr & { kind: 'compoundLiteral' })['type'],
  init: Initializer,
  span: Span,
): Operand {
  const declared = lowerTypeName(c, typeName)
  const type = objectType(c, completeType(c, declared.type, init), span)
  if (type === ERROR_TYPE) return poisonOperand(span)
  if (c.fn === null) {
    report(
      c,
      NOT_CONSTANT,
      span,
      'Outside of a function, write the values between braces without the type in front of them.',
    )
    return poisonOperand(span)
  }
  const local = addLocal(c, 'literal', type, span, true)
  const place = localPlace(local, span)
  const effects = initializeAggregate(c, place, init, span).filter(
    (effect) => !isScalar(type) || effect.kind !== 'zero',
  )
  // It has an address: `&(u64){ id }` is how keys and values of maps are often passed.
  local.inMemory = true
  // The literal is filled when its address is computed, so that every use of the place finds it filled.
  const address = { kind: 'address' as const, place, type: pointerTo(type), span }
  const pointer: Expr = { kind: 'sequence', effects, value: address, type: pointerTo(type), span }
  return { kind: 'place', place: { kind: 'deref', pointer, type, span }, constant: declared.constant }
}

function lowerStatementExpression(c: LowerContext, expr: CExpr & { kind: 'statements' }): Operand {
  if (c.fn === null) {
    report(c, NOT_CONSTANT, expr.span, 'Statements have no place outside of a function.')
    return poisonOperand(expr.span)
  }
  const { body, value: result, struct } = c.passes.block(c, expr.body, true)
  if (struct !== undefined && result !== null) {
    const pointer: Expr = { kind: 'statements', body, value: result, type: pointerTo(struct), span: expr.span }
    return { kind: 'place', place: { kind: 'deref', pointer, type: struct, span: expr.span }, constant: false }
  }
  return value({ kind: 'statements', body, value: result, type: result?.type ?? VOID, span: expr.span })
}
