// What must be said of an LRU map that was full: whom it lets go is no promise of the kernel.

import { formatCount } from '../scenario/amounts.ts'
import type { MapContents } from '../simulator/trace/trace.ts'

/** Null for a map in which nothing had to go. */
export function evictionNote({ evicted = 0 }: MapContents): string | null {
  if (evicted === 0) return null
  const entries = evicted === 1 ? '1 entry' : `${formatCount(evicted)} entries`
  return `${entries} had to go for others. How many go at once, and which, depends on the kernel and the number of CPUs; here there is one CPU.`
}
