// Large texts to short bytes and back: raw deflate by the platform. Damaged input gives as much text as can be read.

import { decodeStart } from './utf8.ts'

/** More than any link holds: what unpacks to more is made to hurt. */
export const MAX_BYTES = 8 * 2 ** 20

/** Bytes that are fed at a time, so that what stands before damage comes out before the stream fails. */
const SLICE = 512

export interface Inflated {
  text: string
  /** Why the text may not be all there is; null where it is whole. */
  damage: 'broken' | 'too-large' | null
}

/** The text, deflated. */
export async function deflateText(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** The text of `deflateText`, or the readable start of it. */
export async function inflateText(deflated: Uint8Array<ArrayBuffer>): Promise<Inflated> {
  const { bytes, damage } = await inflate(deflated)
  return { text: decodeStart(bytes, damage === null), damage }
}

async function inflate(deflated: Uint8Array<ArrayBuffer>): Promise<{ bytes: Uint8Array; damage: Inflated['damage'] }> {
  const stream = new DecompressionStream('deflate-raw')
  const reader = stream.readable.getReader()
  const writing = feed(stream.writable.getWriter(), deflated)
  const chunks: Uint8Array[] = []
  let total = 0
  let damage: Inflated['damage'] = null
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      total += value.length
      if (total <= MAX_BYTES) continue
      damage = 'too-large'
      await reader.cancel()
      break
    }
  } catch {
    damage = 'broken'
  }
  await writing
  return { bytes: concatenate(chunks, Math.min(total, MAX_BYTES)), damage }
}

/** Writes until all is written or the reading side has failed, which the reader reports. */
async function feed(writer: WritableStreamDefaultWriter<BufferSource>, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    for (let start = 0; start < bytes.length; start += SLICE) await writer.write(bytes.slice(start, start + SLICE))
    // The reader takes what there is before the end is announced: an early end would discard it.
    await new Promise((resolve) => setTimeout(resolve, 0))
    await writer.close()
  } catch {
    // The reader has the same error.
  }
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    all.set(chunk.subarray(0, length - offset), offset)
    offset = Math.min(offset + chunk.length, length)
  }
  return all
}
