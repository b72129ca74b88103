// Prints a gfp mask as the kernel's %pGg does: the names of a table, tried in order, each taking its bits; what is left as 0x....
// Source: include/trace/events/mmflags.h and lib/vsprintf.c:format_flags, at 6.1.192 and 7.3.4; 6.12.117 prints in the order of 6.1.

import type { KernelVersion } from '../kernel/versions.ts'
import { kernelConstant } from './kernel-constant.ts'

type FlagName = readonly [mask: number, name: string]

const mask = (...names: readonly string[]): number =>
  names.reduce((bits, name) => bits | kernelConstant(`__GFP_${name}`), 0)

const RECLAIM = mask('DIRECT_RECLAIM', 'KSWAPD_RECLAIM')
const GFP_KERNEL = RECLAIM | mask('IO', 'FS')
const GFP_USER = GFP_KERNEL | mask('HARDWALL')
const GFP_HIGHUSER = GFP_USER | mask('HIGHMEM')
const GFP_HIGHUSER_MOVABLE = GFP_HIGHUSER | mask('MOVABLE')
const GFP_TRANSHUGE_LIGHT = (GFP_HIGHUSER_MOVABLE | mask('COMP', 'NOMEMALLOC', 'NOWARN')) & ~RECLAIM

const compounds = (kernel: KernelVersion): readonly FlagName[] => [
  [GFP_TRANSHUGE_LIGHT | mask('DIRECT_RECLAIM'), 'GFP_TRANSHUGE'],
  [GFP_TRANSHUGE_LIGHT, 'GFP_TRANSHUGE_LIGHT'],
  [GFP_HIGHUSER_MOVABLE, 'GFP_HIGHUSER_MOVABLE'],
  [GFP_HIGHUSER, 'GFP_HIGHUSER'],
  [GFP_USER, 'GFP_USER'],
  [GFP_KERNEL | mask('ACCOUNT'), 'GFP_KERNEL_ACCOUNT'],
  [GFP_KERNEL, 'GFP_KERNEL'],
  [RECLAIM | mask('IO'), 'GFP_NOFS'],
  [mask('HIGH', 'KSWAPD_RECLAIM') | (kernel === '6.1' ? mask('ATOMIC') : 0), 'GFP_ATOMIC'],
  [RECLAIM, 'GFP_NOIO'],
  [mask('KSWAPD_RECLAIM'), 'GFP_NOWAIT'],
  [mask('DMA'), 'GFP_DMA'],
]

const SPECIAL: Readonly<Record<string, FlagName>> = {
  DMA32: [mask('DMA32'), 'GFP_DMA32'],
  RECLAIM: [RECLAIM, '__GFP_RECLAIM'],
}

const singles = (names: string): readonly FlagName[] =>
  names.split(' ').map((name) => SPECIAL[name] ?? [mask(name), `__GFP_${name}`])

const SINGLES_6_1 = singles(
  'HIGHMEM DMA32 HIGH ATOMIC IO FS NOWARN RETRY_MAYFAIL NOFAIL NORETRY COMP ZERO NOMEMALLOC MEMALLOC HARDWALL ' +
    'THISNODE RECLAIMABLE MOVABLE ACCOUNT WRITE RECLAIM DIRECT_RECLAIM KSWAPD_RECLAIM',
)

/** The order of 6.1; __GFP_ATOMIC went in 6.3. */
const SINGLES_6_12 = SINGLES_6_1.filter(([, name]) => name !== '__GFP_ATOMIC')

/** In 7.3 two names first, then single bits in bit order. */
const SINGLES_7_3 = singles(
  'DMA32 RECLAIM HIGHMEM MOVABLE RECLAIMABLE HIGH IO FS ZERO DIRECT_RECLAIM KSWAPD_RECLAIM WRITE NOWARN ' +
    'RETRY_MAYFAIL NOFAIL NORETRY MEMALLOC COMP NOMEMALLOC HARDWALL THISNODE ACCOUNT',
)

const SINGLES: Readonly<Record<KernelVersion, readonly FlagName[]>> = {
  '6.1': SINGLES_6_1,
  '6.12': SINGLES_6_12,
  '7.3': SINGLES_7_3,
}

/** The mask as the report's header has it, such as `0xcc0(GFP_KERNEL)`; 0 prints as `0x0()`. */
export const formatGfpMask = (gfp_mask: number, kernel: KernelVersion): string =>
  `${hex(gfp_mask)}(${formatGfpNames(gfp_mask, kernel)})`

/** The names alone, joined with `|`; nothing for 0. */
export function formatGfpNames(gfp_mask: number, kernel: KernelVersion): string {
  const names: string[] = []
  let rest = gfp_mask
  for (const [bits, name] of [...compounds(kernel), ...SINGLES[kernel]]) {
    if ((rest & bits) !== bits) continue
    names.push(name)
    rest &= ~bits
  }
  if (rest !== 0) names.push(hex(rest))
  return names.join('|')
}

const hex = (bits: number): string => `0x${(bits >>> 0).toString(16)}`
