// Initialisers, for locals (zero, then assignments) and for globals (bytes). Both read the braces in the same way: members and elements in
// order, designators, and inner braces left out.

import type { Expr, Place } from '../../ir.ts'
import type { Span } from '../../span.ts'
import { spellType } from '../../spell-type.ts'
import { type ArrayType, type Field, isScalar, LONG, sizeOf, type StructLayout, type Type, VOID } from '../../types.ts'
import type { Designator, Initializer } from '../parse/ast.ts'
import { writeConstant } from '../../constant.ts'
import {
  bitsOf,
  coerce,
  constant,
  elementOf,
  isPoison,
  operandType,
  rvalue,
  sameType,
  scalar,
  stringGlobal,
} from './build.ts'
import { writeBits } from './bit-fields.ts'
import { ERROR_TYPE, type LowerContext, type Operand, report } from './context.ts'
import { didYouMean, nearestNames } from '../../../kernel/nearest.ts'
import { UNKNOWN_FIELD } from './rules/members.ts'
import { ADDRESS_IN_INITIALIZER, INITIALIZER, NOT_CONSTANT } from './rules/storage.ts'

type ListInit = Initializer & { kind: 'list' }

/** One scalar, string or struct that an initialiser puts somewhere. */
interface Part {
  /** Bytes from the start of the object. */
  offset: number
  type: Type
  /** The way there from the object's own place. */
  steps: readonly Step[]
  value: { kind: 'operand'; operand: Operand } | { kind: 'string'; bytes: Uint8Array }
  span: Span
}

type Step = { kind: 'member'; index: number; struct: StructLayout } | { kind: 'element'; index: number; of: Type }

interface Target {
  type: Type
  offset: number
  steps: readonly Step[]
}

/** The items of one pair of braces, consumed in order; operands are lowered once, however deep the item ends up. */
interface Cursor {
  items: ListInit['items']
  next: number
  lowered: Operand | null
}

/** The type of an array whose length its initialiser gives. */
export function completeType(c: LowerContext, type: Type, init: Initializer | null): Type {
  if (type.kind !== 'array' || type.length > 0 || init === null) return type
  if (init.kind === 'expr') {
    return init.expr.kind === 'string' && isCharacter(type.of) ? { ...type, length: init.expr.bytes.length + 1 } : type
  }
  const only = init.items.length === 1 ? init.items[0]?.init : undefined
  if (isCharacter(type.of) && only?.kind === 'expr' && only.expr.kind === 'string') return completeType(c, type, only)
  return { ...type, length: countElements(c, type, init) }
}

function countElements(c: LowerContext, type: ArrayType, init: ListInit): number {
  const size = sizeOf(type.of, c.structs)
  // Read with room for every item, without reporting: the real reading follows.
  let length = 0
  let at = 0
  for (const item of init.items) {
    const [first] = item.designators
    if (first?.kind === 'index') {
      const index = scalar(c, first.index)
      if (index.kind === 'const') at = Number(BigInt.asUintN(24, index.value))
    }
    at++
    length = Math.max(length, at)
  }
  if (isScalar(type.of) || init.items.some((item) => item.init.kind === 'list' || item.designators.length > 0))
    return length
  if (type.of.kind === 'struct' || type.of.kind === 'array') {
    const scalars = countScalars(c, type.of)
    return size === 0 || scalars === 0 ? length : Math.ceil(length / scalars)
  }
  return length
}

function countScalars(c: LowerContext, type: Type): number {
  if (type.kind === 'array') return isCharacter(type.of) ? 1 : type.length * countScalars(c, type.of)
  if (type.kind !== 'struct') return 1
  const fields = c.structs.get(type.key)?.fields ?? []
  return fields.reduce((sum, field) => sum + countScalars(c, field.type), 0)
}

const isCharacter = (type: Type): boolean => type.kind === 'int' && type.bits === 8

/** The bytes of a global's initial value; all zero without an initialiser. Addresses and run-time values are errors. */
export function initialBytes(c: LowerContext, type: Type, init: Initializer | null): Uint8Array {
  const bytes = new Uint8Array(sizeOf(type, c.structs))
  if (init === null) return bytes
  for (const part of readParts(c, type, init)) {
    if (part.value.kind === 'string') {
      bytes.set(part.value.bytes.subarray(0, sizeOf(part.type, c.structs)), part.offset)
      continue
    }
    const { operand } = part.value
    if (operand.kind === 'place' && operand.place.type.kind === 'struct') {
      report(
        c,
        NOT_CONSTANT,
        part.span,
        'The initial value of a global is computed by the compiler; it cannot be copied from another variable.',
      )
      continue
    }
    const value = coerce(c, rvalue(c, operand, part.span), part.type, 'The variable')
    const bits = bitsOfStep(part)
    if (value.kind === 'const' && bits !== null) writeBitConstant(bytes, part, bits, value.value)
    else if (value.kind === 'const') writeConstant(bytes, part.offset, sizeOf(part.type, c.structs), value.value)
    else reportRunTimeValue(c, value.type, part.span)
  }
  return bytes
}

function reportRunTimeValue(c: LowerContext, type: Type, span: Span): void {
  if (type.kind === 'pointer') {
    report(
      c,
      ADDRESS_IN_INITIALIZER,
      span,
      'A global cannot start with an address. For a text, write it into an array: const char name[] = "..."; otherwise set the pointer in the program.',
    )
  } else {
    report(
      c,
      NOT_CONSTANT,
      span,
      'The initial value of a global must be known at compile time. Set it in the program instead.',
    )
  }
}

/** The expressions that give a local aggregate its initial value: zero it, then store part by part. */
export function initializeAggregate(c: LowerContext, place: Place, init: Initializer, span: Span): Expr[] {
  const size = sizeOf(place.type, c.structs)
  const parts = readParts(c, place.type, init)
  const zero: Expr = { kind: 'zero', target: place, size, type: VOID, span }
  const whole = parts.length === 1 ? parts[0] : undefined
  if (whole !== undefined && whole.steps.length === 0) {
    const covers = whole.value.kind === 'operand' || whole.value.bytes.length + 1 >= size
    return covers ? storePart(c, place, whole) : [zero, ...storePart(c, place, whole)]
  }
  return [zero, ...parts.flatMap((part) => storePart(c, place, part))]
}

function storePart(c: LowerContext, object: Place, part: Part): Expr[] {
  const place = stepInto(object, part)
  const { span } = part
  if (part.value.kind === 'string') {
    const source = stringGlobal(c, part.value.bytes, span)
    const size = Math.min(sizeOf(part.type, c.structs), part.value.bytes.length + 1)
    return [{ kind: 'copy', target: place, source, size, type: VOID, span }]
  }
  const { operand } = part.value
  if (part.type.kind === 'struct') {
    if (operand.kind !== 'place') return []
    return [
      { kind: 'copy', target: place, source: operand.place, size: sizeOf(part.type, c.structs), type: VOID, span },
    ]
  }
  const value = coerce(c, rvalue(c, operand, span), part.type, 'The variable')
  if (!isScalar(part.type) || isPoison(value)) return []
  // What was zeroed need not be zeroed again.
  if (value.kind === 'const' && value.value === 0n && part.steps.length > 0) return []
  const bits = bitsOf(place)
  if (bits !== null) return [writeBits(c, bits, () => value, 'new', span)]
  return [{ kind: 'assign', place, value, type: part.type, span }]
}

/** The bits that the last step leads to, where it is a bit field. */
function bitsOfStep({ steps }: Part): NonNullable<Field['bits']> | null {
  const last = steps.at(-1)
  return last?.kind === 'member' ? (last.struct.fields[last.index]?.bits ?? null) : null
}

/** Puts bits into the bytes of a global, beside those that are there. */
function writeBitConstant(bytes: Uint8Array, part: Part, bits: NonNullable<Field['bits']>, value: bigint): void {
  const stored = bits.bool ? (value === 0n ? 0n : 1n) : value
  for (let bit = 0; bit < bits.width; bit++) {
    const at = bits.offset + bit
    const index = part.offset + (at >> 3)
    const mask = 1 << (at & 7)
    bytes[index] = ((bytes[index] ?? 0) & ~mask) | ((stored >> BigInt(bit)) & 1n ? mask : 0)
  }
}

function stepInto(object: Place, part: Part): Place {
  const { span } = part
  return part.steps.reduce<Place>((place, step) => {
    if (step.kind === 'element') return elementOf(place, step.of, constant(BigInt(step.index), LONG, span), span)
    const field = step.struct.fields[step.index]
    return field === undefined ? place : { kind: 'member', base: place, field, type: field.type, span }
  }, object)
}

function readParts(c: LowerContext, type: Type, init: Initializer): Part[] {
  const parts: Part[] = []
  const target: Target = { type, offset: 0, steps: [] }
  if (type === ERROR_TYPE) return parts
  if (init.kind === 'list') readBraces(c, target, init, parts)
  else readWhole(c, target, init, parts)
  return parts
}

/** `= expr` for a whole object: a string for a character array, a struct of the same type, a scalar. */
function readWhole(c: LowerContext, target: Target, init: Initializer & { kind: 'expr' }, parts: Part[]): void {
  const { type } = target
  const { expr } = init
  if (expr.kind === 'string' && type.kind === 'array' && isCharacter(type.of)) {
    putString(c, target, type, expr.bytes, init.span, parts)
    return
  }
  const operand = c.passes.operand(c, expr)
  if (type.kind === 'array' || (type.kind === 'struct' && !sameType(operandType(operand), type))) {
    if (operand.kind === 'value' && isPoison(operand.expr)) return
    report(
      c,
      INITIALIZER,
      init.span,
      `${spellType(type, c.structs)} cannot be initialised with ${spellType(operandType(operand), c.structs)}. Write the values between braces: { ... }.`,
    )
    return
  }
  putOperand(target, operand, init.span, parts)
}

const putOperand = (target: Target, operand: Operand, span: Span, parts: Part[]): void => {
  parts.push({ ...target, value: { kind: 'operand', operand }, span })
}

function putString(
  c: LowerContext,
  target: Target,
  type: ArrayType,
  bytes: Uint8Array,
  span: Span,
  parts: Part[],
): void {
  if (bytes.length > type.length) {
    report(
      c,
      INITIALIZER,
      span,
      `This text has ${bytes.length} bytes and the array has room for ${type.length}. Make the array longer, or leave its length out.`,
    )
  }
  parts.push({ ...target, value: { kind: 'string', bytes }, span })
}

/** `{ ... }` for an object of any type. */
function readBraces(c: LowerContext, target: Target, init: ListInit, parts: Part[]): void {
  const { type } = target
  const cursor: Cursor = { items: init.items, next: 0, lowered: null }
  const [first] = init.items
  if (isScalar(type)) {
    if (first === undefined) return
    if (first.init.kind === 'list') readBraces(c, target, first.init, parts)
    else putOperand(target, c.passes.operand(c, first.init.expr), first.init.span, parts)
    cursor.next = 1
  } else if (
    type.kind === 'array' &&
    isCharacter(type.of) &&
    first?.init.kind === 'expr' &&
    first.init.expr.kind === 'string'
  ) {
    putString(c, target, type, first.init.expr.bytes, first.init.span, parts)
    cursor.next = 1
  } else fillAggregate(c, target, cursor, true, parts)
  const extra = cursor.items[cursor.next]
  if (extra !== undefined) {
    report(
      c,
      INITIALIZER,
      extra.init.span,
      `There are more values than ${spellType(type, c.structs)} has room for. Remove this one.`,
    )
  }
}

/**
 * Gives items to members or elements in order. Without braces of its own an aggregate takes as many as it needs. `path` is what is left of
 * the designators of the first item: after `.a.b = 1` the next item goes to what follows b in a.
 */
function fillAggregate(
  c: LowerContext,
  target: Target,
  cursor: Cursor,
  braced: boolean,
  parts: Part[],
  path: readonly Designator[] = [],
): void {
  const count = childCount(c, target.type)
  let position = path.length === 0 ? 0 : fillDesignated(c, target, cursor, path, parts)
  while (cursor.next < cursor.items.length) {
    const item = cursor.items[cursor.next]
    if (item === undefined) return
    if (item.designators.length > 0 && cursor.lowered === null) {
      // A designator speaks to the braces around it.
      if (!braced) return
      position = fillDesignated(c, target, cursor, item.designators, parts)
      continue
    }
    if (position >= count) return
    const child = childOf(c, target, position)
    position++
    if (child === null) return
    fillOne(c, child, cursor, parts)
  }
}

/** Gives the next item to the member that the designators name; the result is the position after it. */
function fillDesignated(
  c: LowerContext,
  target: Target,
  cursor: Cursor,
  path: readonly Designator[],
  parts: Part[],
): number {
  const found = designated(c, target, path)
  if (found === null) {
    cursor.next++
    return childCount(c, target.type)
  }
  if (found.rest.length === 0) fillOne(c, found.target, cursor, parts)
  else fillAggregate(c, found.target, cursor, false, parts, found.rest)
  return found.position + 1
}

/** Gives the next item, or for an aggregate without braces the next items, to one member or element. */
function fillOne(c: LowerContext, target: Target, cursor: Cursor, parts: Part[]): void {
  const item = cursor.items[cursor.next]
  if (item === undefined) return
  const { init } = item
  const { type } = target
  if (init.kind === 'list') {
    cursor.next++
    readBraces(c, target, init, parts)
    return
  }
  if (init.expr.kind === 'string' && type.kind === 'array' && isCharacter(type.of)) {
    cursor.next++
    putString(c, target, type, init.expr.bytes, init.span, parts)
    return
  }
  const operand = cursor.lowered ?? c.passes.operand(c, init.expr)
  if (isScalar(type) || sameType(operandType(operand), type)) {
    cursor.next++
    cursor.lowered = null
    putOperand(target, operand, init.span, parts)
    return
  }
  cursor.lowered = operand
  const before = cursor.next
  fillAggregate(c, target, cursor, false, parts)
  // An aggregate without members takes nothing; go on rather than wait for it forever.
  if (cursor.next === before) {
    cursor.next++
    cursor.lowered = null
  }
}

function childCount(c: LowerContext, type: Type): number {
  if (type.kind === 'array') return type.length
  if (type.kind !== 'struct') return 0
  const layout = c.structs.get(type.key)
  if (layout === undefined) return 0
  return layout.union ? Math.min(1, layout.fields.length) : layout.fields.length
}

function childOf(c: LowerContext, target: Target, index: number): Target | null {
  const { type, offset, steps } = target
  if (type.kind === 'array') {
    const size = sizeOf(type.of, c.structs)
    return { type: type.of, offset: offset + index * size, steps: [...steps, { kind: 'element', index, of: type.of }] }
  }
  const struct = type.kind === 'struct' ? c.structs.get(type.key) : undefined
  const field = struct?.fields[index]
  if (struct === undefined || field === undefined) return null
  return { type: field.type, offset: offset + field.offset, steps: [...steps, { kind: 'member', index, struct }] }
}

interface Designated {
  target: Target
  position: number
  /** What is left of the designators, to be followed in the target. */
  rest: readonly Designator[]
}

/** Follows the first of the designators. A name inside an anonymous member leads there, and is then looked for again. */
function designated(c: LowerContext, target: Target, path: readonly Designator[]): Designated | null {
  const [first, ...rest] = path
  if (first === undefined) return null
  if (first.kind === 'index') return byIndex(c, target, first, rest)
  const { type } = target
  const fields = type.kind === 'struct' ? (c.structs.get(type.key)?.fields ?? []) : []
  for (const [position, field] of fields.entries()) {
    const inside = field.name === '' && hasMember(c, field.type, first.name)
    const child = field.name === first.name || inside ? childOf(c, target, position) : null
    if (child !== null) return { target: child, position, rest: inside ? path : rest }
  }
  const near = nearestNames(
    first.name,
    fields.map((field) => field.name),
  )
  report(
    c,
    UNKNOWN_FIELD,
    first.span,
    `${spellType(type, c.structs)} has no member '${first.name}'.${didYouMean(near)}`,
  )
  return null
}

function hasMember(c: LowerContext, type: Type, name: string): boolean {
  const fields = type.kind === 'struct' ? (c.structs.get(type.key)?.fields ?? []) : []
  return fields.some((field) => field.name === name || (field.name === '' && hasMember(c, field.type, name)))
}

function byIndex(
  c: LowerContext,
  target: Target,
  designator: Designator & { kind: 'index' },
  rest: readonly Designator[],
): Designated | null {
  const index = scalar(c, designator.index)
  const count = target.type.kind === 'array' ? target.type.length : 0
  if (isPoison(index)) return null
  if (index.kind !== 'const' || index.value < 0n || index.value >= BigInt(count)) {
    report(
      c,
      INITIALIZER,
      designator.span,
      index.kind === 'const'
        ? `There is no element ${index.value}: ${spellType(target.type, c.structs)} has ${count}.`
        : 'The index must be known at compile time.',
    )
    return null
  }
  const position = Number(index.value)
  const child = childOf(c, target, position)
  return child === null ? null : { target: child, position, rest }
}
