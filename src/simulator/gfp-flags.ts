// Prints a gfp mask as the kernel's %pGg does: the names of a table, tried in order, each taking its bits; what is left as 0x....
// Source: include/trace/events/mmflags.h and lib/vsprintf.c:format_flags, at 6.1.192 and 7.3.4.

import type { KernelVersion } from '../kernel/versions.ts'

type FlagName = readonly [mask: number, name: string]

const DMA = 0x1
const HIGHMEM = 0x2
const DMA32 = 0x4
const MOVABLE = 0x8
const RECLAIMABLE = 0x10
const HIGH = 0x20
const IO = 0x40
const FS = 0x80
const ZERO = 0x100
/** Gone after 6.1. */
const ATOMIC = 0x200
const DIRECT_RECLAIM = 0x400
const KSWAPD_RECLAIM = 0x800
const WRITE = 0x1000
const NOWARN = 0x2000
const RETRY_MAYFAIL = 0x4000
const NOFAIL = 0x8000
const NORETRY = 0x10000
const MEMALLOC = 0x20000
const COMP = 0x40000
const NOMEMALLOC = 0x80000
const HARDWALL = 0x100000
const THISNODE = 0x200000
const ACCOUNT = 0x400000
const RECLAIM = DIRECT_RECLAIM | KSWAPD_RECLAIM

const GFP_KERNEL = RECLAIM | IO | FS
const GFP_USER = GFP_KERNEL | HARDWALL
const GFP_HIGHUSER = GFP_USER | HIGHMEM
const GFP_HIGHUSER_MOVABLE = GFP_HIGHUSER | MOVABLE
const GFP_TRANSHUGE_LIGHT = (GFP_HIGHUSER_MOVABLE | COMP | NOMEMALLOC | NOWARN) & ~RECLAIM

const compounds = (kernel: KernelVersion): readonly FlagName[] => [
  [GFP_TRANSHUGE_LIGHT | DIRECT_RECLAIM, 'GFP_TRANSHUGE'],
  [GFP_TRANSHUGE_LIGHT, 'GFP_TRANSHUGE_LIGHT'],
  [GFP_HIGHUSER_MOVABLE, 'GFP_HIGHUSER_MOVABLE'],
  [GFP_HIGHUSER, 'GFP_HIGHUSER'],
  [GFP_USER, 'GFP_USER'],
  [GFP_KERNEL | ACCOUNT, 'GFP_KERNEL_ACCOUNT'],
  [GFP_KERNEL, 'GFP_KERNEL'],
  [RECLAIM | IO, 'GFP_NOFS'],
  [HIGH | KSWAPD_RECLAIM | (kernel === '6.1' ? ATOMIC : 0), 'GFP_ATOMIC'],
  [RECLAIM, 'GFP_NOIO'],
  [KSWAPD_RECLAIM, 'GFP_NOWAIT'],
  [DMA, 'GFP_DMA'],
]

const SINGLES_6_1: readonly FlagName[] = [
  [HIGHMEM, '__GFP_HIGHMEM'],
  [DMA32, 'GFP_DMA32'],
  [HIGH, '__GFP_HIGH'],
  [ATOMIC, '__GFP_ATOMIC'],
  [IO, '__GFP_IO'],
  [FS, '__GFP_FS'],
  [NOWARN, '__GFP_NOWARN'],
  [RETRY_MAYFAIL, '__GFP_RETRY_MAYFAIL'],
  [NOFAIL, '__GFP_NOFAIL'],
  [NORETRY, '__GFP_NORETRY'],
  [COMP, '__GFP_COMP'],
  [ZERO, '__GFP_ZERO'],
  [NOMEMALLOC, '__GFP_NOMEMALLOC'],
  [MEMALLOC, '__GFP_MEMALLOC'],
  [HARDWALL, '__GFP_HARDWALL'],
  [THISNODE, '__GFP_THISNODE'],
  [RECLAIMABLE, '__GFP_RECLAIMABLE'],
  [MOVABLE, '__GFP_MOVABLE'],
  [ACCOUNT, '__GFP_ACCOUNT'],
  [WRITE, '__GFP_WRITE'],
  [RECLAIM, '__GFP_RECLAIM'],
  [DIRECT_RECLAIM, '__GFP_DIRECT_RECLAIM'],
  [KSWAPD_RECLAIM, '__GFP_KSWAPD_RECLAIM'],
]

/** 6.12 and 7.3: two names first, then single bits in bit order. */
const SINGLES_SINCE_6_12: readonly FlagName[] = [
  [DMA32, 'GFP_DMA32'],
  [RECLAIM, '__GFP_RECLAIM'],
  [HIGHMEM, '__GFP_HIGHMEM'],
  [MOVABLE, '__GFP_MOVABLE'],
  [RECLAIMABLE, '__GFP_RECLAIMABLE'],
  [HIGH, '__GFP_HIGH'],
  [IO, '__GFP_IO'],
  [FS, '__GFP_FS'],
  [ZERO, '__GFP_ZERO'],
  [DIRECT_RECLAIM, '__GFP_DIRECT_RECLAIM'],
  [KSWAPD_RECLAIM, '__GFP_KSWAPD_RECLAIM'],
  [WRITE, '__GFP_WRITE'],
  [NOWARN, '__GFP_NOWARN'],
  [RETRY_MAYFAIL, '__GFP_RETRY_MAYFAIL'],
  [NOFAIL, '__GFP_NOFAIL'],
  [NORETRY, '__GFP_NORETRY'],
  [MEMALLOC, '__GFP_MEMALLOC'],
  [COMP, '__GFP_COMP'],
  [NOMEMALLOC, '__GFP_NOMEMALLOC'],
  [HARDWALL, '__GFP_HARDWALL'],
  [THISNODE, '__GFP_THISNODE'],
  [ACCOUNT, '__GFP_ACCOUNT'],
]

/** The mask as the report's header has it, such as `0xcc0(GFP_KERNEL)`; 0 prints as `0x0()`. */
export function formatGfpMask(mask: number, kernel: KernelVersion): string {
  const names: string[] = []
  let rest = mask >>> 0
  for (const [bits, name] of [...compounds(kernel), ...(kernel === '6.1' ? SINGLES_6_1 : SINGLES_SINCE_6_12)]) {
    if ((rest & bits) >>> 0 !== bits) continue
    names.push(name)
    rest = (rest & ~bits) >>> 0
  }
  if (rest !== 0) names.push(`0x${rest.toString(16)}`)
  const hex = mask === 0 ? '0x0' : `0x${(mask >>> 0).toString(16)}`
  return `${hex}(${names.join('|')})`
}
