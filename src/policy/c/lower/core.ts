// The macros of bpf_core_read.h. Questions about the kernel become constants, answered for the kernel of the scenario; BPF_CORE_READ and
// its family become reads (a NULL on the way reads 0, as a faulting probe read does), and the _INTO forms the helper calls that they are.

import type { Span } from '../../span.ts'
import { btfIdOf } from '../../kernel-types.ts'
import { spellType } from '../../spell-type.ts'
import { type IntType, LONG, sizeOf, type Type, UINT, ULONG, VOID } from '../../types.ts'
import type { CExpr, CoreArgument } from '../parse/ast.ts'
import {
  addressOf,
  constant,
  convert,
  isPoison,
  localPlace,
  operandType,
  pointerTo,
  poison,
  poisonOperand,
  reportMissing,
  rvalue,
  scalar,
  sequence,
  withoutFlavour,
} from './build.ts'
import { addLocal, ERROR_TYPE, type LowerContext, type Operand, report, type ScalarExpr } from './context.ts'
import { dereference, element, findMember, memberOf } from './members.ts'
import { isComplete, lowerTypeName } from './types.ts'
import { didYouMean, nearestNames } from '../../../kernel/nearest.ts'
import { HELPER_TOO_NEW } from './rules/calls.ts'
import { CORE_MACRO } from './rules/members.ts'
import { UNDECLARED } from './rules/names.ts'

type CoreMacro = CExpr & { kind: 'coreMacro' }

export function lowerCoreMacro(c: LowerContext, expr: CoreMacro): Operand {
  const { name, args, span } = expr
  switch (name) {
    case 'BPF_CORE_READ':
    case 'BPF_PROBE_READ':
      return lowerRead(c, expr)
    case 'BPF_CORE_READ_INTO':
    case 'BPF_PROBE_READ_INTO':
      return lowerReadInto(c, expr, 'bpf_probe_read_kernel')
    case 'BPF_CORE_READ_STR_INTO':
    case 'BPF_PROBE_READ_STR_INTO':
      return lowerReadInto(c, expr, 'bpf_probe_read_kernel_str')
    case 'bpf_core_field_exists':
      return known(fieldExists(c, expr) ? 1n : 0n, UINT, span)
    case 'bpf_core_field_size':
    case 'bpf_core_field_offset':
      return lowerFieldFact(c, expr)
    case 'bpf_core_type_exists':
    case 'bpf_core_type_matches':
    case 'bpf_core_type_size':
      return lowerTypeFact(c, expr)
    case 'bpf_core_type_id_kernel':
    case 'bpf_core_type_id_local':
      return lowerTypeId(c, expr)
    case 'bpf_core_enum_value':
    case 'bpf_core_enum_value_exists':
      return lowerEnumValue(c, expr)
    case 'bpf_core_cast':
      return lowerCast(c, args, span)
    default:
      report(
        c,
        CORE_MACRO,
        expr.nameSpan,
        name.includes('USER')
          ? `${name} reads memory of a process, which the playground does not have. Kernel memory is read with BPF_CORE_READ.`
          : `${name} is not supported. Read the member with BPF_CORE_READ or p->member.`,
      )
      return poisonOperand(span)
  }
}

const known = (value: bigint, type: IntType, span: Span): Operand => ({
  kind: 'value',
  expr: constant(value, type, span),
})

const usage = (c: LowerContext, expr: CoreMacro, form: string): Operand => {
  report(c, CORE_MACRO, expr.span, `${expr.name} is written ${form}.`)
  return poisonOperand(expr.span)
}

/** BPF_CORE_READ(src, a, b.c, d): src->a->b.c->d. */
function lowerRead(c: LowerContext, expr: CoreMacro): Operand {
  const [source, ...path] = expr.args
  if (source?.expr === null || source === undefined || path.length === 0) {
    return usage(c, expr, `${expr.name}(pointer, member, ...)`)
  }
  const target = followPath(c, scalar(c, source.expr), path, expr.span)
  const type = operandType(target)
  if (type.kind === 'array' || type.kind === 'struct') return copyOf(c, target, type, expr.span)
  return { kind: 'value', expr: { ...rvalue(c, target, expr.span), span: expr.span } }
}

/** An array or struct that BPF_CORE_READ has read: the macro's own copy of it on the stack. */
function copyOf(c: LowerContext, target: Operand, type: Type, span: Span): Operand {
  const from = sourceAddress(c, target, span)
  if (c.fn === null || isPoison(from) || !isComplete(c, type)) return poisonOperand(span)
  const copy = localPlace(addLocal(c, 'read', type, span, true), span)
  const address = { kind: 'address' as const, place: copy, type: pointerTo(type), span }
  const filled = sequence([probeRead(c, 'bpf_probe_read_kernel', address, from, span)], address, span)
  return { kind: 'place', place: { kind: 'deref', pointer: filled, type, span }, constant: false }
}

/** `helper(into, sizeof(*into), from)`. */
function probeRead(c: LowerContext, helper: string, into: ScalarExpr, from: ScalarExpr, span: Span): ScalarExpr {
  const bytes = into.type.kind === 'pointer' ? sizeOf(into.type.to, c.structs) : 0
  const size = constant(BigInt(bytes), UINT, span)
  const args = [convert(into, pointerTo(VOID)), size, convert(from, pointerTo(VOID, true))]
  return { kind: 'call', callee: helper, args, external: true, type: LONG, span }
}

/** BPF_CORE_READ_INTO(dst, src, a, b): bpf_probe_read_kernel(dst, sizeof(*dst), &src->a->b). */
function lowerReadInto(c: LowerContext, expr: CoreMacro, helper: string): Operand {
  const [destination, source, ...path] = expr.args
  const { span } = expr
  if (!destination?.expr || !source?.expr || path.length === 0) {
    return usage(c, expr, `${expr.name}(&variable, pointer, member, ...)`)
  }
  const into = scalar(c, destination.expr)
  const target = followPath(c, scalar(c, source.expr), path, span)
  if (isPoison(into)) return poisonOperand(span)
  if (into.type.kind !== 'pointer') {
    report(
      c,
      CORE_MACRO,
      destination.span,
      `The first argument of ${expr.name} is the address of the variable to fill: write & in front of it.`,
    )
    return poisonOperand(span)
  }
  const from = sourceAddress(c, target, span)
  if (isPoison(from)) return poisonOperand(span)
  return { kind: 'value', expr: probeRead(c, helper, into, from, span) }
}

function sourceAddress(c: LowerContext, target: Operand, span: Span): ScalarExpr {
  if (target.kind === 'place') return addressOf(c, target.place, true, span)
  if (target.kind === 'missing') {
    reportMissing(c, target.field, span)
    return constant(0n, pointerTo(target.type), span)
  }
  return poison(span)
}

/** `*pointer` as a probe read, whose address the verifier does not check. */
function probe(c: LowerContext, pointer: ScalarExpr, span: Span): Operand {
  const operand = dereference(c, pointer, span)
  if (operand.kind !== 'place' || operand.place.kind !== 'deref') return operand
  return { ...operand, place: { ...operand.place, probed: true } }
}

/** `pointer->path[0]->path[1]...`, where each part may itself be `a.b[2].c`. */
function followPath(c: LowerContext, pointer: ScalarExpr, path: readonly CoreArgument[], span: Span): Operand {
  let operand = probe(c, pointer, span)
  for (const [i, part] of path.entries()) {
    if (i > 0) operand = probe(c, rvalue(c, operand, span), part.span)
    operand = part.expr === null ? badPath(c, part.span) : accessPart(c, operand, part.expr)
  }
  return operand
}

function badPath(c: LowerContext, span: Span): Operand {
  report(c, CORE_MACRO, span, 'Members are written by name here, such as mm or css.cgroup.')
  return poisonOperand(span)
}

/** A part of a path: its leftmost name is a member of the object. */
function accessPart(c: LowerContext, object: Operand, part: CExpr): Operand {
  switch (part.kind) {
    case 'name':
      return memberOf(c, object, part.name, part.span, part.span, null)
    case 'member': {
      const inner = accessPart(c, object, part.object)
      const base = part.arrow ? dereference(c, rvalue(c, inner), part.span) : inner
      return memberOf(c, base, part.name, part.nameSpan, part.span, part.arrow ? null : part.object.span)
    }
    case 'index':
      return element(c, accessPart(c, object, part.object), scalar(c, part.index), part.span)
    default:
      return badPath(c, part.span)
  }
}

/** The member that a question is about: `p->member`, or `type, member`. Null where it is not known to any kernel. */
function askedField(c: LowerContext, expr: CoreMacro): Operand | null {
  const [first, second] = expr.args
  if (first === undefined || expr.args.length > 2) return null
  if (second === undefined) {
    if (first.expr === null) return null
    return fieldOperand(c, first.expr)
  }
  if (first.type === null || second.expr === null) return null
  const { type } = lowerTypeName(c, first.type)
  const base: Operand = { kind: 'missing', type, field: `'${spellType(type, c.structs)}'`, span: first.span }
  return existingPath(c, base, second.expr)
}

/** `p->a.b` without reporting that b is unknown: the question is whether it exists. */
function fieldOperand(c: LowerContext, expr: CExpr): Operand | null {
  if (expr.kind === 'member') {
    const object = expr.arrow
      ? dereference(c, scalar(c, expr.object), expr.object.span)
      : c.passes.operand(c, expr.object)
    return knownMember(c, object, expr.name) ? memberOf(c, object, expr.name, expr.nameSpan, expr.span, null) : null
  }
  if (expr.kind === 'index') {
    const object = fieldOperand(c, expr.object)
    return object === null ? null : element(c, object, scalar(c, expr.index), expr.span)
  }
  return c.passes.operand(c, expr)
}

const knownMember = (c: LowerContext, object: Operand, name: string): boolean => {
  const type = operandType(object)
  return type.kind === 'struct' && findMember(c, type.key, name) !== null
}

/** Follows `a.b[1]` from a type; `missing` in the result says only that there is no address, so existence is asked member by member. */
function existingPath(c: LowerContext, base: Operand, part: CExpr): Operand | null {
  if (part.kind === 'name') return stepIfPresent(c, base, part.name, part.span)
  if (part.kind === 'member' && !part.arrow) {
    const inner = existingPath(c, base, part.object)
    return inner === null ? null : stepIfPresent(c, inner, part.name, part.nameSpan)
  }
  if (part.kind === 'index') {
    const inner = existingPath(c, base, part.object)
    return inner === null ? null : element(c, inner, scalar(c, part.index), part.span)
  }
  badPath(c, part.span)
  return null
}

function stepIfPresent(c: LowerContext, base: Operand, name: string, span: Span): Operand | null {
  const type = operandType(base)
  if (type.kind !== 'struct') return null
  const found = findMember(c, type.key, name)
  return found?.kind === 'path' ? memberOf(c, base, name, span, span, null) : null
}

function fieldExists(c: LowerContext, expr: CoreMacro): boolean {
  if (expr.args.length === 0 || expr.args.length > 2) {
    usage(c, expr, `${expr.name}(p->member) or ${expr.name}(struct type, member)`)
    return false
  }
  const field = askedField(c, expr)
  // Of the two-argument form every step is known to exist when there is a result at all.
  return expr.args.length === 2 ? field !== null : field?.kind === 'place'
}

/** The size or offset of a member in the chosen kernel. */
function lowerFieldFact(c: LowerContext, expr: CoreMacro): Operand {
  const field = askedField(c, expr)
  if (field === null)
    return usage(c, expr, `${expr.name}(p->member) or ${expr.name}(struct type, member), with a member that exists`)
  if (expr.name === 'bpf_core_field_size') return known(BigInt(sizeOf(operandType(field), c.structs)), UINT, expr.span)
  const offset = fieldOffset(c, expr, field)
  return offset === null
    ? usage(c, expr, `${expr.name}(p->member) or ${expr.name}(struct type, member)`)
    : known(offset, UINT, expr.span)
}

function fieldOffset(c: LowerContext, expr: CoreMacro, field: Operand): bigint | null {
  if (field.kind === 'place') {
    let offset = 0
    let { place } = field
    while (place.kind === 'member') {
      offset += place.field.offset
      place = place.base
    }
    return BigInt(offset)
  }
  const [first, second] = expr.args
  if (!first?.type || second?.expr?.kind !== 'name') return null
  const { type } = lowerTypeName(c, first.type)
  const found = type.kind === 'struct' ? findMember(c, type.key, second.expr.name) : null
  return found?.kind === 'path' ? BigInt(found.path.reduce((sum, step) => sum + step.offset, 0)) : null
}

/** Whether the kernel has a type, and its size there. A flavour asks for the type without what follows three underscores. */
function lowerTypeFact(c: LowerContext, expr: CoreMacro): Operand {
  const [first] = expr.args
  if (!first?.type || expr.args.length !== 1) return usage(c, expr, `${expr.name}(struct type)`)
  const tag = namedType(first)
  if (tag === null)
    return usage(c, expr, `${expr.name}(struct type), with a struct, union, enum or typedef by its name`)
  const { kernel } = c.options
  const base = withoutFlavour(tag)
  const layout = kernel.structs.get(base)
  const exists =
    layout !== undefined ||
    kernel.enums.has(base) ||
    (kernel.typedefs.has(base) && !kernel.elsewhere.has(base)) ||
    KNOWN_TO_EVERY_KERNEL.has(base)
  if (expr.name !== 'bpf_core_type_size') return known(exists ? 1n : 0n, UINT, expr.span)
  const { type } = lowerTypeName(c, first.type)
  return known(BigInt(layout?.size ?? (exists ? sizeOf(type, c.structs) : 0)), UINT, expr.span)
}

/** Structs that every kernel has, though the playground does not have their members. */
const KNOWN_TO_EVERY_KERNEL: ReadonlySet<string> = new Set([
  'file',
  'inode',
  'dentry',
  'nsproxy',
  'zonelist',
  'rq',
  'pid',
])

function namedType(argument: CoreArgument): string | null {
  const type = argument.type?.specifiers.type ?? null
  if (type === null || (argument.type?.declarator.layers.length ?? 0) > 0) return null
  if (type.kind === 'typedefName') return type.name
  return type.kind === 'struct' || type.kind === 'enum' ? type.tag : null
}

/** bpf_core_enum_value(enum type, constant): the value that the constant has in the chosen kernel. */
function lowerEnumValue(c: LowerContext, expr: CoreMacro): Operand {
  const [, second] = expr.args
  if (second?.expr?.kind !== 'name' && !(second?.expr?.kind === 'integer')) {
    return usage(c, expr, `${expr.name}(enum type, CONSTANT)`)
  }
  const name = second.expr.kind === 'name' ? withoutFlavour(second.expr.name) : ''
  const row = c.options.kernel.constants.get(name)
  if (expr.name === 'bpf_core_enum_value_exists') return known(row?.exists === true ? 1n : 0n, ULONG, expr.span)
  if (row === undefined) {
    const near = nearestNames(name, c.options.kernel.constants.keys())
    report(
      c,
      UNDECLARED,
      second.span,
      `The kernel has no constant '${name}' that the playground knows.${didYouMean(near)}`,
    )
    return poisonOperand(expr.span)
  }
  if (!row.exists) reportMissing(c, `the constant '${name}'`, second.span)
  return known(row.exists ? row.value : 0n, ULONG, expr.span)
}

/** bpf_core_cast(pointer, type): a call that gives the pointer as one to the type, which the verifier then knows it by. */
function lowerCast(c: LowerContext, args: readonly CoreArgument[], span: Span): Operand {
  const [pointer, target] = args
  if (!pointer?.expr || !target?.type || args.length !== 2) {
    report(c, CORE_MACRO, span, 'bpf_core_cast is written bpf_core_cast(pointer, struct type).')
    return poisonOperand(span)
  }
  const value = scalar(c, pointer.expr)
  const type: Type = lowerTypeName(c, target.type).type
  if (isPoison(value) || type === ERROR_TYPE) return poisonOperand(span)
  const helper = c.options.kernel.functions.get('bpf_rdonly_cast')
  if (helper !== undefined && !helper.exists) {
    report(
      c,
      HELPER_TOO_NEW,
      span,
      `bpf_core_cast needs bpf_rdonly_cast(), which came with Linux ${helper.row.since}; this machine runs ${c.options.kernel.kernel}. Use BPF_CORE_READ on a cast pointer.`,
      {
        verifier: "extern (func ksym) 'bpf_rdonly_cast': not found in kernel or module BTFs (libbpf)",
      },
    )
  }
  const tag = type.kind === 'struct' ? withoutFlavour(type.key) : ''
  const id = btfIdOf(c.options.kernel, tag)
  if (id === 0 && helper?.exists === true) {
    report(
      c,
      CORE_MACRO,
      target.span,
      `bpf_core_cast takes a struct of the kernel, and Linux ${c.options.kernel.kernel} has no ${spellType(type, c.structs)} that the playground knows.`,
      { verifier: "kernel function bpf_rdonly_cast doesn't support type ID" },
    )
    return poisonOperand(span)
  }
  const given = [convert(value, pointerTo(VOID, true)), constant(BigInt(id), UINT, span)]
  return {
    kind: 'value',
    expr: { kind: 'call', callee: 'bpf_rdonly_cast', args: given, external: true, type: pointerTo(type), span },
  }
}

/** The number of a struct in the kernel's BTF, or in the program's own. */
function lowerTypeId(c: LowerContext, expr: CoreMacro): Operand {
  const [first] = expr.args
  const tag = first === undefined ? null : namedType(first)
  if (tag === null || expr.args.length !== 1) return usage(c, expr, `${expr.name}(struct type)`)
  return known(BigInt(btfIdOf(c.options.kernel, withoutFlavour(tag))), UINT, expr.span)
}
