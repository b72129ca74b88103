// The values of number, character and string tokens, by C's rules for a 64-bit kernel: int has 32 bits, long and long long have 64,
// char is signed. Floating-point numbers are told apart but not read: BPF has none.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Span } from '../../span.ts'
import type { CExpr } from '../parse/ast.ts'
import { problem } from '../../catalogue/rule.ts'
import { BAD_CHARACTER, BAD_ESCAPE, BAD_NUMBER, NUMBER_TOO_LARGE } from './rules/literals.ts'

interface Literal {
  expr: CExpr
  diagnostics: readonly Diagnostic[]
}

const INTEGER = /^(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|(0[0-7]*)|([1-9][0-9]*))([uUlL]*)$/u
const SUFFIX = /^(?:u|l|ll|ul|ull|lu|llu)?$/iu
const FLOAT =
  /^(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?[fFlL]?$|^0[xX][0-9a-fA-F.]+[pP][+-]?[0-9]+[fFlL]?$/u

/** The value of a preprocessing number. What cannot be read counts as 0 and is reported. */
export function numberLiteral(text: string, span: Span): Literal {
  const parts = INTEGER.exec(text)
  if (!parts || !SUFFIX.test(parts[5] ?? '')) {
    if (FLOAT.test(text)) return { expr: { kind: 'float', text, span }, diagnostics: [] }
    return {
      expr: { kind: 'integer', value: 0n, bits: 32, signed: true, span },
      diagnostics: [problem(BAD_NUMBER, span, badNumber(text))],
    }
  }
  const [, hex, binary, octal, decimal, suffix = ''] = parts
  const digits =
    decimal ??
    (hex === undefined ? undefined : `0x${hex}`) ??
    (binary === undefined ? `0o${octal ?? '0'}` : `0b${binary}`)
  const value = BigInt(digits === '0o' ? '0' : digits)
  return typedInteger(value, decimal !== undefined, suffix.toLowerCase(), span)
}

/** The first of C's types for the suffix that holds the value; only numbers that are not decimal may become unsigned by size. */
function typedInteger(value: bigint, isDecimal: boolean, suffix: string, span: Span): Literal {
  const unsigned = suffix.includes('u')
  const long = suffix.includes('l')
  const integer = (bits: 32 | 64, signed: boolean): CExpr => ({ kind: 'integer', value, bits, signed, span })
  if (!long && !unsigned && value < 1n << 31n) return { expr: integer(32, true), diagnostics: [] }
  if (!long && (unsigned || !isDecimal) && value < 1n << 32n) return { expr: integer(32, false), diagnostics: [] }
  if (!unsigned && value < 1n << 63n) return { expr: integer(64, true), diagnostics: [] }
  if (value < 1n << 64n) return { expr: integer(64, false), diagnostics: [] }
  return {
    expr: { kind: 'integer', value: BigInt.asUintN(64, value), bits: 64, signed: false, span },
    diagnostics: [
      problem(NUMBER_TOO_LARGE, span, `${value} does not fit into 64 bits; the largest is 18446744073709551615.`),
    ],
  }
}

function badNumber(text: string): string {
  if (/^0[0-7]*[89]/u.test(text)) return `${text} begins with 0, so it is octal, and octal has no digits 8 and 9.`
  if (text.includes('_')) return `C has no _ inside of numbers: write ${text.replaceAll('_', '')}.`
  return `${text} is not a number that C can read.`
}

/** The value of a character constant, an int as C has it: '\\xff' is -1. */
export function characterLiteral(text: string, span: Span): Literal {
  const { bytes, diagnostics } = literalBytes(text, span)
  const [first] = bytes
  const value = BigInt.asIntN(8, BigInt(first ?? 0))
  const expr: CExpr = { kind: 'integer', value, bits: 32, signed: true, span }
  if (bytes.length === 1) return { expr, diagnostics }
  const message =
    bytes.length === 0
      ? 'There is no character between these quotes.'
      : 'Between single quotes stands one character of one byte. Write a string with double quotes.'
  return { expr, diagnostics: [...diagnostics, problem(BAD_CHARACTER, span, message)] }
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  t: 9,
  r: 13,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
  e: 27,
  '\\': 92,
  "'": 39,
  '"': 34,
  '?': 63,
}

const PIECE = /\\(?:x[0-9a-fA-F]*|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[^])|[^\\]+/gu

/** The bytes between the quotes of a literal, as UTF-8, with the escapes resolved. */
export function literalBytes(text: string, span: Span): { bytes: Uint8Array; diagnostics: readonly Diagnostic[] } {
  const encoder = new TextEncoder()
  const bytes: number[] = []
  const diagnostics: Diagnostic[] = []
  for (const [piece] of text.slice(1, -1).matchAll(PIECE)) {
    if (!piece.startsWith('\\')) {
      for (const byte of encoder.encode(piece)) bytes.push(byte)
      continue
    }
    const escaped = escapeBytes(piece, encoder)
    if (typeof escaped === 'string') {
      diagnostics.push(problem(BAD_ESCAPE, span, escaped))
      for (const byte of encoder.encode(piece.slice(1))) bytes.push(byte)
    } else for (const byte of escaped) bytes.push(byte)
  }
  return { bytes: Uint8Array.from(bytes), diagnostics }
}

/** The bytes of one escape sequence, or what is wrong with it. */
function escapeBytes(escape: string, encoder: TextEncoder): readonly number[] | Uint8Array | string {
  const letter = escape.charAt(1)
  const simple = SIMPLE_ESCAPES[letter]
  if (simple !== undefined) return [simple]
  if (/[0-7]/u.test(letter)) return byteOf(parseInt(escape.slice(1), 8), escape)
  if (letter === 'x') {
    if (escape.length === 2) return 'After \\x stand one or two hexadecimal digits.'
    return byteOf(parseInt(escape.slice(2), 16), escape)
  }
  if ((letter === 'u' || letter === 'U') && escape.length > 2) {
    const point = parseInt(escape.slice(2), 16)
    return point > 0x10ffff ? `${escape} is not a character.` : encoder.encode(String.fromCodePoint(point))
  }
  return `C does not know the escape ${escape}. For a backslash write \\\\.`
}

const byteOf = (value: number, escape: string): readonly number[] | string =>
  value <= 255 ? [value] : `${escape} is more than one byte holds (255).`
