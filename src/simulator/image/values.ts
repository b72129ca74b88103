// How people write parameters and the keys and values of maps, and how values are shown. A text becomes the bytes that C would have, by
// type; bytes become a text that reads back to the same bytes. What a person got wrong is a value, not an exception.

import type { ArrayType, Field, IntType, StructLayout, StructTable, Type } from '../../policy/types.ts'
import { assertNever, BOOL, sizeOf } from '../../policy/types.ts'
import type { Scenario } from '../../scenario/model.ts'

/** The bytes of a value, or a sentence that says what is wrong with the text. */
export type ParsedValue = { ok: true; bytes: Uint8Array } | { ok: false; message: string }

/** What `cgroup:/path` and `pid:comm` refer to. */
export type Names = Pick<Scenario, 'cgroups' | 'tasks'>

type Token = { kind: 'punct' | 'word' | 'string'; text: string }

/** Carries a sentence for the person out of the recursion; never leaves this file. */
class ValueError extends Error {}

const TOKEN = /\s*(?:([{},=])|"((?:[^"\\]|\\.)*)"|([^\s{},="]+))/y

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const start = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) {
      if (text.slice(start).trim() === '') break
      throw new ValueError(`The text cannot be read from "${text.slice(start, start + 12)}" on.`)
    }
    const [, punct, quoted, word] = match
    if (punct !== undefined) tokens.push({ kind: 'punct', text: punct })
    else if (quoted !== undefined) tokens.push({ kind: 'string', text: quoted })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
  }
  return tokens
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, '0': 0, '\\': 92, '"': 34 }

/** The bytes between the quotes: UTF-8, with C's commonest escapes. */
function unescape(quoted: string): number[] {
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (const [part] of quoted.matchAll(/\\x[0-9a-fA-F]{2}|\\.|[^\\]+/gs)) {
    if (part.startsWith('\\x') && part.length === 4) bytes.push(Number.parseInt(part.slice(2), 16))
    else if (part.startsWith('\\')) {
      const byte = ESCAPES[part.slice(1)]
      if (byte === undefined) throw new ValueError(`"${part}" is not an escape that is known here.`)
      bytes.push(byte)
    } else bytes.push(...encoder.encode(part))
  }
  return bytes
}

/** The smallest and the largest value of an integer type. */
export function rangeOf(type: IntType): { min: bigint; max: bigint } {
  if (type.bool) return { min: 0n, max: 1n }
  const bits = BigInt(type.bits)
  return type.signed
    ? { min: -(1n << (bits - 1n)), max: (1n << (bits - 1n)) - 1n }
    : { min: 0n, max: (1n << bits) - 1n }
}

function lookUp(word: string, names: Names): bigint | null {
  if (word.startsWith('cgroup:')) {
    const path = word.slice('cgroup:'.length)
    const cgroup = names.cgroups.find((c) => c.path === path)
    if (cgroup === undefined) throw new ValueError(`The machine has no cgroup ${path}.`)
    return BigInt(cgroup.id)
  }
  if (word.startsWith('pid:')) {
    const comm = word.slice('pid:'.length)
    const tasks = names.tasks.filter((t) => t.comm === comm)
    const [first] = tasks
    if (first === undefined) throw new ValueError(`The machine has no process called ${comm}.`)
    if (tasks.length > 1) {
      const pids = tasks.slice(0, 5).map((t) => t.pid)
      throw new ValueError(`${tasks.length} processes are called ${comm} (${pids.join(', ')}): write the pid itself.`)
    }
    return BigInt(first.pid)
  }
  return null
}

function readInteger(word: string, type: IntType, names: Names): bigint {
  const { min, max } = rangeOf(type)
  if (type.bool && (word === 'true' || word === 'false')) return word === 'true' ? 1n : 0n
  let value = lookUp(word, names)
  if (value === null) {
    const match = /^([+-]?)(0[xX][0-9a-fA-F]+|\d+)$/.exec(word)
    const [, sign, digits] = match ?? []
    if (digits === undefined) {
      throw new ValueError(`"${word}" is not a number. Write 42, -1, 0x2a, cgroup:/path or pid:name.`)
    }
    value = sign === '-' ? -BigInt(digits) : BigInt(digits)
  }
  if (value < min || value > max) throw new ValueError(`${value} does not fit ${type.name} (${min} to ${max}).`)
  return value
}

export const isCharArray = (type: Type): type is ArrayType & { of: IntType } =>
  type.kind === 'array' && type.of.kind === 'int' && type.of.name === 'char'

/** Reads one value after another from the tokens and writes their bytes. */
class Reader {
  private at = 0
  constructor(
    private readonly tokens: readonly Token[],
    private readonly structs: StructTable,
    private readonly names: Names,
  ) {}

  peek(): Token | undefined {
    return this.tokens[this.at]
  }

  private isPunct(text: string): boolean {
    const token = this.peek()
    return token?.kind === 'punct' && token.text === text
  }

  private accept(text: string): boolean {
    if (!this.isPunct(text)) return false
    this.at++
    return true
  }

  end(): void {
    const token = this.peek()
    if (token !== undefined) throw new ValueError(`There is more after the value: "${token.text}".`)
  }

  value(type: Type, out: DataView, offset: number): void {
    switch (type.kind) {
      case 'int':
        return this.integer(type, out, offset)
      case 'array':
        return isCharArray(type) && this.peek()?.kind === 'string'
          ? this.string(type, out, offset)
          : this.list(type.length, (i) => ({ type: type.of, offset: offset + i * sizeOf(type.of, this.structs) }), out)
      case 'struct':
        return this.struct(type.key, out, offset)
      case 'pointer':
        throw new ValueError('A pointer cannot be given a value here.')
      case 'void':
      case 'function':
        throw new ValueError('Something of this type cannot be given a value.')
      default:
        return assertNever(type)
    }
  }

  private integer(type: IntType, out: DataView, offset: number): void {
    const token = this.peek()
    if (token?.kind !== 'word') {
      throw new ValueError(token === undefined ? 'A number is missing.' : `A number is expected, not "${token.text}".`)
    }
    this.at++
    writeInteger(out, offset, type, readInteger(token.text, type, this.names))
  }

  private bitField(type: IntType, bits: NonNullable<Field['bits']>, out: DataView, offset: number): void {
    const before = BigInt.asUintN(type.bits, readIntegerAt(out, offset, type))
    this.integer(bits.bool ? BOOL : type, out, offset)
    const mask = (1n << BigInt(bits.width)) - 1n
    const value = BigInt.asUintN(type.bits, readIntegerAt(out, offset, type))
    if ((value & mask) !== value && !type.signed)
      throw new ValueError(`A bit field of ${bits.width} bits holds 0 to ${mask}.`)
    const at = BigInt(bits.offset)
    writeInteger(out, offset, type, (before & ~(mask << at)) | ((value & mask) << at))
  }

  private string(type: ArrayType, out: DataView, offset: number): void {
    const bytes = unescape(this.peek()?.text ?? '')
    this.at++
    if (bytes.length > type.length) {
      throw new ValueError(`The text has ${bytes.length} bytes and char[${type.length}] holds ${type.length}.`)
    }
    bytes.forEach((byte, i) => out.setUint8(offset + i, byte))
  }

  private struct(key: string, out: DataView, offset: number): void {
    const layout = this.structs.get(key)
    if (layout === undefined) throw new Error(`struct ${key} has no layout`)
    const fields = layout.fields
    this.list(
      layout.union ? 1 : fields.length,
      (i) => {
        const field = fields[i]
        return field === undefined ? null : { type: field.type, offset: offset + field.offset, bits: field.bits }
      },
      out,
      layout,
    )
  }

  /** `{a, b}` in order or, for structs, `{.x = a, .y = b}`; what is left out stays 0. */
  private list(
    length: number,
    place: (index: number) => { type: Type; offset: number; bits?: Field['bits'] } | null,
    out: DataView,
    layout?: StructLayout,
  ): void {
    if (!this.accept('{')) throw new ValueError('A list in braces is expected, such as {1, 2}.')
    let index = 0
    while (!this.accept('}')) {
      index = layout === undefined ? index : this.designator(layout, index)
      const target = index < length || layout !== undefined ? place(index) : null
      if (target === null) throw new ValueError(`There are more than ${length} values between the braces.`)
      const { type, bits } = target
      if (bits === undefined || type.kind !== 'int') this.value(type, out, target.offset)
      else this.bitField(type, bits, out, target.offset)
      index++
      if (!this.isPunct('}') && !this.accept(',')) throw new ValueError('A comma or a closing brace is missing.')
    }
  }

  private designator(layout: StructLayout, index: number): number {
    const token = this.peek()
    if (token?.kind !== 'word' || !token.text.startsWith('.')) return index
    const name = token.text.slice(1)
    const found = layout.fields.findIndex((f) => f.name === name)
    if (found < 0) throw new ValueError(`${layout.spelling} has no member ${name}.`)
    this.at++
    if (!this.accept('=')) throw new ValueError(`A value is missing: write .${name} = value.`)
    return found
  }
}

/** A member as text; a bit field is taken out of its word. */
function formatField(view: DataView, offset: number, { type, offset: at, bits }: Field, structs: StructTable): string {
  if (bits === undefined || type.kind !== 'int') return formatValue(view, offset + at, type, structs)
  const word = BigInt.asUintN(type.bits, readIntegerAt(view, offset + at, type))
  const field = (word >> BigInt(bits.offset)) & ((1n << BigInt(bits.width)) - 1n)
  if (bits.bool) return field === 0n ? 'false' : 'true'
  return String(type.signed ? BigInt.asIntN(bits.width, field) : field)
}

/**
 * Reads a value as people write it: decimal and hexadecimal numbers, negative ones, `true`/`false`, `cgroup:/path` (its id),
 * `pid:name` (the pid of the process with that comm), `"text"` for char arrays (quotes may be left out at the top),
 * `{a, b}` and `{.x = a}` for arrays and structs.
 */
export function parseValue(text: string, type: Type, structs: StructTable, names: Names): ParsedValue {
  const bytes = new Uint8Array(sizeOf(type, structs))
  const bare = isCharArray(type) && !/^\s*["{]/.test(text)
  try {
    const tokens: Token[] = bare ? [{ kind: 'string', text: text.replaceAll('\\', String.raw`\\`) }] : tokenize(text)
    if (tokens.length === 0) throw new ValueError('A value is missing.')
    const reader = new Reader(tokens, structs, names)
    reader.value(type, new DataView(bytes.buffer), 0)
    reader.end()
    return { ok: true, bytes }
  } catch (error) {
    if (error instanceof ValueError) return { ok: false, message: error.message }
    throw error
  }
}

/** Writes an integer in the width of its type; higher bits are cut off. */
export function writeInteger(out: DataView, offset: number, type: { bits: IntType['bits'] }, value: bigint): void {
  switch (type.bits) {
    case 8:
      return out.setUint8(offset, Number(BigInt.asUintN(8, value)))
    case 16:
      return out.setUint16(offset, Number(BigInt.asUintN(16, value)), true)
    case 32:
      return out.setUint32(offset, Number(BigInt.asUintN(32, value)), true)
    case 64:
      return out.setBigUint64(offset, BigInt.asUintN(64, value), true)
  }
}

/** Reads an integer with the width and sign of its type. */
export function readIntegerAt(
  view: DataView,
  offset: number,
  type: { bits: IntType['bits']; signed: boolean },
): bigint {
  switch (type.bits) {
    case 8:
      return BigInt(type.signed ? view.getInt8(offset) : view.getUint8(offset))
    case 16:
      return BigInt(type.signed ? view.getInt16(offset, true) : view.getUint16(offset, true))
    case 32:
      return BigInt(type.signed ? view.getInt32(offset, true) : view.getUint32(offset, true))
    case 64:
      return type.signed ? view.getBigInt64(offset, true) : view.getBigUint64(offset, true)
  }
}

const SHOWN_ESCAPES: Readonly<Record<number, string>> = { 10: '\\n', 9: '\\t', 13: '\\r', 92: '\\\\', 34: '\\"' }
const hexEscape = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

/** A quoted text that `parseValue` reads back to the same bytes; what is not UTF-8 text is escaped. Zeros at the end are left out. */
export function quoteBytes(bytes: Uint8Array): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  const content = bytes.subarray(0, end)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    text = ''
    return `"${Array.from(content, (b) => SHOWN_ESCAPES[b] ?? (b >= 32 && b < 127 ? String.fromCharCode(b) : hexEscape(b))).join('')}"`
  }
  const shown = Array.from(text, (c) => {
    const code = c.codePointAt(0) ?? 0
    return SHOWN_ESCAPES[code] ?? (code < 32 || code === 127 ? hexEscape(code) : c)
  })
  return `"${shown.join('')}"`
}

/** Shows a value by its type: decimal numbers, quoted char arrays, `{...}` for the rest, `0x...` for pointers. */
export function formatValue(view: DataView, offset: number, type: Type, structs: StructTable): string {
  switch (type.kind) {
    case 'int': {
      const value = readIntegerAt(view, offset, type)
      return type.bool ? String(value !== 0n) : String(value)
    }
    case 'pointer':
      return `0x${view.getBigUint64(offset, true).toString(16)}`
    case 'array': {
      if (isCharArray(type)) return quoteBytes(new Uint8Array(view.buffer, view.byteOffset + offset, type.length))
      const size = sizeOf(type.of, structs)
      const items = Array.from({ length: type.length }, (_, i) =>
        formatValue(view, offset + i * size, type.of, structs),
      )
      return `{${items.join(', ')}}`
    }
    case 'struct': {
      const layout = structs.get(type.key)
      if (layout === undefined) throw new Error(`struct ${type.key} has no layout`)
      const fields = layout.union ? layout.fields.slice(0, 1) : layout.fields
      const items = fields.map((f) => `.${f.name} = ${formatField(view, offset, f, structs)}`)
      return `{${items.join(', ')}}`
    }
    case 'void':
    case 'function':
      return ''
    default:
      return assertNever(type)
  }
}
