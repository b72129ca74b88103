// Text to short URL-safe text and back: UTF-8, raw deflate by the platform, base64url. Damaged input gives as much text as can be read.

/** More than any link holds: what unpacks to more is made to hurt. */
export const MOST_BYTES = 8 * 2 ** 20

/** Bytes that are fed at a time, so that what stands before damage comes out before the stream fails. */
const SLICE = 512

export interface Unpacked {
  text: string
  /** Why the text may not be all there is; null where it is whole. */
  damage: 'broken' | 'too-large' | null
}

/** Deflated and base64url-encoded text. */
export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return toBase64Url(new Uint8Array(await new Response(stream).arrayBuffer()))
}

/** The text of `pack`, or the readable start of it. */
export async function unpack(packed: string): Promise<Unpacked> {
  const { bytes, damage } = await inflate(fromBase64Url(packed))
  const text = new TextDecoder().decode(bytes)
  // A character that was cut in the middle decodes to a replacement character.
  return { text: damage === null ? text : text.replace(/\uFFFD+$/, ''), damage }
}

async function inflate(deflated: Uint8Array<ArrayBuffer>): Promise<{ bytes: Uint8Array; damage: Unpacked['damage'] }> {
  const stream = new DecompressionStream('deflate-raw')
  const reader = stream.readable.getReader()
  const writing = feed(stream.writable.getWriter(), deflated)
  const chunks: Uint8Array[] = []
  let total = 0
  let damage: Unpacked['damage'] = null
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      total += value.length
      if (total <= MOST_BYTES) continue
      damage = 'too-large'
      await reader.cancel()
      break
    }
  } catch {
    damage = 'broken'
  }
  await writing
  return { bytes: concatenate(chunks, Math.min(total, MOST_BYTES)), damage }
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

function toBase64Url(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Bytes of base64url text, which has no other characters; what is left of a cut group of four is dropped. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const whole = text.length % 4 === 1 ? text.slice(0, -1) : text
  const binary = atob(whole.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}
