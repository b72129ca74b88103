// Reads JSON text that people or broken links supply: says where it goes wrong (engines disagree on that, or say nothing), and what can
// be saved of a text that is broken off. It does not make values; JSON.parse does.

import type { Read } from './problem.ts'

export interface JsonStop {
  /** Where the text stops being JSON; its length where it only ends too early. */
  offset: number
  expected: string
  /** The start of the text up to the last whole value, or into the string it breaks off in, made valid by closing brackets. */
  salvaged: string | null
}

const CHARACTERS = String.raw`(?:[ !#-\[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*`
const SPACE = /[ \t\n\r]*/y
const STRING = new RegExp(`"${CHARACTERS}"`, 'y')
const UNFINISHED_STRING = new RegExp(`"${CHARACTERS}`, 'y')
const SCALAR = new RegExp(`"${CHARACTERS}"|-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|true|false|null`, 'y')

const CLOSERS: ReadonlyMap<string | undefined, string> = new Map([
  ['{', '}'],
  ['[', ']'],
])

type State = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'after-value'

const EXPECTED: Readonly<Record<State, string>> = {
  value: 'a value',
  'value-or-end': 'a value or ]',
  key: 'a key in double quotes',
  'key-or-end': 'a key in double quotes or }',
  colon: 'a colon after the key',
  'after-value': 'a comma or a closing bracket',
}

/** Walks over JSON without recursion, so that deep nesting is no danger. */
class Scanner {
  readonly #text: string
  readonly #open: string[] = []
  #state: State = 'value'
  #offset = 0
  /** The text up to here, with the brackets that are open here closed, is valid. */
  #safe: { end: number; depth: number } | null = null

  constructor(text: string) {
    this.#text = text
  }

  /** The place where the text stops being JSON, or null for valid JSON. */
  scan(): JsonStop | null {
    for (;;) {
      this.#match(SPACE)
      const char = this.#text[this.#offset]
      const whole = this.#state === 'after-value' && this.#open.length === 0
      if (char === undefined) return whole ? null : this.#stop('more text: it ends too early')
      if (whole) return this.#stop('nothing more')
      if (!this.#step(char)) return this.#stop(EXPECTED[this.#state])
    }
  }

  /** Takes one token; false where it does not fit. */
  #step(char: string): boolean {
    switch (this.#state) {
      case 'key-or-end':
        return char === '}' ? this.#close() : this.#key()
      case 'key':
        return this.#key()
      case 'colon':
        return char === ':' && this.#take('value')
      case 'value-or-end':
        return char === ']' ? this.#close() : this.#value(char)
      case 'value':
        return this.#value(char)
      case 'after-value': {
        const bracket = this.#open.at(-1)
        if (char === ',') return this.#take(bracket === '{' ? 'key' : 'value')
        return char === CLOSERS.get(bracket) && this.#close()
      }
    }
  }

  #key(): boolean {
    if (!this.#match(STRING)) return false
    this.#state = 'colon'
    return true
  }

  #value(char: string): boolean {
    if (!CLOSERS.has(char)) return this.#match(SCALAR) && this.#ended()
    this.#open.push(char)
    this.#take(char === '{' ? 'key-or-end' : 'value-or-end')
    this.#safe = { end: this.#offset, depth: this.#open.length }
    return true
  }

  #close(): boolean {
    this.#open.pop()
    this.#offset++
    return this.#ended()
  }

  #ended(): boolean {
    this.#state = 'after-value'
    this.#safe = { end: this.#offset, depth: this.#open.length }
    return true
  }

  #take(next: State): boolean {
    this.#offset++
    this.#state = next
    return true
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#offset
    const length = pattern.exec(this.#text)?.[0].length ?? 0
    this.#offset += length
    return length > 0
  }

  #stop(expected: string): JsonStop {
    return { offset: this.#offset, expected, salvaged: this.#salvage() }
  }

  #salvage(): string | null {
    const { end, depth } = this.#safe ?? { end: 0, depth: 0 }
    const closers = this.#open.slice(0, depth).map((bracket) => CLOSERS.get(bracket) ?? '')
    UNFINISHED_STRING.lastIndex = this.#offset
    const isValue = this.#state === 'value' || this.#state === 'value-or-end'
    const brokenString = isValue ? UNFINISHED_STRING.exec(this.#text)?.[0] : undefined
    if (brokenString !== undefined)
      return `${this.#text.slice(0, this.#offset)}${brokenString}"${closers.toReversed().join('')}`
    return this.#safe === null ? null : this.#text.slice(0, end) + closers.toReversed().join('')
  }
}

/** Finds the place where a text stops being JSON; null for valid JSON. */
export const findJsonStop = (text: string): JsonStop | null => new Scanner(text).scan()

/** `line 3, column 14` of an offset; both count from 1. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset)
  return `line ${before.split('\n').length}, column ${offset - before.lastIndexOf('\n')}`
}

/** Parses JSON; a text that is not JSON gives a problem with its line and column, and no value. */
export function parseJson(text: string): Read<unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return { value, problems: [] }
  } catch {
    const stop = findJsonStop(text)
    const place = stop === null ? '' : lineAndColumn(text, stop.offset)
    const message = `This is not JSON: at this place ${stop?.expected ?? 'something else'} is expected.`
    return { value: null, problems: [{ code: 'json-syntax', severity: 'error', place, message }] }
  }
}
