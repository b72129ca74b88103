// The content of a link as characters for an address, and back, in one of two ways. What is not large is coded arithmetically by a predictor
// that knows what links look like: that is the shortest, and takes some milliseconds. What is large is deflated by the platform.

import { decodeBytes, encodeBytes } from './arithmetic.ts'
import { fromBase64Url, toBase64Url } from './base64url.ts'
import { checksum } from './checksum.ts'
import { deflateText, inflateText, type Inflated } from './deflate.ts'
import { decodeStart } from './utf8.ts'

/** `-` coded, `.` deflated. It stands before the packed part. */
export type Packing = '-' | '.'

export interface Packed {
  packing: Packing
  text: string
}

/** More bytes than these are deflated: coding them would take so long that the page is seen to stop. */
const MAX_CODED = 32 * 2 ** 10
/** The length of coded bytes stands before their code. */
const LENGTH_BYTES = 2

export async function pack(text: string): Promise<Packed> {
  const bytes = new TextEncoder().encode(text)
  if (bytes.length > MAX_CODED) return { packing: '.', text: toBase64Url(await deflateText(text)) }
  const code = encodeBytes(bytes)
  const packed = new Uint8Array(LENGTH_BYTES + code.length)
  packed.set([bytes.length & 255, bytes.length >> 8])
  packed.set(code, LENGTH_BYTES)
  return { packing: '-', text: toBase64Url(packed) }
}

/** What was packed, or what can be told of it where the packed text is damaged; `check` is the check sum of the whole. */
export function unpack({ packing, text }: Packed, check: string): Promise<Inflated> {
  const packed = fromBase64Url(text)
  return packing === '.' ? inflateText(packed) : Promise.resolve(decodeText(packed, check))
}

function decodeText(packed: Uint8Array, check: string): Inflated {
  const [low = 0, high = 0] = packed
  const length = low + 256 * high
  if (length > MAX_CODED) return { text: '', damage: 'broken' }
  const { bytes, certain } = decodeBytes(packed.subarray(LENGTH_BYTES), length)
  const text = decodeStart(bytes, true)
  if (checksum(text) === check) return { text, damage: null }
  return { text: decodeStart(bytes.subarray(0, certain), false), damage: 'broken' }
}
