// The time of a record that a logger keeps in a field of its own, as a stamp before the line, which is how all others have it.

import { stripPrefix } from './strip-prefix.ts'

const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/
const SYSLOG = /^\p{L}{3} +\d{1,2} \d\d:\d\d:\d\d/u
/** Numbers from here on are seconds, thousandths, millionths and billionths of a second since 1970. */
const EPOCHS: readonly (readonly [least: number, perMillisecond: number])[] = [
  [1e17, 1e6],
  [1e14, 1e3],
  [1e11, 1],
  [1e8, 1e-3],
]

/** A time that a logger wrote, as `2024-03-05T10:11:12.000Z`, or as `[   12.500000]` where it counts from boot; null where it is neither. */
export function stampOf(value: string): string | null {
  const text = value.trim()
  if (ISO.test(text) || SYSLOG.test(text)) return text
  if (!/^\d{1,19}(?:\.\d{1,9})?$/.test(text)) return null
  const number = Number(text)
  const [, perMillisecond] = EPOCHS.find(([least]) => number >= least) ?? []
  if (perMillisecond !== undefined) return new Date(Math.floor(number / perMillisecond)).toISOString()
  return text.includes('.') ? bootStamp(number) : null
}

/** Seconds since boot, as dmesg writes them. */
export const bootStamp = (seconds: number): string => `[${seconds.toFixed(6).padStart(12)}]`

/** A message of one or more lines with its stamp, if it has none of its own. */
export const stamped = (message: string, stamp: string | null): string =>
  stamp === null || stripPrefix(message.slice(0, 200)).marked ? message : `${stamp} ${message}`
