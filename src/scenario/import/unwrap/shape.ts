// The shape of what a logger writes before or after each record: numbers differ from line to line, signs and most words do not.

/** A piece of such a text: a number, a word, blanks, or a sign. */
interface Token {
  readonly kind: 'number' | 'word' | 'level' | 'blanks' | 'sign'
  readonly text: string
}

const TOKENS = /[\p{L}\p{N}_*]+|\s+|[^\p{L}\p{N}_*\s]/gu
/** Digits, or what somebody put in their place. */
const NUMBER = /^[\dXx*#?]+$/
const LEVEL = /^(?:emerg|alert|crit(?:ical)?|err(?:or)?|warn(?:ing)?|notice|info|debug)$/i

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKENS)].map(([token]) => ({ kind: kindOf(token), text: token }))
}

function kindOf(token: string): Token['kind'] {
  if (/^\s/.test(token)) return 'blanks'
  if (NUMBER.test(token)) return 'number'
  if (LEVEL.test(token)) return 'level'
  return /^[\p{L}\p{N}_]/u.test(token) ? 'word' : 'sign'
}

const CLASSES: Readonly<Record<'number' | 'word' | 'level' | 'blanks', string>> = {
  number: String.raw`[\dXx*#?]+`,
  word: String.raw`[\p{L}\p{N}_*]+`,
  level: '[A-Za-z]+',
  blanks: String.raw`\s+`,
}

/** `grep -C` writes `:` in a line that it found and `-` in one around it. */
const COLON_OR_DASH = '[:-]'

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)

/** Texts of one shape, and the words in which they agree. */
class Shape {
  /** How many texts have it. */
  count = 0
  readonly #tokens: readonly Token[]
  readonly #values: (string | null)[]

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
    this.#values = tokens.map(({ text }) => text)
  }

  add(tokens: readonly Token[]): void {
    this.count++
    for (const [index, { text }] of tokens.entries()) if (this.#values[index] !== text) this.#values[index] = null
  }

  pattern(side: Side): RegExp {
    const parts = this.#tokens.map(({ kind }, index) => {
      if (kind === 'blanks' && index === (side === 'start' ? 0 : this.#tokens.length - 1)) return String.raw`\s*`
      const value = this.#values[index] ?? null
      if (kind === 'sign' || (kind === 'word' && value !== null)) return sign(value ?? '')
      return kind === 'word' || kind === 'number' || kind === 'level' || kind === 'blanks' ? CLASSES[kind] : ''
    })
    return new RegExp(side === 'start' ? `^${parts.join('')}` : `${parts.join('')}$`, 'u')
  }
}

const sign = (text: string): string => (text === ':' || text === '-' ? COLON_OR_DASH : escaped(text))

export type Side = 'start' | 'end'

const NONE = ''
/** What ends only one line may be the rest of a record. */
const NOTHING = /^(?!)/

/** A stretch of the text whose samples all have one shape. */
interface Run {
  key: string
  first: number
  last: number
}

/** Learns shapes from samples all over a text, and finds in a line the shape that its neighbours have. */
export class Shapes {
  readonly #side: Side
  readonly #shapes = new Map<string, Shape>()
  readonly #runs: Run[] = []
  readonly #patterns = new Map<string, RegExp>()

  constructor(side: Side) {
    this.#side = side
  }

  /** A sample at a place of the text; samples come in the order of the text. '' where there is nothing. */
  add(sample: string, at: number): void {
    const tokens = tokensOf(sample)
    const key = keyOf(tokens)
    if (key !== NONE) {
      const shape = this.#shapes.get(key) ?? new Shape(tokens)
      shape.add(tokens)
      this.#shapes.set(key, shape)
    }
    const last = this.#runs.at(-1)
    if (last?.key === key) last.last = at
    else this.#runs.push({ key, first: at, last: at })
  }

  /** Whether there is anything to take off. */
  get isEmpty(): boolean {
    return this.#shapes.size === 0
  }

  /** How many characters of a line at that place have the shape of a sample nearby; 0 for none. */
  match(line: string, at: number): number {
    if (this.isEmpty) return 0
    for (const key of this.#near(at)) {
      const found = key === NONE ? null : this.#patternOf(key).exec(line)
      if (found !== null) return found[0].length
    }
    return 0
  }

  /** The shapes of the nearest samples, the nearest before first: with `grep -C` a line is like its neighbour's neighbour. */
  #near(at: number): Set<string> {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#runs[middle]?.first ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return new Set([low - 1, low, low - 2, low + 1].flatMap((index) => this.#runs[index]?.key ?? []))
  }

  #patternOf(key: string): RegExp {
    const known = this.#patterns.get(key)
    if (known !== undefined) return known
    const shape = this.#shapes.get(key)
    const isEnough = shape !== undefined && (this.#side === 'start' || shape.count > 1)
    const made = isEnough ? shape.pattern(this.#side) : NOTHING
    this.#patterns.set(key, made)
    return made
  }
}

const keyOf = (tokens: readonly Token[]): string =>
  tokens.map(({ kind, text }) => (kind === 'sign' ? sign(text) : kind)).join(' ')

/** The same for all texts of one shape. */
export const shapeKey = (text: string): string => keyOf(tokensOf(text))

/** A pattern for texts of the shape of this one, at the end of a line. */
export const shapeOf = (text: string): RegExp => new Shape(tokensOf(text)).pattern('end')
