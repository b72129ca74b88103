// Lays out the structs of `structs.ts` for one kernel, with natural C alignment and 8-byte pointers, and reads the C types in the table.
// It knows nothing of C beyond that: declarators with parentheses (function pointers) and bit fields do not occur in the table.

import type { FieldRow, StructRow } from './schema.ts'
import { STRUCTS } from './structs.ts'
import { existsIn, type KernelVersion } from './versions.ts'

export interface Scalar {
  bits: 8 | 16 | 32 | 64
  signed: boolean
  bool: boolean
}

const scalar = (bits: Scalar['bits'], signed: boolean): Scalar => ({ bits, signed, bool: false })

/** The scalar types by name: C's own on a 64-bit kernel, and the kernel's typedefs of them. `enum x` is an unsigned int. */
export const SCALARS: ReadonlyMap<string, Scalar> = new Map([
  ['bool', { bits: 8, signed: false, bool: true }],
  ['_Bool', { bits: 8, signed: false, bool: true }],
  ['char', scalar(8, true)],
  ['signed char', scalar(8, true)],
  ['unsigned char', scalar(8, false)],
  ['short', scalar(16, true)],
  ['unsigned short', scalar(16, false)],
  ['int', scalar(32, true)],
  ['unsigned int', scalar(32, false)],
  ['long', scalar(64, true)],
  ['unsigned long', scalar(64, false)],
  ['long long', scalar(64, true)],
  ['unsigned long long', scalar(64, false)],
  ['s8', scalar(8, true)],
  ['u8', scalar(8, false)],
  ['s16', scalar(16, true)],
  ['u16', scalar(16, false)],
  ['s32', scalar(32, true)],
  ['u32', scalar(32, false)],
  ['s64', scalar(64, true)],
  ['u64', scalar(64, false)],
  ['__s8', scalar(8, true)],
  ['__u8', scalar(8, false)],
  ['__s16', scalar(16, true)],
  ['__u16', scalar(16, false)],
  ['__s32', scalar(32, true)],
  ['__u32', scalar(32, false)],
  ['__s64', scalar(64, true)],
  ['__u64', scalar(64, false)],
  ['int8_t', scalar(8, true)],
  ['uint8_t', scalar(8, false)],
  ['int16_t', scalar(16, true)],
  ['uint16_t', scalar(16, false)],
  ['int32_t', scalar(32, true)],
  ['uint32_t', scalar(32, false)],
  ['int64_t', scalar(64, true)],
  ['uint64_t', scalar(64, false)],
  ['size_t', scalar(64, false)],
  ['ssize_t', scalar(64, true)],
  ['uintptr_t', scalar(64, false)],
  ['pid_t', scalar(32, true)],
  ['uid_t', scalar(32, false)],
  ['gid_t', scalar(32, false)],
  ['gfp_t', scalar(32, false)],
  ['umode_t', scalar(16, false)],
  ['loff_t', scalar(64, true)],
  ['ktime_t', scalar(64, true)],
])

/** A C type of the table, read. `const` is kept for what pointers point to and dropped elsewhere. */
export type CType =
  | { kind: 'void' }
  | { kind: 'scalar'; name: string; scalar: Scalar }
  | { kind: 'enum'; tag: string }
  /** `name` is the tag, or the typedef's name for a struct without a tag (`typedef` is then true). */
  | { kind: 'struct'; name: string; union: boolean; typedef: boolean }
  | { kind: 'pointer'; to: CType; constant: boolean }
  /** `length` is null for a flexible array. */
  | { kind: 'array'; of: CType; length: number | null }

const STRUCT_TYPEDEFS: ReadonlySet<string> = new Set(STRUCTS.filter((s) => s.typedef).map((s) => s.name))

const TYPE_PATTERN = /^\s*(const\s+)?([A-Za-z_][\w ]*?)\s*((?:\*\s*)*)\s*((?:\[\d*\]\s*)*)$/

/**
 * Reads a type as the table spells it: `const struct cred *`, `char[16]`, `struct cgroup *[]`.
 *
 * Errors: throws on text that is no such type; the table's test reads every row.
 */
export function parseCType(text: string): CType {
  const match = TYPE_PATTERN.exec(text)
  if (match === null) throw new Error(`not a type of the struct table: ${text}`)
  const [, constant, base = '', stars = '', dimensions = ''] = match
  let type = parseBaseType(base)
  let toConstant = constant !== undefined
  for (const character of stars) {
    if (character !== '*') continue
    type = { kind: 'pointer', to: type, constant: toConstant }
    toConstant = false
  }
  const lengths = [...dimensions.matchAll(/\[(\d*)\]/g)].map(([, n]) => (n ? Number(n) : null))
  for (const length of lengths.reverse()) type = { kind: 'array', of: type, length }
  return type
}

function parseBaseType(text: string): CType {
  const name = text.replace(/\s+/g, ' ')
  if (name === 'void') return { kind: 'void' }
  const known = SCALARS.get(name)
  if (known !== undefined) return { kind: 'scalar', name, scalar: known }
  if (STRUCT_TYPEDEFS.has(name)) return { kind: 'struct', name, union: false, typedef: true }
  const [keyword, tag, ...rest] = name.split(' ')
  if (tag !== undefined && rest.length === 0) {
    if (keyword === 'struct') return { kind: 'struct', name: tag, union: false, typedef: false }
    if (keyword === 'union') return { kind: 'struct', name: tag, union: true, typedef: false }
    if (keyword === 'enum') return { kind: 'enum', tag }
  }
  throw new Error(`unknown type in the struct table: ${text}`)
}

export interface KernelFieldLayout {
  name: string
  /** Bytes from the start of the struct. */
  offset: number
  /** Bytes; 0 for a flexible array. */
  size: number
  /** The C type as the table spells it; `parseCType` reads it. */
  type: string
  row: FieldRow
}

export interface KernelStructLayout {
  name: string
  union: boolean
  /** True for a struct without a tag, known by its typedef alone. */
  typedef: boolean
  /** Bytes, a multiple of `align`. */
  size: number
  align: number
  /** True for structs that only the playground has. */
  internal: boolean
  row: StructRow
  fields: readonly KernelFieldLayout[]
}

interface Extent {
  size: number
  align: number
}

const layouts = new Map<KernelVersion, ReadonlyMap<string, KernelStructLayout>>()

/** The structs that `kernel` has, by tag or typedef name, in the order of the table. The result is made once a kernel. */
export function layoutKernelStructs(kernel: KernelVersion): ReadonlyMap<string, KernelStructLayout> {
  const known = layouts.get(kernel)
  if (known !== undefined) return known
  const made = new Map<string, KernelStructLayout>()
  for (const row of STRUCTS) if (existsIn(kernel, row)) made.set(row.name, layoutStruct(row, kernel, made))
  layouts.set(kernel, made)
  return made
}

/** Bytes of the struct when it has only those of its fields that are given. */
export const sizeOfFields = (row: StructRow, fields: readonly FieldRow[], kernel: KernelVersion): number =>
  layoutStruct({ ...row, fields }, kernel, layoutKernelStructs(kernel)).size

/** Structs held by value stand before their holders in the table, so `earlier` has them. */
function layoutStruct(
  row: StructRow,
  kernel: KernelVersion,
  earlier: ReadonlyMap<string, KernelStructLayout>,
): KernelStructLayout {
  const fields: KernelFieldLayout[] = []
  let end = 0
  let align = 1
  for (const fieldRow of row.fields) {
    if (!existsIn(kernel, fieldRow)) continue
    const extent = extentOf(parseCType(fieldRow.type), earlier)
    const offset = row.union ? 0 : roundUp(end, extent.align)
    fields.push({ name: fieldRow.name, offset, size: extent.size, type: fieldRow.type, row: fieldRow })
    end = Math.max(end, offset + extent.size)
    align = Math.max(align, extent.align)
  }
  return {
    name: row.name,
    union: row.union ?? false,
    typedef: row.typedef ?? false,
    size: roundUp(end, align),
    align,
    internal: row.internal ?? false,
    row,
    fields,
  }
}

function extentOf(type: CType, structs: ReadonlyMap<string, KernelStructLayout>): Extent {
  switch (type.kind) {
    case 'void':
      throw new Error('a field cannot be void')
    case 'scalar':
      return { size: type.scalar.bits / 8, align: type.scalar.bits / 8 }
    case 'enum':
      return { size: 4, align: 4 }
    case 'pointer':
      return { size: 8, align: 8 }
    case 'array': {
      const element = extentOf(type.of, structs)
      return { size: element.size * (type.length ?? 0), align: element.align }
    }
    case 'struct': {
      const held = structs.get(type.name)
      if (held === undefined) throw new Error(`struct ${type.name} is held by value before its own row`)
      return held
    }
  }
}

const roundUp = (offset: number, align: number): number => Math.ceil(offset / align) * align
