// Types: what an annotation says in C, and the type that a variable without one gets.

import type { TSType } from '@babel/types'

import { didYouMean, nearestNames } from '../../kernel/nearest.ts'
import { spellDeclaration, spellType } from '../spell-type.ts'
import { CHAR, INT, type IntType, LONG, type PointerType, type Type, VOID } from '../types.ts'
import { replaceFix, report, spanOf, type TsContext } from './context.ts'
import { TS_TYPE } from './rules/types.ts'

export const pointerTo = (to: Type, constant = false): PointerType => ({ kind: 'pointer', to, constant })

const named = (type: IntType, name: string): IntType => ({ ...type, name })

export const S64: IntType = named(LONG, 's64')

/** The fixed-width name of an integer: what a policy calls it. */
export function fixedWidth(type: IntType): IntType {
  if (type.bool) return named(type, 'bool')
  if (type.bits === 8 && type.name === CHAR.name) return type
  return named(type, `${type.signed ? 's' : 'u'}${type.bits}`)
}

/** The integers that a policy may name, besides those of the kernel's typedefs without underscores. */
const INTEGERS = ['s8', 'u8', 's16', 'u16', 's32', 'u32', 's64', 'u64', 'bool'] as const

/** Names of TypeScript's own types, and what to write instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  TSNumberKeyword: 'number has no width. Write s32, u32, s64 or u64.',
  TSStringKeyword: 'There are no strings in the kernel. The name of a task is task.comm, and its type is comm.',
  TSAnyKeyword: 'any says nothing. Write s32, u64, bool, task_struct or another type of the kernel.',
  TSUnknownKeyword: 'unknown says nothing. Write s32, u64, bool, task_struct or another type of the kernel.',
  TSBigIntKeyword: 'Write s64 or u64.',
  TSArrayType: 'An array has a length in the kernel. Write new array<u64>(16) at the top of the policy, or a map.',
  TSTypeLiteral: 'Objects of your own are not supported. Use one map for each value.',
  TSFunctionType: 'A function cannot be a value. Call it by its name.',
}

/** The C type of an annotation; a struct's name stands for a pointer to it. Null once reported. */
export function readType(c: TsContext, type: TSType): Type | null {
  switch (type.type) {
    case 'TSBooleanKeyword':
      return c.kernel.typedefs.get('bool') ?? INT
    case 'TSVoidKeyword':
      return VOID
    case 'TSParenthesizedType':
      return readType(c, type.typeAnnotation)
    case 'TSUnionType': {
      const [only, ...others] = type.types.filter(
        ({ type: kind }) => kind !== 'TSNullKeyword' && kind !== 'TSUndefinedKeyword',
      )
      if (only !== undefined && others.length === 0) return readType(c, only)
      report(
        c,
        TS_TYPE,
        spanOf(type),
        'A variable has one type in C. Only a struct may be joined with null: task_struct | null.',
      )
      return null
    }
    case 'TSTypeReference':
      if (type.typeName.type === 'Identifier' && !type.typeParameters) {
        return readTypeName(c, type.typeName.name, type)
      }
      break
    default:
  }
  const instead = INSTEAD[type.type] ?? 'Types are s8 to u64, bool, and the structs of the kernel such as task_struct.'
  const fixes = type.type === 'TSNumberKeyword' ? replaceFix('Write s64', spanOf(type), 's64') : []
  report(c, TS_TYPE, spanOf(type), instead, { fixes })
  return null
}

function readTypeName(c: TsContext, name: string, node: TSType): Type | null {
  const found = findType(c, name)
  if (found !== null) return found
  const near = nearestNames(name, typeNames(c))
  const [first] = near
  const library: Readonly<Record<string, string>> = {
    Map: 'Write const m = new hash_map<u64, s32>(64) at the top of the policy.',
    Set: 'Write const s = new hash_map<u64, bool>(64) at the top of the policy.',
    Array: 'Write const a = new array<u64>(16) at the top of the policy.',
    Promise: 'Nothing can be waited for in the kernel.',
    Number: 'Write s32, u32, s64 or u64.',
    String: 'The name of a task is task.comm.',
  }
  const advice = library[name] ?? `The kernel structs of the playground have no '${name}'.${didYouMean(near)}`
  report(c, TS_TYPE, spanOf(node), advice, {
    fixes: first === undefined ? [] : replaceFix(`Write ${first}`, spanOf(node), first),
  })
  return null
}

/** The type with this name, or null. */
export function findType(c: TsContext, name: string): Type | null {
  if (name === 'verdict') return INT
  if (name === 'comm') return pointerTo(CHAR, true)
  const scalar = c.kernel.typedefs.get(name)
  if (scalar?.kind === 'int') return scalar
  if (scalar !== undefined) return pointerTo(scalar)
  const isStruct = c.kernel.structs.has(name) || c.kernel.elsewhere.has(name)
  if (isStruct) return pointerTo({ kind: 'struct', key: name })
  return c.kernel.enums.get(name) ?? null
}

export const typeNames = (c: TsContext): string[] => [...INTEGERS, 'verdict', ...c.kernel.structs.keys()]

/** How a struct that only other kernels have is spelled all the same. */
export const spell = (c: TsContext, type: Type): string => spellType(type, c.kernel.structs)

/** `struct mm_struct *mm`. */
export const declared = (c: TsContext, type: Type, name: string): string =>
  spellDeclaration(type, name, c.kernel.structs)

/** True for the bytes of a name: an array of char, or a pointer into one. */
export const isText = (type: Type | null): boolean =>
  (type?.kind === 'array' && isChar(type.of)) || (type?.kind === 'pointer' && isChar(type.to))

export const isChar = (type: Type | null): boolean => type?.kind === 'int' && type.bits === 8 && type.name === CHAR.name
