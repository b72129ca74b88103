// Goes over JSON that may be cut off at either end, stand among other text, or use quotes of another language. It gives the strings and
// numbers of every object; what they mean is for `json.ts` to say.

import { unescape } from './encodings.ts'

/** A value that is no object and no list. */
export interface Leaf {
  /** The key that it stands under, of an object or of the object that holds its list; '' for none. */
  readonly key: string
  readonly value: string
  /** Where it stands in the text. */
  readonly at: number
}

/** The values of one object, without those of objects in it. */
export interface JsonObject {
  /** The object that it is a part of; null for none. */
  readonly above: JsonObject | null
  readonly leaves: Leaf[]
  /** Values of lists that are all whole numbers: bytes, maybe. */
  readonly bytes: { key: string; values: number[]; at: number }[]
}

export interface JsonRegion {
  readonly start: number
  readonly end: number
  /** In the order in which they end. */
  readonly objects: readonly JsonObject[]
}

/** Where JSON may begin: an opening bracket before a quote or another bracket, or a key at the start of a line. */
const BEGINNING = /[[{](?=\s*["'{[])|\{(?=\s*\})|^[ \t]*(?:\}\s*,\s*\{\s*)?(?=["'][^"'\n]{1,100}["']\s*:)/gm

const SPACE = /[\s,:]+/y
const BARE = /[\w.+-]+/y

/** The places of a text that are JSON, in its order. */
export function* jsonRegions(text: string): Generator<JsonRegion> {
  BEGINNING.lastIndex = 0
  for (let found = BEGINNING.exec(text); found !== null; found = BEGINNING.exec(text)) {
    const start = found.index
    const region = new Scanner(text, start).scan()
    if (region.end > start && region.objects.length > 0) {
      yield region
      BEGINNING.lastIndex = region.end
    } else BEGINNING.lastIndex = start + Math.max(found[0].length, 1)
  }
}

interface Level {
  isObject: boolean
  key: string
  object: JsonObject
  /** The numbers of a list that has nothing else. */
  numbers: number[] | null
  at: number
}

class Scanner {
  readonly #text: string
  readonly #start: number
  readonly #objects: JsonObject[] = []
  readonly #levels: Level[] = []
  #at: number
  #key = ''

  constructor(text: string, start: number) {
    this.#text = text
    this.#start = start
    this.#at = start
    // What stands before the first bracket belongs to an object whose beginning was cut off.
    this.#levels.push({ isObject: true, key: '', object: emptyObject(null), numbers: null, at: start })
  }

  scan(): JsonRegion {
    const opens = this.#text[this.#start] === '{' || this.#text[this.#start] === '['
    let end = this.#start
    while (this.#step()) {
      end = this.#at
      if (opens && this.#levels.length === 1) break
    }
    while (this.#levels.length > 0) this.#close()
    return { start: this.#start, end, objects: this.#objects.filter(isWorthALook) }
  }

  /** Takes the next token; false where there is none. */
  #step(): boolean {
    SPACE.lastIndex = this.#at
    if (SPACE.test(this.#text)) this.#at = SPACE.lastIndex
    const character = this.#text[this.#at]
    switch (character) {
      case undefined:
        return false
      case '{':
      case '[':
        this.#open(character === '{')
        this.#at++
        return true
      case '}':
      case ']':
        this.#at++
        if (this.#levels.length > 1) this.#close()
        else this.#split()
        return true
      case '"':
      case "'":
        return this.#string(character)
      default:
        return this.#bare()
    }
  }

  #open(isObject: boolean): void {
    const above = this.#levels.at(-1)
    const object = isObject || above === undefined ? emptyObject(above?.object ?? null) : above.object
    const key = this.#key === '' ? (above?.key ?? '') : this.#key
    this.#levels.push({ isObject, key: isObject ? '' : key, object, numbers: isObject ? null : [], at: this.#at })
    this.#key = ''
  }

  #close(): void {
    const level = this.#levels.pop()
    this.#key = ''
    if (level === undefined) return
    if (level.isObject) this.#objects.push(level.object)
    else if (level.numbers !== null && level.numbers.length > 0)
      level.object.bytes.push({ key: level.key, values: level.numbers, at: level.at })
  }

  /** The end of an object whose beginning was cut off: another follows. */
  #split(): void {
    this.#close()
    this.#levels.push({ isObject: true, key: '', object: emptyObject(null), numbers: null, at: this.#at })
  }

  #string(quote: string): boolean {
    const text = this.#text
    let end = this.#at + 1
    for (;;) {
      const close = text.indexOf(quote, end)
      if (close < 0) return false
      let slashes = 0
      while (text[close - 1 - slashes] === '\\') slashes++
      end = close + 1
      if (slashes % 2 === 0) break
    }
    const raw = text.slice(this.#at + 1, end - 1)
    if (raw.includes('\n')) return false
    const start = this.#at
    this.#at = end
    if (this.#isKey()) this.#key = unescape(raw)
    else this.#leaf(unescape(raw), start)
    return true
  }

  #isKey(): boolean {
    if (this.#levels.at(-1)?.isObject !== true || this.#key !== '') return false
    SPACE.lastIndex = this.#at
    return SPACE.test(this.#text) && this.#text.slice(this.#at, SPACE.lastIndex).includes(':')
  }

  #bare(): boolean {
    BARE.lastIndex = this.#at
    if (!BARE.test(this.#text)) return false
    const start = this.#at
    this.#at = BARE.lastIndex
    const value = this.#text.slice(start, this.#at)
    const isNumber = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)
    if (!isNumber && value !== 'true' && value !== 'false' && value !== 'null') return false
    const numbers = this.#levels.at(-1)?.numbers ?? null
    if (numbers !== null && isNumber) numbers.push(Number(value))
    else this.#leaf(value, start)
    return true
  }

  #leaf(value: string, at: number): void {
    const level = this.#levels.at(-1)
    if (level === undefined) return
    level.numbers = null
    level.object.leaves.push({ key: level.isObject ? this.#key : level.key, value, at })
    if (level.isObject) this.#key = ''
  }
}

const emptyObject = (above: JsonObject | null): JsonObject => ({ above, leaves: [], bytes: [] })

const isWorthALook = ({ leaves, bytes }: JsonObject): boolean => leaves.length > 0 || bytes.length > 0
