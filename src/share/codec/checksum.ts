// A check sum of text: tells that a link was damaged, or that what it refers to has changed. It is no protection against malice.

/** FNV-1a over UTF-16 units, 32 bits in base 36. */
export function checksum(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}
