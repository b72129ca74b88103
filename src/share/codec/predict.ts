// Guesses the next bit of a text from what stood before it. Eight contexts (the last one to six bytes, the word, the place in a list) each
// remember how often a 1 followed; a mixer learns which of them to believe. Everything is whole numbers, so that every machine guesses the
// same. Links depend on it bit by bit: a change of anything in this file needs a new mark in `fragment.ts`, and the old file beside it.

/** log2 of the counters that each context has. */
const TABLE_BITS = 16
const TABLE_MASK = (1 << TABLE_BITS) - 1
const CONTEXTS = 8
/** The last input of the mixer never changes: through it the mixer learns how often bits are 1 at all. */
const INPUTS = CONTEXTS + 1
const CONSTANT_INPUT = 256
/** Weights are 65536ths; at first every context has a quarter of the say. */
const FIRST_WEIGHT = 1 << 14
/** Of the mixer's weights there is a set for each start of a byte, in numbers, in words and between them. */
const WEIGHT_SETS = 3 * 256
const LEARNING_SHIFT = 10

/** 4096 / (1 + e^(-x / 256)) at x = -2048, -1920, … 2048. */
const LOGISTIC = [
  1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607, 3785, 3901, 3975,
  4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
]

/** A chance in 4096ths from its logit in 256ths. */
function squash(logit: number): number {
  if (logit > 2047) return 4095
  if (logit < -2047) return 1
  const at = (logit >> 7) + 16
  const within = logit & 127
  return ((LOGISTIC[at] ?? 0) * (128 - within) + (LOGISTIC[at + 1] ?? 0) * within + 64) >> 7
}

/** The inverse of `squash`, by chances in 4096ths. */
const LOGITS = ((): Int16Array => {
  const table = new Int16Array(4096)
  let filled = 0
  for (let logit = -2047; logit <= 2047; logit++) {
    const chance = squash(logit)
    for (; filled <= chance && filled < table.length; filled++) table[filled] = logit
  }
  return table.fill(2047, filled)
})()

/** Bits that a counter remembers: one byte and two bytes of context are met often and learn slower in the end. */
const MEMORY = [60, 60, 30, 30, 30, 30, 30, 30]
const LONGEST_MEMORY = 60
/** By the bits that a counter has seen: how much of the way it goes with the next one, in 65536ths. */
const RATE = Int32Array.from({ length: LONGEST_MEMORY + 1 }, (_, seen) => Math.floor(131072 / (2 * seen + 3)))
/** By the same: how much it is believed, in 16ths. */
const TRUST = Int32Array.from({ length: LONGEST_MEMORY + 1 }, (_, seen) =>
  seen === 0 ? 0 : Math.min(24, 10 + 2 * seen),
)

const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
const isWord = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || byte === 95 || byte >= 128

export type Bit = 0 | 1

export class Predictor {
  readonly #chances: Uint16Array
  readonly #seen: Uint8Array
  readonly #weights: Int32Array
  /** One for each context, as of the last whole byte. */
  readonly #hashes = new Int32Array(CONTEXTS)
  readonly #counters = new Int32Array(CONTEXTS)
  readonly #inputs = new Int32Array(INPUTS)
  #weightSet = 0
  #guess = 0
  /** The bits of this byte behind a leading 1. */
  #started = 1
  #lastFour = 0
  #lastButFour = 0
  #word = 0
  #wordBefore = 0
  /** The word before the last `[`. */
  #list = 0
  #digits = 0

  /** One that knows nothing, or one that knows what another does; the other has read whole bytes and keeps what it is. */
  constructor(other?: Predictor) {
    if (other === undefined) {
      this.#chances = new Uint16Array(CONTEXTS << TABLE_BITS).fill(1 << 15)
      this.#seen = new Uint8Array(CONTEXTS << TABLE_BITS)
      this.#weights = new Int32Array(INPUTS * WEIGHT_SETS).fill(FIRST_WEIGHT)
    } else {
      this.#chances = other.#chances.slice()
      this.#seen = other.#seen.slice()
      this.#weights = other.#weights.slice()
      this.#hashes.set(other.#hashes)
      this.#lastFour = other.#lastFour
      this.#lastButFour = other.#lastButFour
      this.#word = other.#word
      this.#wordBefore = other.#wordBefore
      this.#list = other.#list
      this.#digits = other.#digits
    }
    this.#look()
  }

  /** The chance that the next bit is 1, in 4096ths: from 1 to 4095. */
  get guess(): number {
    return this.#guess
  }

  /** Learns what the bit was. */
  learn(bit: Bit): void {
    const error = (bit << 12) - this.#guess
    for (let i = 0; i < INPUTS; i++) {
      const at = this.#weightSet + i
      const step = ((this.#inputs[i] ?? 0) * error + (1 << (LEARNING_SHIFT - 1))) >> LEARNING_SHIFT
      this.#weights[at] = (this.#weights[at] ?? 0) + step
    }
    for (let i = 0; i < CONTEXTS; i++) {
      const counter = this.#counters[i] ?? 0
      const seen = this.#seen[counter] ?? 0
      const chance = this.#chances[counter] ?? 0
      this.#chances[counter] = chance + (((bit * 65535 - chance) * (RATE[seen] ?? 0)) >> 16)
      if (seen < (MEMORY[i] ?? 0)) this.#seen[counter] = seen + 1
    }
    this.#started = (this.#started << 1) | bit
    if (this.#started > 255) this.#endByte(this.#started & 255)
    this.#look()
  }

  #endByte(byte: number): void {
    this.#started = 1
    this.#lastButFour = (this.#lastButFour << 8) | (this.#lastFour >>> 24)
    this.#lastFour = (this.#lastFour << 8) | byte
    if (isWord(byte)) this.#word = (Math.imul(this.#word, 0x2f0b4c47) + byte + 1) | 0
    else if (this.#word !== 0) {
      this.#wordBefore = this.#word
      this.#word = 0
    }
    this.#digits = isDigit(byte) ? this.#digits + 1 : 0
    if (byte === 0x5b) this.#list = this.#wordBefore
    const four = this.#lastFour
    const contexts = [
      byte,
      four & 0xffff,
      four & 0xffffff,
      four,
      Math.imul(four, 0x1b873593) + Math.imul(this.#lastButFour & 0xffff, 0x5bd1e995),
      Math.imul(this.#word + byte, 0x1b873593) + Math.imul(this.#wordBefore, 0x2f0b4c47),
      this.#word,
      Math.imul(this.#list, 0x2f0b4c47) + this.#digits * 0x3d4d51 + (isDigit(byte) ? 0x777 : byte),
    ]
    contexts.forEach((context, i) => {
      this.#hashes[i] = Math.imul(context + i + 1, 0x9e3779b1)
    })
  }

  /** Finds the counters of the next bit, and mixes what they say. */
  #look(): void {
    const place = this.#digits > 0 ? 1 : this.#word !== 0 ? 2 : 0
    this.#weightSet = (this.#started + 256 * place) * INPUTS
    // A sum of products may be beyond 32 bits: it is exact as a double.
    let sum = CONSTANT_INPUT * (this.#weights[this.#weightSet + CONTEXTS] ?? 0)
    for (let i = 0; i < CONTEXTS; i++) {
      const mixed = Math.imul((this.#hashes[i] ?? 0) ^ Math.imul(this.#started, 0x2c1b3c6d), 0x297a2d39)
      const counter = (i << TABLE_BITS) + ((mixed ^ (mixed >>> 15)) & TABLE_MASK)
      const logit = LOGITS[(this.#chances[counter] ?? 0) >> 4] ?? 0
      const input = (logit * (TRUST[this.#seen[counter] ?? 0] ?? 0)) >> 4
      this.#counters[i] = counter
      this.#inputs[i] = input
      sum += input * (this.#weights[this.#weightSet + i] ?? 0)
    }
    this.#inputs[CONTEXTS] = CONSTANT_INPUT
    this.#guess = squash(Math.max(-4096, Math.min(4096, Math.floor(sum / 65536))))
  }
}
