// The gfp mask of a log as the playground's kernels number it. The bits have moved between kernels, the names have not: where a log has
// names, they are what counts; where it has only a number, its kernel's meaning is not known.

import { CONSTANTS } from '../../kernel/constants.ts'

const BITS: ReadonlyMap<string, number> = new Map(
  CONSTANTS.filter(({ name }) => name.startsWith('__GFP_')).map(({ name, value }) => [name, Number(value)]),
)

/** Names of several flags together, by the names of those. Source: include/linux/gfp_types.h, 6.1. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  __GFP_RECLAIM: ['__GFP_DIRECT_RECLAIM', '__GFP_KSWAPD_RECLAIM'],
  GFP_KERNEL: ['__GFP_RECLAIM', '__GFP_IO', '__GFP_FS'],
  GFP_KERNEL_ACCOUNT: ['GFP_KERNEL', '__GFP_ACCOUNT'],
  GFP_USER: ['GFP_KERNEL', '__GFP_HARDWALL'],
  GFP_HIGHUSER: ['GFP_USER', '__GFP_HIGHMEM'],
  GFP_HIGHUSER_MOVABLE: ['GFP_HIGHUSER', '__GFP_MOVABLE'],
  GFP_TRANSHUGE_LIGHT: [
    '__GFP_IO',
    '__GFP_FS',
    '__GFP_HARDWALL',
    '__GFP_HIGHMEM',
    '__GFP_MOVABLE',
    '__GFP_COMP',
    '__GFP_NOMEMALLOC',
    '__GFP_NOWARN',
  ],
  GFP_TRANSHUGE: ['GFP_TRANSHUGE_LIGHT', '__GFP_DIRECT_RECLAIM'],
  GFP_NOFS: ['__GFP_RECLAIM', '__GFP_IO'],
  GFP_NOIO: ['__GFP_RECLAIM'],
  GFP_NOWAIT: ['__GFP_KSWAPD_RECLAIM'],
  GFP_ATOMIC: ['__GFP_HIGH', '__GFP_KSWAPD_RECLAIM'],
  GFP_DMA: ['__GFP_DMA'],
  GFP_DMA32: ['__GFP_DMA32'],
  GFP_TEMPORARY: ['GFP_KERNEL', '__GFP_RECLAIMABLE'],
  __GFP_REPEAT: ['__GFP_RETRY_MAYFAIL'],
  // What the playground's kernels have no bit for.
  __GFP_COLD: [],
  __GFP_NOTRACK: [],
  __GFP_OTHER_NODE: [],
  __GFP_ZEROTAGS: [],
  __GFP_SKIP_ZERO: [],
  __GFP_SKIP_KASAN: [],
  __GFP_SKIP_KASAN_POISON: [],
  __GFP_SKIP_KASAN_UNPOISON: [],
}

function bitsOf(name: string): number | null {
  const bit = BITS.get(name)
  if (bit !== undefined) return bit
  const parts = Object.hasOwn(TOGETHER, name) ? TOGETHER[name] : undefined
  return parts === undefined ? null : parts.reduce((mask, part) => mask | (bitsOf(part) ?? 0), 0)
}

/** The mask of the flags' names, and the names that no kernel of the playground knows. */
export function maskOfNames(names: readonly string[]): { mask: number; unknown: readonly string[] } {
  let mask = 0
  const unknown: string[] = []
  for (const name of names) {
    const bits = bitsOf(name)
    if (bits === null) unknown.push(name)
    else mask |= bits
  }
  return { mask: mask >>> 0, unknown }
}

/** __GFP_FS has kept its place in all kernels since 2.6. */
export const FS_BIT = BITS.get('__GFP_FS') ?? 0
