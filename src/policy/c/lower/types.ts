// From specifiers and declarators to types: builtin types, typedefs, structs, unions and enums with their layouts, and the author's
// declarations of kernel structs, which are matched member by member with the kernel's layout as CO-RE does.

import { INTERFACES, verdictConstants } from '../../../kernel/interfaces.ts'
import type { Span } from '../../span.ts'

import { spellType } from '../../spell-type.ts'
import {
  alignOf,
  BOOL,
  CHAR,
  type Field,
  type FunctionType,
  INT,
  type IntType,
  LONG,
  S16,
  sizeOf,
  type StructLayout,
  type Type,
  U16,
  U8,
  UINT,
  ULONG,
  VOID,
} from '../../types.ts'
import type { Attribute, CExpr, Declarator, Specifiers, TypeName, TypeSpecifier } from '../parse/ast.ts'
import { isPoison, operandType, pointerTo, sameType, scalar, withoutFlavour } from './build.ts'
import { wordOf } from './bit-fields.ts'
import { declare, ERROR_TYPE, type LowerContext, lookup, lookupTag, report } from './context.ts'
import { didYouMean, nearestNames } from '../../../kernel/nearest.ts'
import { UNSUPPORTED } from '../parse/rules/syntax.ts'
import { FLOATING_POINT, STRUCT_VALUE, TYPE_MISMATCH } from './rules/conversions.ts'
import { BIT_FIELD, NO_PRESERVE_ACCESS_INDEX } from './rules/members.ts'
import { REDECLARATION, UNKNOWN_TYPE } from './rules/names.ts'
import { VERDICT_VALUE } from './rules/programs.ts'
import { NOT_CONSTANT, TOO_LARGE, VLA } from './rules/storage.ts'

/** A type and whether the thing declared with it is const. */
export interface Qualified {
  type: Type
  constant: boolean
}

/** No object may be larger, so that a page of text cannot ask for all memory there is. */
export const MAX_OBJECT_BYTES = 1 << 24

type StructSpecifier = TypeSpecifier & { kind: 'struct' }

export const findAttribute = (attributes: readonly Attribute[], name: string): Attribute | undefined =>
  attributes.find((attribute) => attribute.name.replace(/^__(.*)__$/, '$1') === name)

/** The type that specifiers name, such as `const struct task_struct`. Declares the structs and enums defined in them. */
export function lowerSpecifiers(c: LowerContext, specifiers: Specifiers): Qualified {
  const { type } = specifiers
  if (type === null) return { type: INT, constant: specifiers.constant }
  const lowered = lowerTypeSpecifier(c, type)
  return { type: lowered.type, constant: lowered.constant || specifiers.constant }
}

/** The type of a cast, sizeof or compound literal. */
export function lowerTypeName(c: LowerContext, name: TypeName): Qualified {
  return applyDeclarator(c, lowerSpecifiers(c, name.specifiers), name.declarator)
}

function lowerTypeSpecifier(c: LowerContext, specifier: TypeSpecifier): Qualified {
  switch (specifier.kind) {
    case 'builtin':
      return { type: builtinType(c, specifier.words, specifier.span), constant: false }
    case 'typedefName':
      return typedefType(c, specifier.name, specifier.span)
    case 'struct':
      return { type: structType(c, specifier), constant: false }
    case 'enum':
      return { type: enumType(c, specifier), constant: false }
    case 'typeofType':
      return lowerTypeName(c, specifier.type)
    case 'typeofExpr': {
      const operand = c.passes.operand(c, specifier.expr)
      return { type: operandType(operand), constant: operand.kind === 'place' && operand.constant }
    }
  }
}

function builtinType(c: LowerContext, words: readonly string[], span: Span): Type {
  const has = (word: string): boolean => words.includes(word)
  if (has('void')) return VOID
  if (has('bool') || has('_Bool')) return BOOL
  if (has('float') || has('double') || has('_Complex')) {
    report(
      c,
      FLOATING_POINT,
      span,
      'BPF has no floating point. Count in whole numbers, for example thousandths: multiply before you divide.',
      { verifier: "A call to built-in function '__floatundidf' is not supported (clang)" },
    )
    return ERROR_TYPE
  }
  if (has('__int128')) {
    report(c, UNSUPPORTED, span, '128-bit integers are not supported. Use u64 or s64.')
    return ERROR_TYPE
  }
  const unsigned = has('unsigned')
  if (has('char')) return unsigned ? U8 : CHAR
  if (has('short')) return unsigned ? U16 : S16
  if (has('long')) return unsigned ? ULONG : LONG
  return unsigned ? UINT : INT
}

function typedefType(c: LowerContext, name: string, span: Span): Qualified {
  const entity = lookup(c, name)
  if (entity?.kind === 'typedef') return { type: entity.type, constant: entity.constant }
  const typedefs = [...c.options.kernel.typedefs.keys()]
  report(c, UNKNOWN_TYPE, span, `The type '${name}' is not known.${didYouMean(nearestNames(name, typedefs))}`)
  return { type: ERROR_TYPE, constant: false }
}

/** The declarator's layers around the base type, from the outermost in, with C's rules on what may stand in what. */
export function applyDeclarator(c: LowerContext, base: Qualified, declarator: Declarator): Qualified {
  let { type, constant } = base
  for (let i = declarator.layers.length - 1; i >= 0; i--) {
    const layer = declarator.layers[i]
    if (layer === undefined) continue
    switch (layer.kind) {
      case 'pointer':
        type = pointerTo(type, constant)
        constant = layer.constant
        break
      case 'array':
        type = { kind: 'array', of: elementType(c, type, layer.span), length: arrayLength(c, layer, i === 0) }
        break
      case 'function':
        type = {
          kind: 'function',
          params: layer.params
            .map((param) => paramType(applyDeclarator(c, lowerSpecifiers(c, param.specifiers), param.declarator).type))
            .filter((param) => param.kind !== 'void'),
          returns: returnType(c, type, layer.span),
          variadic: layer.variadic,
        } satisfies FunctionType
        constant = false
        break
    }
  }
  return { type, constant }
}

function elementType(c: LowerContext, of: Type, span: Span): Type {
  if (of.kind === 'void' || of.kind === 'function') {
    report(c, TYPE_MISMATCH, span, `An array cannot have elements of type ${spellType(of, c.structs)}.`)
    return ERROR_TYPE
  }
  return of
}

/** The length between the brackets; 0 where there is none, for a flexible member or for the initialiser to say. */
function arrayLength(
  c: LowerContext,
  layer: Declarator['layers'][number] & { kind: 'array' },
  outermost: boolean,
): number {
  if (layer.length === null) {
    if (!outermost)
      report(c, VLA, layer.span, 'Only the first length of an array can be left out. Write a number here.')
    return 0
  }
  const length = scalar(c, layer.length)
  if (isPoison(length)) return 1
  if (length.kind !== 'const' || length.type.kind !== 'int') {
    report(
      c,
      VLA,
      layer.length.span,
      'The length of an array must be known at compile time. Use a number, a #define or an enum constant, and stop the loop earlier instead.',
    )
    return 1
  }
  if (length.value < 0n || length.value > 0xffff_ffffn) {
    report(c, TOO_LARGE, layer.length.span, `An array cannot have ${length.value} elements.`)
    return 1
  }
  return Number(length.value)
}

/** A parameter's type: arrays and functions become pointers. A struct stays one: its function takes the address of a copy. */
export function paramType(type: Type): Type {
  if (type.kind === 'array') return pointerTo(type.of)
  if (type.kind === 'function') return pointerTo(type)
  return type
}

function returnType(c: LowerContext, type: Type, span: Span): Type {
  if (type.kind === 'array' || type.kind === 'function') {
    report(
      c,
      STRUCT_VALUE,
      span,
      `A function cannot return ${spellType(type, c.structs)}. Pass a pointer to the result as an argument and fill it in.`,
    )
    return ERROR_TYPE
  }
  return type
}

/** A struct or union: a reference by tag, or a definition with its layout. */
function structType(c: LowerContext, specifier: StructSpecifier): Type {
  const { tag, members } = specifier
  if (members === null) return tag === null ? ERROR_TYPE : referToStruct(c, tag)
  const ours = c.options.origin === 'policy' && tag !== null && isKernelStruct(c, tag, specifier.attributes)
  const key = newStructKey(c, tag, ours)
  const type: Type = { kind: 'struct', key }
  if (tag !== null) c.scope.tags.set(tag, type)
  const fields = lowerMembers(c, specifier)
  const spelling = `${specifier.union ? 'union' : 'struct'} ${tag ?? '(anonymous)'}`
  if (ours && tag !== null) matchWithKernel(c, key, spelling, tag, fields, specifier)
  else {
    const packed = findAttribute(specifier.attributes, 'packed') !== undefined
    const layout = layOut(c, key, spelling, specifier.union, fields, packed)
    c.structs.set(key, withAlignment(layout, findAttribute(specifier.attributes, 'aligned')))
  }
  return type
}

function referToStruct(c: LowerContext, tag: string): Type {
  const known = lookupTag(c, tag)
  if (known !== null) return known
  const type: Type = { kind: 'struct', key: tag }
  // A struct that is only named belongs to the file, so that a later definition completes it.
  if (!c.structs.has(tag)) c.fileScope.tags.set(tag, type)
  return type
}

/** True when the author's struct stands for one of the kernel's: by its name without flavour, or by its attribute. */
function isKernelStruct(c: LowerContext, tag: string, attributes: readonly Attribute[]): boolean {
  if (findAttribute(attributes, 'preserve_access_index') !== undefined) return true
  const base = withoutFlavour(tag)
  return c.options.kernel.structs.has(base) || (base !== tag && c.options.kernel.elsewhere.has(base))
}

function newStructKey(c: LowerContext, tag: string | null, kernel: boolean): string {
  if (tag === null) return `anon:${c.anonymous++}`
  const named = c.scope.tags.get(tag)
  // Completes a struct that was named before in this scope.
  if (named?.kind === 'struct' && !c.structs.has(named.key)) return named.key
  if (kernel && c.scope === c.fileScope) return tag
  return c.structs.has(tag) ? `${tag}:${c.anonymous++}` : tag
}

function lowerMembers(c: LowerContext, specifier: StructSpecifier): Field[] {
  const fields: Field[] = []
  const names = new Set<string>()
  for (const member of specifier.members ?? []) {
    const base = lowerSpecifiers(c, member.specifiers)
    if (member.declarators.length === 0) {
      if (base.type.kind === 'struct') fields.push({ name: '', type: base.type, offset: 0 })
      continue
    }
    for (const { declarator, bits } of member.declarators) {
      const name = declarator.name ?? ''
      const { type } = applyDeclarator(c, base, declarator)
      if (bits !== null) {
        const field = bitField(c, name, type, bits, declarator.span)
        if (field !== null) fields.push(field)
        continue
      }
      if (names.has(name)) report(c, REDECLARATION, declarator.nameSpan, `The struct has two members '${name}'.`)
      names.add(name)
      fields.push({ name, type: memberType(c, type, declarator), offset: 0 })
    }
  }
  return fields
}

/** A bit field; its place in its word is found when the struct is laid out. Null after reporting what is wrong with it. */
function bitField(c: LowerContext, name: string, type: Type, width: CExpr, span: Span): Field | null {
  const given = scalar(c, width)
  if (isPoison(given) || type === ERROR_TYPE) return null
  const count = given.kind === 'const' ? Number(given.value) : -1
  const most = type.kind === 'int' ? (type.bool ? 1 : type.bits) : 0
  if (type.kind !== 'int' || count < 0 || count > most || (count === 0 && name !== '')) {
    report(
      c,
      BIT_FIELD,
      span,
      type.kind === 'int'
        ? `The width of a bit field of type ${spellType(type, c.structs)} is a constant from 1 to ${most}.`
        : `A bit field is an integer, and this is ${spellType(type, c.structs)}.`,
    )
    return null
  }
  return { name, type: wordOf(type), offset: 0, bits: { offset: 0, width: count, bool: type.bool } }
}

function memberType(c: LowerContext, type: Type, declarator: Declarator): Type {
  if (type.kind === 'void' || type.kind === 'function') {
    report(c, TYPE_MISMATCH, declarator.span, `A member cannot have the type ${spellType(type, c.structs)}.`)
    return ERROR_TYPE
  }
  if (!isComplete(c, type)) {
    // A map of maps (`__array(values, struct inner)`) has a flexible array here, which needs no size.
    reportIncomplete(c, type, declarator.span)
    return ERROR_TYPE
  }
  return type
}

/** Natural alignment, members in order, or all at 0 in a union. */
function layOut(
  c: LowerContext,
  key: string,
  spelling: string,
  union: boolean,
  fields: readonly Field[],
  packed: boolean,
): StructLayout {
  // In bits, since a bit field may begin where the one before ends.
  let end = 0
  let align = 1
  const placed = fields.flatMap((field) => {
    const fieldAlign = packed ? 1 : alignOf(field.type, c.structs)
    const size = sizeOf(field.type, c.structs) * 8
    const { bits } = field
    if (bits === undefined) {
      const offset = union ? 0 : roundUp(end, fieldAlign * 8)
      end = Math.max(end, offset + size)
      align = Math.max(align, fieldAlign)
      return [{ ...field, offset: offset / 8 }]
    }
    if (bits.width === 0) {
      end = union ? end : roundUp(end, size)
      return []
    }
    const start = union
      ? 0
      : Math.floor(end / size) === Math.floor((end + bits.width - 1) / size)
        ? end
        : roundUp(end, size)
    end = Math.max(end, start + bits.width)
    if (field.name === '') return []
    align = Math.max(align, fieldAlign)
    return [{ ...field, offset: (Math.floor(start / size) * size) / 8, bits: { ...bits, offset: start % size } }]
  })
  return { key, spelling, union, kernel: false, size: roundUp(Math.ceil(end / 8), align), align, fields: placed }
}

function withAlignment(layout: StructLayout, attribute: Attribute | undefined): StructLayout {
  const wanted = Number(attribute?.argument ?? (attribute === undefined ? 1 : 8))
  if (!Number.isInteger(wanted) || wanted <= layout.align || wanted > 4096 || (wanted & (wanted - 1)) !== 0)
    return layout
  return { ...layout, align: wanted, size: roundUp(layout.size, wanted) }
}

const roundUp = (n: number, align: number): number => Math.ceil(n / align) * align

/**
 * The author's declaration of a kernel struct. As with CO-RE, members are found in the kernel's struct by name, wherever they are there;
 * those that it does not have, or has as something else, are remembered as missing.
 */
function matchWithKernel(
  c: LowerContext,
  key: string,
  spelling: string,
  tag: string,
  declared: readonly Field[],
  specifier: StructSpecifier,
): void {
  const { kernel } = c.options
  const original = kernel.structs.get(withoutFlavour(tag))
  if (tag === withoutFlavour(tag)) warnAboutDeclaration(c, tag, original !== undefined, specifier)
  const fields: Field[] = []
  const missing = new Map<string, Type>()
  for (const field of flattenAnonymous(c, declared)) {
    const found = original === undefined ? null : findField(kernel.structs, original, field.name)
    if (found !== null && agrees(kernel.structs, c, field.type, found.type)) {
      // The load is of the kernel's width: libbpf adjusts the instruction.
      fields.push({ name: field.name, offset: found.offset, type: field.type.kind === 'int' ? found.type : field.type })
    } else missing.set(field.name, field.type)
  }
  c.missingFields.set(key, missing)
  c.structs.set(key, {
    key,
    spelling,
    union: specifier.union,
    kernel: true,
    size: original?.size ?? 0,
    align: original?.align ?? 1,
    fields,
  })
}

/** Part of the interface to user space, with nothing inside that a program could read: the same in every kernel. */
const FIXED_STRUCT = 'bpf_iter_num'

function warnAboutDeclaration(c: LowerContext, tag: string, inKernel: boolean, specifier: StructSpecifier): void {
  const vmlinux = c.ast.includes.some((include) => include.name === 'vmlinux.h')
  if (vmlinux && inKernel) {
    report(
      c,
      REDECLARATION,
      specifier.span,
      `vmlinux.h declares struct ${tag} already. Use its declaration, or name yours struct ${tag}___mine.`,
      { verifier: `redefinition of '${tag}' (clang)` },
    )
  } else if (tag !== FIXED_STRUCT && findAttribute(specifier.attributes, 'preserve_access_index') === undefined) {
    report(
      c,
      NO_PRESERVE_ACCESS_INDEX,
      specifier.span,
      `Without __attribute__((preserve_access_index)) a loader takes the offsets of this declaration, which are not those of struct ${tag} in the running kernel. The playground uses the kernel's.`,
      {
        fixes: [
          {
            title: 'Add __attribute__((preserve_access_index))',
            edits: [
              {
                span: { start: specifier.span.end, end: specifier.span.end },
                text: ' __attribute__((preserve_access_index))',
              },
            ],
          },
        ],
      },
    )
  }
}

function flattenAnonymous(c: LowerContext, fields: readonly Field[]): Field[] {
  return fields.flatMap((field) =>
    field.name === '' && field.type.kind === 'struct'
      ? flattenAnonymous(c, c.structs.get(field.type.key)?.fields ?? [])
      : [field],
  )
}

/** A member by name with its offset from the start of the struct, looked for in anonymous members too. */
export function findField(
  structs: ReadonlyMap<string, StructLayout>,
  struct: StructLayout,
  name: string,
): Field | null {
  for (const field of struct.fields) {
    if (field.name === name) return field
    if (field.name !== '' || field.type.kind !== 'struct') continue
    const inner = structs.get(field.type.key)
    const found = inner === undefined ? null : findField(structs, inner, name)
    if (found !== null) return { ...found, offset: field.offset + found.offset }
  }
  return null
}

/** Whether CO-RE would match a declared member with the kernel's: both integers, both pointers, arrays of such, or structs of one name. */
function agrees(
  kernelStructs: ReadonlyMap<string, StructLayout>,
  c: LowerContext,
  declared: Type,
  actual: Type,
): boolean {
  if (declared.kind === 'array' && actual.kind === 'array') return agrees(kernelStructs, c, declared.of, actual.of)
  if (declared.kind === 'struct' && actual.kind === 'struct') {
    return declared.key.startsWith('anon:') || withoutFlavour(declared.key) === withoutFlavour(actual.key)
  }
  return declared.kind === actual.kind
}

/** An enum: its constants are declared, and its type is unsigned int, or int when a constant is negative, as in clang. */
function enumType(c: LowerContext, specifier: TypeSpecifier & { kind: 'enum' }): Type {
  const { tag, enumerators } = specifier
  const name = tag === null ? 'unsigned int' : `enum ${tag}`
  if (enumerators === null) {
    if (tag === null) return UINT
    return lookupTag(c, tag) ?? c.options.kernel.enums.get(tag) ?? { ...UINT, name }
  }
  let next = 0n
  let negative = false
  let wide = false
  for (const enumerator of enumerators) {
    const value = enumerator.value === null ? null : scalar(c, enumerator.value)
    if (value?.kind === 'const') next = value.value
    else if (value !== null && !isPoison(value)) {
      report(c, NOT_CONSTANT, value.span, `The value of '${enumerator.name}' must be known at compile time.`)
    }
    negative ||= next < 0n
    const fitsInt = next >= -0x8000_0000n && next <= 0x7fff_ffffn
    wide ||= next < -0x8000_0000n || next > 0xffff_ffffn
    const type: IntType = fitsInt ? INT : next <= 0xffff_ffffn && next > 0n ? UINT : LONG
    checkVerdict(c, enumerator.name, next, enumerator.span)
    declare(c, enumerator.name, { kind: 'constant', value: next, type, span: enumerator.span })
    next += 1n
  }
  const base = wide ? (negative ? LONG : ULONG) : negative ? INT : UINT
  const type: IntType = { ...base, name: tag === null ? base.name : name }
  if (tag !== null) c.scope.tags.set(tag, type)
  return type
}

const VERDICTS: ReadonlyMap<string, bigint> = new Map(
  INTERFACES.flatMap(verdictConstants).map((row) => [row.name, row.value]),
)

/** An author may declare the verdicts; with another value than the kernel's the policy says something else than it reads. */
export function checkVerdict(c: LowerContext, name: string, value: bigint, span: Span): void {
  const actual = VERDICTS.get(name)
  if (actual === undefined || actual === value || c.options.origin === 'kernel') return
  report(
    c,
    VERDICT_VALUE,
    span,
    `${name} is ${value} here, but the kernel reads ${actual} as ${name}. Give it the value ${actual}.`,
  )
}

/** True when the size of the type is known. */
export function isComplete(c: LowerContext, type: Type): boolean {
  if (type.kind === 'struct') return c.structs.has(type.key)
  if (type.kind === 'array') return isComplete(c, type.of)
  return type.kind !== 'void' && type.kind !== 'function'
}

export function reportIncomplete(c: LowerContext, type: Type, span: Span): void {
  const element = type.kind === 'array' ? type.of : type
  const spelled = spellType(element, c.structs)
  const tag = element.kind === 'struct' ? element.key : ''
  const elsewhere = c.options.kernel.elsewhere.has(tag)
  const near = nearestNames(
    tag,
    [...c.structs.keys()].filter((key) => !key.includes(':')),
  )
  const message = elsewhere
    ? `Linux ${c.options.kernel.kernel} does not have ${spelled}. Ask with bpf_core_type_exists(${spelled}) first, and declare a flavour of it such as ${spelled}___old.`
    : `The members of ${spelled} are not known here: it is neither declared in this file nor among the kernel structs of the playground.${didYouMean(near)}`
  report(c, UNKNOWN_TYPE, span, message)
}

/** Checks that a variable can have the type; gives a type that can be used in any case. */
export function objectType(c: LowerContext, type: Type, span: Span): Type {
  if (type.kind === 'void' || type.kind === 'function') {
    report(c, TYPE_MISMATCH, span, `A variable cannot have the type ${spellType(type, c.structs)}.`)
    return ERROR_TYPE
  }
  if (!isComplete(c, type)) {
    reportIncomplete(c, type, span)
    return ERROR_TYPE
  }
  if (sizeOf(type, c.structs) > MAX_OBJECT_BYTES) {
    report(
      c,
      TOO_LARGE,
      span,
      `This takes ${sizeOf(type, c.structs)} bytes; at most ${MAX_OBJECT_BYTES} are possible. Keep the data in a map.`,
    )
    return ERROR_TYPE
  }
  return type
}

/** Two declarations of one name must agree. */
export const compatible = (a: Type, b: Type): boolean =>
  sameType(a, b) ||
  (a.kind === 'array' && b.kind === 'array' && (a.length === 0 || b.length === 0) && sameType(a.of, b.of))
