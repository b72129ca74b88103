// Parameters (`const volatile` globals) with the values that they have in the playground: the export starts with them too.

import type { Declaration } from '../../policy/c/parse/ast.ts'
import type { TextEdit } from '../../policy/diagnostics.ts'
import type { Global, Unit } from '../../policy/ir.ts'
import { insertion } from './text-edits.ts'
import type { Names } from './names.ts'

const LLONG_MAX = (1n << 63n) - 1n

/** Edits that give each named parameter its value. A value that the parameter has already, or that it cannot hold, changes nothing. */
export function parameterEdits(names: Names, unit: Unit, values: Readonly<Record<string, string>>): TextEdit[] {
  const globals = new Map(unit.globals.filter((global) => global.parameter).map((global) => [global.name, global]))
  return names.items.flatMap((item) => {
    if (item.kind !== 'declaration' || !item.specifiers.constant || !item.specifiers.volatile) return []
    return item.declarators.flatMap((declarator) => {
      const name = declarator.declarator.name ?? ''
      const global = globals.get(name)
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      return global === undefined || value === undefined ? [] : (edit(declarator, global, value) ?? [])
    })
  })
}

function edit(declarator: Declaration['declarators'][number], global: Global, value: string): TextEdit | null {
  const literal = literalOf(global, value)
  if (literal === null) return null
  const { init } = declarator
  return init === null ? insertion(declarator.declarator.span.end, ` = ${literal}`) : { span: init.span, text: literal }
}

/** The value as C spells it, or null when it is the initial value or cannot be one. */
function literalOf(global: Global, value: string): string | null {
  const { type, initial } = global
  if (type.kind === 'array' && type.of.kind === 'int' && type.of.bits === 8) {
    const text = /^".*"$/s.test(value) ? value.slice(1, -1) : value
    const bytes = new TextEncoder().encode(text)
    const end = initial.indexOf(0)
    const before = initial.subarray(0, end < 0 ? initial.length : end)
    const same = bytes.length === before.length && bytes.every((byte, at) => byte === before[at])
    return same || bytes.length > type.length ? null : quote(bytes)
  }
  if (type.kind !== 'int') return null
  const number = readInteger(value)
  if (number === null) return null
  const wanted = type.bool ? (number === 0n ? 0n : 1n) : BigInt.asUintN(type.bits, number)
  if (wanted === initial.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)) return null
  return spellInteger(type.signed ? BigInt.asIntN(type.bits, wanted) : wanted)
}

function readInteger(text: string): bigint | null {
  const trimmed = text.trim()
  if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true' ? 1n : 0n
  const [, sign, digits] = /^([+-]?)(0x[\da-f]+|\d+)$/i.exec(trimmed) ?? []
  if (digits === undefined) return null
  return sign === '-' ? -BigInt(digits) : BigInt(digits)
}

/** C has no negative literals, and none above LLONG_MAX without a suffix. */
function spellInteger(value: bigint): string {
  if (value > LLONG_MAX) return `${value}ULL`
  return value < -LLONG_MAX ? `(-${LLONG_MAX}LL - 1)` : `${value}`
}

/** A string literal; bytes that are not plain ASCII become octal escapes, which end after three digits. */
const quote = (bytes: Uint8Array): string => {
  const parts = [...bytes].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
    return byte < 0x20 || byte > 0x7e || byte === 0x3f
      ? `\\${byte.toString(8).padStart(3, '0')}`
      : String.fromCharCode(byte)
  })
  return `"${parts.join('')}"`
}
