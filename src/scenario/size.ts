// Sizes of memory as people write them: bytes as a number, or text such as `96M`, `1.5G`, `512K`. The units are the kernel's (1024).
// The model counts pages; this file knows both spellings and the way between them.

export const PAGE_BYTES = 4096

/** What `max` stands for where the kernel wants a number: PAGE_COUNTER_MAX, in pages (include/linux/page_counter.h, 64-bit). */
export const PAGE_COUNTER_MAX = 2251799813685247

const UNIT_BYTES: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }
const SIZE = /^(\d+(?:\.\d+)?)([KMGT]?)(?:I?B)?$/

/** Bytes of a size, or null where it is not one (not a size, negative, or beyond 2^53 bytes). Fractions of a byte are dropped. */
export function parseSize(size: unknown): number | null {
  const bytes = typeof size === 'string' ? bytesOfText(size) : size
  if (typeof bytes !== 'number' || !Number.isFinite(bytes)) return null
  const whole = Math.floor(bytes)
  return Number.isSafeInteger(whole) && whole >= 0 && (typeof size === 'string' || whole === size) ? whole : null
}

function bytesOfText(text: string): number | null {
  const [, digits, unit] = SIZE.exec(text.trim().toUpperCase()) ?? []
  const factor = unit === undefined ? undefined : UNIT_BYTES[unit]
  return digits === undefined || factor === undefined ? null : Number(digits) * factor
}

/** The shortest exact spelling of a number of bytes: `0`, `96M`, `2G`, or a plain number where no unit divides it. */
export function formatSize(bytes: number): number | string {
  if (bytes === 0) return 0
  for (const unit of ['T', 'G', 'M', 'K']) {
    const factor = UNIT_BYTES[unit] ?? 1
    if (bytes % factor === 0) return `${bytes / factor}${unit}`
  }
  return bytes
}
