// The names of gfp flags, alone and together: one table for what prints masks and what reads them.
// Source: include/linux/gfp_types.h and include/trace/events/mmflags.h, at 6.1.192, 6.12.117 and 7.3.4; older names at the kernels that had
// them.

import { CONSTANTS } from './constants.ts'

const BITS: ReadonlyMap<string, number> = new Map(
  CONSTANTS.filter(({ name }) => name.startsWith('__GFP_')).map(({ name, value }) => [name, Number(value)]),
)

/** Names of several flags together, by the names of those. */
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

/** The bits of a flag, or of several by the name that they have together; null for a name that no kernel of the playground knows. */
export function gfpBits(name: string): number | null {
  const bit = BITS.get(name)
  if (bit !== undefined) return bit
  const parts = Object.hasOwn(TOGETHER, name) ? TOGETHER[name] : undefined
  return parts === undefined ? null : parts.reduce((mask, part) => mask | (gfpBits(part) ?? 0), 0)
}
