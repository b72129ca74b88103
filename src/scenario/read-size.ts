// Sizes of a scenario file as whole pages: what is no multiple of 4 KiB is rounded down, and said.

import type { Report } from './report.ts'
import { PAGE_BYTES, PAGE_COUNTER_MAX, formatSize, parseSize } from './size.ts'

/** Pages of a size that the schema has accepted; `max` is the largest number that a page counter holds. */
export function readPages(size: number | string, place: string, report: Report): number {
  if (size === 'max') return PAGE_COUNTER_MAX
  const bytes = parseSize(size) ?? 0
  const pages = Math.floor(bytes / PAGE_BYTES)
  if (pages * PAGE_BYTES !== bytes)
    report.warn(
      'rounded',
      place,
      `Memory is counted in pages of 4 KiB: ${bytes} bytes were rounded down to ${formatSize(pages * PAGE_BYTES)}.`,
    )
  return pages
}

/** Pages of a limit; null is `max`, which is also what is left out. */
export const readLimit = (limit: number | string | undefined, place: string, report: Report): number | null =>
  limit === undefined || limit === 'max' ? null : readPages(limit, place, report)
