// Bytes of UTF-8 as text.

/** The text of bytes; of bytes that were cut off somewhere, a character that was cut is left out. */
export function decodeStart(bytes: Uint8Array, whole: boolean): string {
  const text = new TextDecoder().decode(bytes)
  return whole ? text : text.replace(/\uFFFD+$/, '')
}
