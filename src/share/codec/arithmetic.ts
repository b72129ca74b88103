// Arithmetic coding: a text becomes one long number that is the more exact the less the predictor expected the text. Both sides run the
// same predictor (`predict.ts`) over the same bits, after it has read what links look like (`prime.ts`).

import { Predictor, type Bit } from './predict.ts'
import { primeBytes } from './prime.ts'

const TOP = 0xffffffff
const GUESS_BITS = 4096

let primed: Predictor | null = null

function startPredictor(): Predictor {
  if (primed === null) {
    primed = new Predictor()
    for (const byte of primeBytes()) for (let place = 7; place >= 0; place--) primed.learn(bitOf(byte, place))
  }
  return new Predictor(primed)
}

const bitOf = (byte: number, place: number): Bit => (((byte >> place) & 1) === 1 ? 1 : 0)

/** Where the range from `low` to `high` is parted: a 1 is below. */
const partOf = (low: number, high: number, guess: number): number => low + Math.floor((high - low) / GUESS_BITS) * guess

const isFixed = (low: number, high: number): boolean => low >>> 24 === high >>> 24

/** The code of bytes. It does not say how many they are. */
export function encodeBytes(bytes: Uint8Array): Uint8Array {
  const predictor = startPredictor()
  const code: number[] = []
  let low = 0
  let high = TOP
  for (const byte of bytes)
    for (let place = 7; place >= 0; place--) {
      const bit = bitOf(byte, place)
      const part = partOf(low, high, predictor.guess)
      if (bit === 1) high = part
      else low = part + 1
      predictor.learn(bit)
      while (isFixed(low, high)) {
        code.push(high >>> 24)
        low = (low << 8) >>> 0
        high = ((high << 8) | 0xff) >>> 0
      }
    }
  code.push(high >>> 24)
  return Uint8Array.from(code)
}

export interface DecodedBytes {
  bytes: Uint8Array
  /** How many of the bytes follow from the code as far as it goes; the others are right only where the code is whole. */
  certain: number
}

/** The first `length` bytes that a code stands for. A code with wrong bytes gives wrong bytes from there on. */
export function decodeBytes(code: Uint8Array, length: number): DecodedBytes {
  const predictor = startPredictor()
  const bytes = new Uint8Array(length)
  let next = 0
  const read = (): number => code[next++] ?? 0
  let low = 0
  let high = TOP
  let value = 0
  for (let i = 0; i < 4; i++) value = ((value << 8) | read()) >>> 0
  let certain = 0
  for (let at = 0; at < length; at++) {
    if (next <= code.length) certain = at
    let byte = 0
    for (let place = 7; place >= 0; place--) {
      const part = partOf(low, high, predictor.guess)
      const bit = value <= part ? 1 : 0
      if (bit === 1) high = part
      else low = part + 1
      predictor.learn(bit)
      byte = (byte << 1) | bit
      while (isFixed(low, high)) {
        low = (low << 8) >>> 0
        high = ((high << 8) | 0xff) >>> 0
        value = ((value << 8) | read()) >>> 0
      }
    }
    bytes[at] = byte
  }
  return { bytes, certain }
}
