// What an expression of a policy is in C: its text, its type, how tightly it binds, and how it reads in each place that C has for it.

import { commonType } from '../c/lower/build.ts'
import type { Span } from '../span.ts'
import { CHAR, INT, type IntType, type Type, VOID } from '../types.ts'
import { at, type Code } from './code.ts'
import { report, type TsContext } from './context.ts'
import { pointerTo } from './types.ts'
import { TS_STRING, TS_TRUTH } from './rules/values.ts'

/** C's precedences, the tightest highest. */
export const PRECEDENCE = { primary: 15, unary: 14, additive: 12, conditional: 3, assignment: 2 } as const

export interface Value {
  code: Code
  /** Null where it could not be found out: the reason is reported already, or the C front end will report it. */
  type: Type | null
  precedence: number
  span: Span
  /** The operator of a binary expression without parentheses, for clang's warnings about mixed operators. */
  operator?: string
  /** Gives 0 or 1: a comparison, a negation. */
  truth?: true
  /** In C a pointer to a map's value, here the value itself or undefined. */
  lookup?: true
  /** The value of an integer literal, with its sign. */
  literal?: bigint
  isNull?: true
  /** A text literal: only a few places take one. */
  text?: string
  /** A local variable by its name: in C something with an address. */
  variable?: string
}

export const primary = (code: Code, type: Type | null, span: Span): Value => ({
  code: at(span, code),
  type,
  precedence: PRECEDENCE.primary,
  span,
})

/** Stands for what could not be translated, once reported. */
export const broken = (span: Span): Value => primary('0', null, span)

export const parenthesised = (value: Value): Code => at(value.span, '(', value.code, ')')

/** The code, in parentheses when it binds less tightly than asked. */
export const tight = (value: Value, least: number): Code =>
  value.precedence < least ? parenthesised(value) : value.code

/** The value as C passes it around: what a lookup found, the address of a struct, the first element of an array. */
export function plain(c: TsContext, value: Value): Value {
  const { type, span } = value
  if (value.text !== undefined) {
    report(
      c,
      TS_STRING,
      span,
      'A text can only be compared with the name of a task, printed with bpf_printk(), or given to param() and set_oom_policy_name().',
    )
    return broken(span)
  }
  if (value.lookup && type?.kind === 'pointer') {
    return { code: at(span, '*', tight(value, PRECEDENCE.unary)), type: type.to, precedence: PRECEDENCE.unary, span }
  }
  if (type?.kind === 'struct') {
    const code = at(span, '&', tight(value, PRECEDENCE.unary))
    return { code, type: pointerTo(type), precedence: PRECEDENCE.unary, span }
  }
  if (type?.kind === 'array') return { ...value, type: pointerTo(type.of, true) }
  return value
}

/** The value as a condition. */
export function condition(c: TsContext, value: Value): Value {
  if (value.lookup) {
    report(
      c,
      TS_TRUTH,
      value.span,
      'In TypeScript this is also false for the value 0, in C only where nothing was found. Compare: !== undefined asks whether it was found, ?? 0 takes 0 where it was not.',
    )
    return broken(value.span)
  }
  return plain(c, value)
}

/** True for what is 0 or 1 in C. */
export const isTruth = (value: Value): boolean =>
  value.truth === true || (value.type?.kind === 'int' && value.type.bool)

/** The type of an arithmetic expression. */
export function arithmeticType(left: Type | null, right: Type | null): IntType | null {
  if (left?.kind !== 'int' || right?.kind !== 'int') return null
  return commonType(left, right)
}

/** The type of `a ? b : c`. */
export function eitherType(left: Value, right: Value): Type | null {
  if (left.isNull) return right.type
  if (right.isNull) return left.type
  if (left.type === null || right.type === null) return null
  if (left.type.kind === 'int' && right.type.kind === 'int') {
    return isTruth(left) && isTruth(right) ? left.type : commonType(left.type, right.type)
  }
  return left.type
}

export const NULL_TYPE: Type = pointerTo(VOID)

/** A literal's type by C's rules for its size. */
export function literalType(value: bigint, isDecimal: boolean): IntType {
  if (value <= 0x7fff_ffffn) return INT
  if (value <= 0xffff_ffffn && !isDecimal) return { ...INT, signed: false, name: 'unsigned int' }
  if (value <= 0x7fff_ffff_ffff_ffffn) return { ...INT, bits: 64, name: 'long' }
  return { ...INT, bits: 64, signed: false, name: 'unsigned long' }
}

/** A byte as a character constant of C, or as a number where it is none that can be read. */
export function characterCode(byte: number): string {
  if (byte === 0x27 || byte === 0x5c) return `'\\${String.fromCharCode(byte)}'`
  return byte >= 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : String(byte > 127 ? byte - 256 : byte)
}

/** A text as a string literal of C. */
export function textCode(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let code = ''
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) code += `\\${String.fromCharCode(byte)}`
    else if (byte === 10) code += '\\n'
    else if (byte === 9) code += '\\t'
    else if (byte >= 0x20 && byte < 0x7f) code += String.fromCharCode(byte)
    // Three octal digits end by themselves, whatever follows.
    else code += `\\${byte.toString(8).padStart(3, '0')}`
  }
  return `"${code}"`
}

export const CHAR_TYPE: Type = CHAR
