// Members, elements and what pointers point to: s.m, p->m, a[i], *p. Members that the chosen kernel does not have become `missing`
// operands, so that CO-RE checks can ask for them and guarded reads give 0.

import type { Place } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { spellType } from '../../spell-type.ts'
import type { Field, StructLayout, Type } from '../../types.ts'
import type { CExpr } from '../parse/ast.ts'
import {
  asInteger,
  derefOf,
  elementOf,
  isPoison,
  operandType,
  pointerAdd,
  poison,
  poisonOperand,
  rvalue,
  scalar,
  stepSize,
  withoutFlavour,
} from './build.ts'
import { ERROR_TYPE, type LowerContext, type Operand, report, type ScalarExpr } from './context.ts'
import { isComplete, reportIncomplete } from './types.ts'
import { didYouMean, nearestNames } from '../../../kernel/nearest.ts'
import { NOT_A_POINTER, NOT_A_STRUCT, UNKNOWN_FIELD, NOT_MODELLED } from './rules/members.ts'
import { NOT_ASSIGNABLE } from './rules/storage.ts'

export function lowerMember(c: LowerContext, expr: CExpr & { kind: 'member' }): Operand {
  const object = c.passes.operand(c, expr.object)
  const base = expr.arrow ? dereference(c, rvalue(c, object, expr.object.span), expr.object.span) : object
  return memberOf(c, base, expr.name, expr.nameSpan, expr.span, expr.arrow ? null : expr.object.span)
}

/** The member `name` of a struct. `dotAt` is the span of the object of a `.`, for the hint to write `->`; null after a `->`. */
export function memberOf(
  c: LowerContext,
  base: Operand,
  name: string,
  nameSpan: Span,
  span: Span,
  dotAt: Span | null,
): Operand {
  const type = operandType(base)
  if (type === ERROR_TYPE) return poisonOperand(span)
  if (type.kind !== 'struct') {
    reportNoStruct(c, type, name, nameSpan, dotAt)
    return poisonOperand(span)
  }
  const found = findMember(c, type.key, name)
  if (found === null) {
    reportUnknownMember(c, type, name, nameSpan)
    return poisonOperand(span)
  }
  if (found.kind === 'missing' || base.kind === 'missing') {
    const fieldType = found.kind === 'missing' ? found.type : (found.path.at(-1)?.type ?? ERROR_TYPE)
    const field = base.kind === 'missing' ? base.field : `'${name}' in ${spellType(type, c.structs)}`
    return { kind: 'missing', type: fieldType, field, span }
  }
  if (base.kind !== 'place') return poisonOperand(span)
  reportUnmodelled(c, type, found.path, name, nameSpan)
  let { place } = base
  for (const field of found.path) place = { kind: 'member', base: place, field, type: field.type, span }
  return { kind: 'place', place, constant: base.constant }
}

/** Says that a field of the kernel's is not modelled, so that nobody takes its 0 for a fact. */
function reportUnmodelled(
  c: LowerContext,
  type: Type & { kind: 'struct' },
  path: readonly Field[],
  name: string,
  span: Span,
): void {
  const field = path.find(({ unmodelled }) => unmodelled === true)
  if (field === undefined || c.options.origin === 'kernel') return
  const reads = field.type.kind === 'pointer' ? 'NULL' : '0'
  report(
    c,
    NOT_MODELLED,
    span,
    `The machine of the playground does not model '${name}' of ${spellType(type, c.structs)}: it reads as ${reads} here, and as what it is on a kernel.`,
  )
}

type FoundMember = { kind: 'path'; path: readonly Field[] } | { kind: 'missing'; type: Type }

/** Looks for a member, through anonymous members; null when no kernel and no declaration has it. */
export function findMember(c: LowerContext, key: string, name: string): FoundMember | null {
  const layout = c.structs.get(key)
  const path = layout === undefined ? null : memberPath(c, layout, name)
  if (path !== null) return { kind: 'path', path }
  const declared = c.missingFields.get(key)
  if (declared !== undefined) {
    const type = declared.get(name)
    return type === undefined ? null : { kind: 'missing', type }
  }
  if (layout !== undefined && !layout.kernel) return null
  const elsewhere = c.options.kernel.elsewhere.get(withoutFlavour(key))?.get(name)
  return elsewhere === undefined ? null : { kind: 'missing', type: elsewhere }
}

function memberPath(c: LowerContext, layout: StructLayout, name: string): Field[] | null {
  for (const field of layout.fields) {
    if (field.name === name) return [field]
    if (field.name !== '' || field.type.kind !== 'struct') continue
    const inner = c.structs.get(field.type.key)
    const rest = inner === undefined ? null : memberPath(c, inner, name)
    if (rest !== null) return [field, ...rest]
  }
  return null
}

function reportNoStruct(c: LowerContext, type: Type, name: string, nameSpan: Span, dotAt: Span | null): void {
  const spelled = spellType(type, c.structs)
  if (dotAt !== null && type.kind === 'pointer' && type.to.kind === 'struct') {
    report(
      c,
      NOT_A_STRUCT,
      nameSpan,
      `This is a pointer (${spelled}): write -> instead of . to take the member '${name}'.`,
      {
        fixes: [{ title: 'Write ->', edits: [{ span: { start: dotAt.end, end: nameSpan.start }, text: '->' }] }],
      },
    )
    return
  }
  report(c, NOT_A_STRUCT, nameSpan, `'${name}' cannot be taken from a value of type ${spelled}, which is no struct.`)
}

function reportUnknownMember(c: LowerContext, type: Type & { kind: 'struct' }, name: string, nameSpan: Span): void {
  if (!isComplete(c, type)) {
    reportIncomplete(c, type, nameSpan)
    return
  }
  const layout = c.structs.get(type.key)
  const names = [...memberNames(c, layout), ...(c.missingFields.get(type.key)?.keys() ?? [])]
  const near = nearestNames(name, names)
  const spelled = spellType(type, c.structs)
  const listed =
    layout?.kernel === true && c.missingFields.has(type.key)
      ? ` Your declaration of ${spelled} does not list it: add the member there.`
      : layout?.kernel === true
        ? ' The playground has the members that OOM policies read; this one is not among them.'
        : ''
  report(c, UNKNOWN_FIELD, nameSpan, `${spelled} has no member '${name}'.${didYouMean(near) || listed}`, {
    verifier: `no member named '${name}' in '${spelled}' (clang)`,
    fixes: near.map((candidate) => ({ title: `Write ${candidate}`, edits: [{ span: nameSpan, text: candidate }] })),
  })
}

function memberNames(c: LowerContext, layout: StructLayout | undefined): string[] {
  return (layout?.fields ?? []).flatMap((field) =>
    field.name === '' && field.type.kind === 'struct' ? memberNames(c, c.structs.get(field.type.key)) : [field.name],
  )
}

/** `a[i]`, and `i[a]`, which C allows. */
export function lowerIndex(c: LowerContext, expr: CExpr & { kind: 'index' }): Operand {
  const object = c.passes.operand(c, expr.object)
  const type = operandType(object)
  if (type.kind === 'int' && type !== ERROR_TYPE) {
    const other = c.passes.operand(c, expr.index)
    const otherType = operandType(other)
    if (otherType.kind === 'array' || otherType.kind === 'pointer') {
      return element(c, other, rvalue(c, object), expr.span)
    }
  }
  return element(c, object, scalar(c, expr.index), expr.span)
}

/** The element `index` of an array or of what a pointer points to. */
export function element(c: LowerContext, object: Operand, rawIndex: ScalarExpr, span: Span): Operand {
  const type = operandType(object)
  if (type === ERROR_TYPE || isPoison(rawIndex)) return poisonOperand(span)
  const index = asInteger(c, rawIndex, 'An index')
  if (object.kind === 'missing' && type.kind === 'array') return { ...object, type: type.of, span }
  if (object.kind === 'place' && type.kind === 'array') {
    return { kind: 'place', place: elementOf(object.place, type.of, index, span), constant: object.constant }
  }
  if (type.kind !== 'pointer' && type.kind !== 'array') {
    report(c, NOT_A_POINTER, span, `[ ] needs an array or a pointer, and this is ${spellType(type, c.structs)}.`)
    return poisonOperand(span)
  }
  const pointer = rvalue(c, object)
  if (pointer.type.kind !== 'pointer') return poisonOperand(span)
  if (!isComplete(c, pointer.type.to) && pointer.type.to.kind === 'struct') {
    reportIncomplete(c, pointer.type.to, span)
    return poisonOperand(span)
  }
  return dereference(c, pointerAdd(pointer, index, stepSize(pointer.type, c.structs), span), span)
}

/** `*pointer` as an operand. */
export function dereference(c: LowerContext, pointer: ScalarExpr, span: Span): Operand {
  if (isPoison(pointer)) return poisonOperand(span)
  if (pointer.type.kind !== 'pointer') {
    const spelled = spellType(pointer.type, c.structs)
    report(c, NOT_A_POINTER, span, `* and -> follow a pointer, and this is ${spelled}.`)
    return poisonOperand(span)
  }
  if (pointer.type.to.kind === 'void') {
    report(
      c,
      NOT_A_POINTER,
      span,
      'A void * cannot be followed: nothing says what it points to. Cast it to another pointer first.',
    )
    return poisonOperand(span)
  }
  if (pointer.type.to === ERROR_TYPE) return poisonOperand(span)
  return { kind: 'place', place: derefOf(pointer, span), constant: pointer.type.constant }
}

/** The place of an operand that is going to be written or whose address is taken; null after reporting why there is none. */
export function placeOf(
  c: LowerContext,
  operand: Operand,
  span: Span,
  use: string,
): (Operand & { kind: 'place' }) | null {
  if (operand.kind === 'place') return operand
  if (operand.kind === 'value' && isPoison(operand.expr)) return null
  if (operand.kind === 'missing') rvalue(c, operand, span)
  else report(c, NOT_ASSIGNABLE, span, `${use} needs a variable, a member or an element; this is only a value.`)
  return null
}

export const errorPlace = (span: Span): Place => ({ kind: 'deref', pointer: poison(span), type: ERROR_TYPE, span })
