// Numbers for a person: memory in a human size with the exact pages beside it, counts with thousands separators, times in words.

import { PAGE_BYTES } from './size.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const

const GROUPED = new Intl.NumberFormat('en-US')

/** `1234567` -> `1,234,567`. */
export const formatCount = (count: number | bigint): string => GROUPED.format(count)

/** Bytes in the largest unit that leaves a number of at least 1, with three digits where it is below 10: `1.27 GiB`, `96 MiB`. */
export function formatBytes(bytes: number): string {
  let unit = 0
  let size = bytes
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024
    unit++
  }
  const digits = unit === 0 || size >= 100 || Number.isInteger(size) ? 0 : size >= 10 ? 1 : 2
  return `${size.toFixed(digits)} ${UNITS[unit] ?? ''}`
}

export const formatPages = (pages: number): string => formatBytes(pages * PAGE_BYTES)

/** What the hover says: `332,800 pages of 4 KiB`. */
export const exactPages = (pages: number): string => `${formatCount(pages)} ${pages === 1 ? 'page' : 'pages'} of 4 KiB`

export const exactBytes = (bytes: number): string => `${formatCount(bytes)} bytes`

/** `1 task`, `3 tasks`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** Seconds as `3 h 20 min`, with the two largest units. */
export function formatSeconds(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 86400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  if (first === -1) return '0 s'
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
