// Reads BTF, the type information that clang -g puts into a BPF object, and the CO-RE relocations of .BTF.ext. Line and function
// information is skipped. For tests alone.

import { Bytes, pick } from './bytes.ts'

export interface BtfMember {
  name: string
  type: number
  /** Bytes from the start of the struct; bit fields do not occur. */
  offset: number
}

export type BtfType =
  | { kind: 'void' }
  | { kind: 'int'; name: string; size: number; signed: boolean }
  | { kind: 'pointer'; to: number }
  | { kind: 'array'; of: number; length: number }
  | { kind: 'struct' | 'union'; name: string; size: number; members: readonly BtfMember[] }
  | { kind: 'enum'; name: string; size: number; values: readonly { name: string; value: bigint }[] }
  | { kind: 'forward'; name: string }
  /** typedef, const, volatile, restrict, type tags: another name for `to`. */
  | { kind: 'alias'; name: string; to: number }
  | { kind: 'function'; name: string }
  | { kind: 'variable'; name: string; type: number }
  | { kind: 'section'; name: string; variables: readonly number[] }
  | { kind: 'other' }

export interface CoreRelocation {
  /** Name of the code section, and the byte offset of the instruction in it. */
  section: string
  offset: number
  type: number
  /** Such as `0:1:0`: an array index, then members and array indices. */
  access: string
  kind: number
}

const MAGIC = 0xeb9f

/** The types by id; id 0 is void. */
export function readBtf(data: Uint8Array): { types: readonly BtfType[]; string: (offset: number) => string } {
  const file = new Bytes(data)
  if (file.u16(0) !== MAGIC) throw new Error('.BTF has another magic number')
  const header = file.u32(4)
  const strings = new Bytes(file.slice(header + file.u32(16), file.u32(20)))
  const string = (offset: number): string => strings.string(offset)
  const table = new Bytes(file.slice(header + file.u32(8), file.u32(12)))
  const types: BtfType[] = [{ kind: 'void' }]
  let at = 0
  while (at < table.data.length) {
    const { type, size } = readType(table, at, string)
    types.push(type)
    at += size
  }
  return { types, string }
}

function readType(table: Bytes, at: number, string: (offset: number) => string): { type: BtfType; size: number } {
  const name = string(table.u32(at))
  const info = table.u32(at + 4)
  const third = table.u32(at + 8)
  const count = info & 0xffff
  const flag = info >>> 31 === 1
  const rest = at + 12
  const each = <T>(stride: number, read: (at: number) => T): T[] =>
    Array.from({ length: count }, (_, n) => read(rest + stride * n))
  switch ((info >>> 24) & 31) {
    case 1:
      return { type: { kind: 'int', name, size: third, signed: ((table.u32(rest) >>> 24) & 1) === 1 }, size: 16 }
    case 2:
      return { type: { kind: 'pointer', to: third }, size: 12 }
    case 3:
      return { type: { kind: 'array', of: table.u32(rest), length: table.u32(rest + 8) }, size: 24 }
    case 4:
    case 5: {
      const members = each(12, (m): BtfMember => {
        const bits = table.u32(m + 8)
        return { name: string(table.u32(m)), type: table.u32(m + 4), offset: (flag ? bits & 0xffffff : bits) / 8 }
      })
      const kind = ((info >>> 24) & 31) === 4 ? 'struct' : 'union'
      return { type: { kind, name, size: third, members }, size: 12 + 12 * count }
    }
    case 6: {
      const values = each(8, (v) => ({
        name: string(table.u32(v)),
        value: BigInt(flag ? table.s32(v + 4) : table.u32(v + 4)),
      }))
      return { type: { kind: 'enum', name, size: third, values }, size: 12 + 8 * count }
    }
    case 7:
      return { type: { kind: 'forward', name }, size: 12 }
    case 8:
    case 9:
    case 10:
    case 11:
    case 18:
      return { type: { kind: 'alias', name, to: third }, size: 12 }
    case 12:
      return { type: { kind: 'function', name }, size: 12 }
    case 13:
      return { type: { kind: 'other' }, size: 12 + 8 * count }
    case 14:
      return { type: { kind: 'variable', name, type: third }, size: 16 }
    case 15:
      return { type: { kind: 'section', name, variables: each(12, (v) => table.u32(v)) }, size: 12 + 12 * count }
    case 16:
      return { type: { kind: 'other' }, size: 12 }
    case 17:
      return { type: { kind: 'other' }, size: 16 }
    case 19: {
      const values = each(12, (v) => {
        const value = (BigInt(table.u32(v + 8)) << 32n) | BigInt(table.u32(v + 4))
        return { name: string(table.u32(v)), value: flag ? BigInt.asIntN(64, value) : value }
      })
      return { type: { kind: 'enum', name, size: third, values }, size: 12 + 12 * count }
    }
    default:
      throw new Error(`BTF has a type of kind ${(info >>> 24) & 31}`)
  }
}

/** The CO-RE relocations of .BTF.ext; `string` reads the strings of .BTF. */
export function readCoreRelocations(data: Uint8Array, string: (offset: number) => string): CoreRelocation[] {
  const file = new Bytes(data)
  if (file.u16(0) !== MAGIC) throw new Error('.BTF.ext has another magic number')
  const header = file.u32(4)
  if (header < 32) return []
  const relocations: CoreRelocation[] = []
  const start = header + file.u32(24)
  const end = start + file.u32(28)
  if (start === end) return []
  const stride = file.u32(start)
  let at = start + 4
  while (at < end) {
    const section = string(file.u32(at))
    const count = file.u32(at + 4)
    at += 8
    for (let n = 0; n < count; n++, at += stride) {
      relocations.push({
        section,
        offset: file.u32(at),
        type: file.u32(at + 4),
        access: string(file.u32(at + 8)),
        kind: file.u32(at + 12),
      })
    }
  }
  return relocations
}

/** The type behind typedefs and qualifiers. */
export function resolveAliases(types: readonly BtfType[], id: number): BtfType {
  let type = pick(types, id, 'BTF type')
  while (type.kind === 'alias') type = pick(types, type.to, 'BTF type')
  return type
}

/** Bytes that a value of the type takes. */
export function btfSize(types: readonly BtfType[], id: number): number {
  const type = resolveAliases(types, id)
  switch (type.kind) {
    case 'int':
    case 'struct':
    case 'union':
    case 'enum':
      return type.size
    case 'pointer':
      return 8
    case 'array':
      return type.length * btfSize(types, type.of)
    case 'void':
    case 'forward':
    case 'alias':
    case 'function':
    case 'variable':
    case 'section':
    case 'other':
      return 0
  }
}
