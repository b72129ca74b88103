// The kernel's tables as the C front end needs them: struct layouts, typedefs, constants and prototypes of one kernel. It adds nothing of
// its own; what exists only in other kernels is kept apart, so that CO-RE checks can tell "not in this kernel" from "misspelled".

import { CONSTANTS } from '../kernel/constants.ts'
import { HELPERS } from '../kernel/helpers.ts'
import { type CType, layoutKernelStructs, parseCType, SCALARS } from '../kernel/layout.ts'
import type { HelperRow } from '../kernel/schema.ts'
import { STRUCTS } from '../kernel/structs.ts'
import { DECLARED_STRUCTS, unmodelledFields } from '../kernel/unmodelled.ts'
import { existsIn, type KernelVersion } from '../kernel/versions.ts'
import {
  alignOf,
  type Field,
  type FunctionType,
  type IntType,
  type StructLayout,
  type Type,
  sizeOf,
  VOID,
} from './types.ts'

/** A helper or kfunc with its prototype read. */
export interface KernelFunction {
  row: HelperRow
  type: FunctionType
  /** Names of the parameters, in order; the keys of `HelperRow.args`. */
  params: readonly string[]
  /** False when the chosen kernel does not have it. */
  exists: boolean
}

export interface KernelConstant {
  value: bigint
  type: IntType
  exists: boolean
  /** The enum it belongs to, without the keyword; null for #defines and anonymous enums. */
  enumTag: string | null
}

export interface KernelTypes {
  kernel: KernelVersion
  /** By tag, or by typedef name for structs without a tag. */
  structs: ReadonlyMap<string, StructLayout>
  /** Types of fields that structs have in other kernels only, by struct and field. */
  elsewhere: ReadonlyMap<string, ReadonlyMap<string, Type>>
  typedefs: ReadonlyMap<string, Type>
  enums: ReadonlyMap<string, IntType>
  constants: ReadonlyMap<string, KernelConstant>
  functions: ReadonlyMap<string, KernelFunction>
}

/**
 * The number of a kernel struct in the BTF of the playground's kernels: 1 for the first of the table, 0 for one that this kernel does not
 * have. The numbers are its own; a real kernel's differ from build to build.
 */
export const btfIdOf = ({ structs }: KernelTypes, tag: string): number => [...structs.keys()].indexOf(tag) + 1

/** The kernel struct with a number, or null. */
export const structOfBtfId = ({ structs }: KernelTypes, id: bigint): string | null =>
  [...structs.keys()][Number(id) - 1] ?? null

const memo = new Map<string, KernelTypes>()

/**
 * The tables for one kernel. `policy` code does not see the fields that only the playground's image has; the kernel's own part does.
 * A pure function; the result is kept, because every compilation asks for it.
 */
export function kernelTypes(kernel: KernelVersion, origin: 'policy' | 'kernel'): KernelTypes {
  const key = `${kernel} ${origin}`
  const known = memo.get(key)
  if (known !== undefined) return known
  const made: KernelTypes = {
    kernel,
    structs: readStructs(kernel, origin === 'kernel'),
    elsewhere: readElsewhere(kernel),
    typedefs: readTypedefs(),
    enums: readEnums(),
    constants: readConstants(kernel),
    functions: readFunctions(kernel),
  }
  memo.set(key, made)
  return made
}

function readStructs(kernel: KernelVersion, internals: boolean): Map<string, StructLayout> {
  const structs = new Map<string, StructLayout>()
  for (const layout of layoutKernelStructs(kernel).values()) {
    if (layout.internal && !internals) continue
    structs.set(layout.name, {
      key: layout.name,
      spelling: layout.typedef ? layout.name : `${layout.union ? 'union' : 'struct'} ${layout.name}`,
      union: layout.union,
      kernel: true,
      size: layout.size,
      align: layout.align,
      fields: layout.fields
        .filter((field) => internals || field.row.internal !== true)
        .map((field) => ({ name: field.name, type: typeOfTable(parseCType(field.type)), offset: field.offset })),
    })
  }
  if (!internals) addUnmodelled(structs, kernel)
  return structs
}

/** Adds the fields that have no memory, and the structs that only they lead to. */
function addUnmodelled(structs: Map<string, StructLayout>, kernel: KernelVersion): void {
  for (const row of DECLARED_STRUCTS) {
    if (row.internal === true || !existsIn(kernel, row)) continue
    const made = structs.get(row.name)
    const rows = made === undefined ? row.fields : unmodelledFields(row.name)
    const added = rows.filter((field) => existsIn(kernel, field)).map((field) => typeOfTable(parseCType(field.type)))
    let end = 0
    const fields = rows
      .filter((field) => existsIn(kernel, field))
      .map((field, at): Field => {
        const type = added[at] ?? VOID
        if (made !== undefined) return { name: field.name, type, offset: 0, unmodelled: true }
        const align = alignOf(type, structs)
        const offset = Math.ceil(end / align) * align
        end = offset + sizeOf(type, structs)
        return { name: field.name, type, offset }
      })
    if (made !== undefined) structs.set(row.name, { ...made, fields: [...made.fields, ...fields] })
    else {
      const align = Math.max(1, ...added.map((type) => alignOf(type, structs)))
      const size = Math.ceil(end / align) * align
      structs.set(row.name, {
        key: row.name,
        spelling: `struct ${row.name}`,
        union: false,
        kernel: true,
        size,
        align,
        fields,
      })
    }
  }
}

function readElsewhere(kernel: KernelVersion): Map<string, Map<string, Type>> {
  const elsewhere = new Map<string, Map<string, Type>>()
  for (const struct of STRUCTS) {
    if (struct.internal) continue
    const here = new Set(
      existsIn(kernel, struct) ? struct.fields.filter((f) => existsIn(kernel, f)).map((f) => f.name) : [],
    )
    const missing = struct.fields.filter((f) => f.internal !== true && !here.has(f.name))
    if (missing.length > 0 || !existsIn(kernel, struct)) {
      elsewhere.set(struct.name, new Map(missing.map((f) => [f.name, typeOfTable(parseCType(f.type))])))
    }
  }
  return elsewhere
}

function readTypedefs(): Map<string, Type> {
  const typedefs = new Map<string, Type>()
  for (const name of SCALARS.keys()) if (!name.includes(' ')) typedefs.set(name, typeOfTable(parseCType(name)))
  for (const struct of STRUCTS)
    if (struct.typedef === true) typedefs.set(struct.name, { kind: 'struct', key: struct.name })
  return typedefs
}

function readEnums(): Map<string, IntType> {
  const enums = new Map<string, IntType>()
  const note = (text: string): void => {
    const type = parseCType(text)
    if (type.kind === 'enum') enums.set(type.tag, enumType(type.tag))
  }
  for (const constant of CONSTANTS) note(constant.type)
  for (const struct of STRUCTS) for (const field of struct.fields) if (field.type.startsWith('enum ')) note(field.type)
  return enums
}

function readConstants(kernel: KernelVersion): Map<string, KernelConstant> {
  const constants = new Map<string, KernelConstant>()
  for (const row of CONSTANTS) {
    const type = parseCType(row.type)
    const lowered = typeOfTable(type)
    if (lowered.kind !== 'int') throw new Error(`constant ${row.name} is not an integer`)
    const exists = existsIn(kernel, row)
    // A constant may have one row a range of kernels: the one of this kernel counts.
    if (!exists && constants.has(row.name)) continue
    constants.set(row.name, {
      value: row.value,
      type: lowered,
      exists,
      enumTag: type.kind === 'enum' ? type.tag : null,
    })
  }
  return constants
}

function readFunctions(kernel: KernelVersion): Map<string, KernelFunction> {
  const functions = new Map<string, KernelFunction>()
  for (const row of HELPERS) {
    const exists = existsIn(kernel, row)
    if (!exists && functions.has(row.name)) continue
    functions.set(row.name, { row, exists, ...parsePrototype(row.prototype) })
  }
  return functions
}

/**
 * Reads a prototype of the helper table, such as `long bpf_loop(u32 nr_loops, void *callback_fn, void *callback_ctx, u64 flags)`.
 *
 * Errors: throws on text that is no such prototype; a test reads every row.
 */
export function parsePrototype(text: string): { type: FunctionType; params: readonly string[] } {
  const match = /^\s*(.*?[\s*])\w+\s*\((.*)\)\s*;?\s*$/s.exec(text)
  if (match === null) throw new Error(`not a prototype of the helper table: ${text}`)
  const [, returns = '', list = ''] = match
  const params = list
    .split(',')
    .map((param) => param.trim())
    .filter((param) => param !== '' && param !== 'void')
  const named = params.filter((param) => param !== '...').map(parseParam)
  return {
    type: {
      kind: 'function',
      params: named.map((param) => param.type),
      returns: typeOfTable(parseCType(returns)),
      variadic: params.includes('...'),
    },
    params: named.map((param) => param.name),
  }
}

function parseParam(text: string): { name: string; type: Type } {
  const match = /^(.*?[\s*])(\w+)$/s.exec(text)
  const [, type = text, name = ''] = match ?? []
  return { name, type: typeOfTable(parseCType(type)) }
}

const enumType = (tag: string): IntType => ({ kind: 'int', bits: 32, signed: false, bool: false, name: `enum ${tag}` })

function typeOfTable(type: CType): Type {
  switch (type.kind) {
    case 'void':
      return VOID
    case 'scalar':
      return { kind: 'int', ...type.scalar, name: type.name }
    case 'enum':
      return enumType(type.tag)
    case 'struct':
      return { kind: 'struct', key: type.name }
    case 'pointer':
      return { kind: 'pointer', to: typeOfTable(type.to), constant: type.constant }
    case 'array':
      return { kind: 'array', of: typeOfTable(type.of), length: type.length ?? 0 }
  }
}
