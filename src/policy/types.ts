// The types of the IR: C's integers, pointers, arrays and structs, with nothing left implicit. Widths and signedness are those of a
// 64-bit kernel: char 8 signed, short 16, int 32, long and long long 64, pointers 64. There is no floating point.

export interface IntType {
  kind: 'int'
  bits: 8 | 16 | 32 | 64
  signed: boolean
  /** True for bool: a conversion to it gives 0 or 1. */
  bool: boolean
  /** The spelling to show and to print: `int`, `u64`, `enum oom_constraint`. */
  name: string
}

export interface PointerType {
  kind: 'pointer'
  to: Type
  /** True when the thing pointed to is const: writing through it is an error. */
  constant: boolean
}

export interface ArrayType {
  kind: 'array'
  of: Type
  /** 0 for a flexible array member. */
  length: number
}

/** A struct or union by its key in `Unit.structs`; layouts live there, so that types may be recursive. */
export interface StructType {
  kind: 'struct'
  key: string
}

export interface FunctionType {
  kind: 'function'
  params: readonly Type[]
  returns: Type
  variadic: boolean
}

export interface VoidType {
  kind: 'void'
}

export type Type = VoidType | IntType | PointerType | ArrayType | StructType | FunctionType

/** A member of a struct or union. */
export interface Field {
  name: string
  type: Type
  /** Bytes from the start of the struct. */
  offset: number
  /** For a bit field: its first bit and how many there are, in the word of `type` at `offset`; `bool` where it holds 0 or 1. */
  bits?: { offset: number; width: number; bool: boolean }
  /** True for a field of the kernel's that no memory stands for: it reads as 0. */
  unmodelled?: true
}

/** A struct or union laid out with natural C alignment. */
export interface StructLayout {
  /** The key that `StructType.key` holds: the tag, or a made-up one such as `anon:3` for a struct without a tag. */
  key: string
  /** As C writes it: `struct task_struct`, `union u`, `struct (anonymous)`. */
  spelling: string
  union: boolean
  /** True for the kernel's own structs, which a policy may only read. */
  kernel: boolean
  size: number
  align: number
  fields: readonly Field[]
}

export type StructTable = ReadonlyMap<string, StructLayout>

const int = (name: string, bits: IntType['bits'], signed: boolean): IntType => ({
  kind: 'int',
  bits,
  signed,
  bool: false,
  name,
})

export const VOID: VoidType = { kind: 'void' }
export const BOOL: IntType = { kind: 'int', bits: 8, signed: false, bool: true, name: 'bool' }
export const CHAR = int('char', 8, true)
export const U8 = int('unsigned char', 8, false)
export const S16 = int('short', 16, true)
export const U16 = int('unsigned short', 16, false)
export const INT = int('int', 32, true)
export const UINT = int('unsigned int', 32, false)
export const LONG = int('long', 64, true)
export const ULONG = int('unsigned long', 64, false)

/** Bytes that a value of the type occupies; 0 for void and functions. */
export function sizeOf(type: Type, structs: StructTable): number {
  switch (type.kind) {
    case 'void':
    case 'function':
      return 0
    case 'int':
      return type.bits / 8
    case 'pointer':
      return 8
    case 'array':
      return type.length * sizeOf(type.of, structs)
    case 'struct':
      return structs.get(type.key)?.size ?? 0
  }
}

/** Natural alignment in bytes, at least 1. */
export function alignOf(type: Type, structs: StructTable): number {
  switch (type.kind) {
    case 'void':
    case 'function':
      return 1
    case 'int':
      return type.bits / 8
    case 'pointer':
      return 8
    case 'array':
      return alignOf(type.of, structs)
    case 'struct':
      return structs.get(type.key)?.align ?? 1
  }
}

/** True when the value of the type fits a register: integers and pointers. */
export const isScalar = (type: Type): type is IntType | PointerType => type.kind === 'int' || type.kind === 'pointer'

/** Makes a switch exhaustive at compile time; at run time it is a bug to get here. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`)
}
