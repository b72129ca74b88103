// Sizes of a scenario file as whole pages: what is no multiple of 4 KiB is rounded down, and said.

import type { CgroupFile, MachineFile } from './format.ts'
import type { Machine } from './model.ts'
import { joinPlace, type Report } from './report.ts'
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

/** What a machine or a cgroup holds beside processes, as far as it is said. */
export function readExtras(
  file: MachineFile | CgroupFile,
  place: string,
  report: Report,
): Pick<Machine, 'kernelPages' | 'slabPages' | 'cachePages'> {
  const read = (key: 'kernelMemory' | 'slab' | 'fileCache'): number | undefined => {
    const size = file[key]
    return size === undefined ? undefined : readPages(size, joinPlace(place, key), report)
  }
  const [kernelPages, slabPages, cachePages] = [read('kernelMemory'), read('slab'), read('fileCache')]
  return {
    ...(kernelPages === undefined ? {} : { kernelPages }),
    ...(slabPages === undefined ? {} : { slabPages }),
    ...(cachePages === undefined ? {} : { cachePages }),
  }
}
