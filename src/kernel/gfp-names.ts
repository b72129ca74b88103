// Prints a gfp mask as the kernel's %pGg does: the names of a table, tried in order, each taking its bits; what is left as 0x....
// Source: include/trace/events/mmflags.h and lib/vsprintf.c:format_flags, at 6.1.192 and 7.3.4; 6.12.117 prints in the order of 6.1.

import type { KernelVersion } from './versions.ts'
import { gfpBits } from './gfp.ts'

type FlagName = readonly [mask: number, name: string]

const named = (name: string): FlagName => [gfpBits(name) ?? 0, name]

const ATOMIC = gfpBits('__GFP_ATOMIC') ?? 0
const GFP_ATOMIC = named('GFP_ATOMIC')

/** Names of several flags, the fullest first. */
const compounds = (kernel: KernelVersion): readonly FlagName[] => [
  named('GFP_TRANSHUGE'),
  named('GFP_TRANSHUGE_LIGHT'),
  named('GFP_HIGHUSER_MOVABLE'),
  named('GFP_HIGHUSER'),
  named('GFP_USER'),
  named('GFP_KERNEL_ACCOUNT'),
  named('GFP_KERNEL'),
  named('GFP_NOFS'),
  kernel === '6.1' ? [GFP_ATOMIC[0] | ATOMIC, GFP_ATOMIC[1]] : GFP_ATOMIC,
  named('GFP_NOIO'),
  named('GFP_NOWAIT'),
  named('GFP_DMA'),
]

const singles = (names: string): readonly FlagName[] =>
  names.split(' ').map((name) => named(name === 'DMA32' ? 'GFP_DMA32' : `__GFP_${name}`))

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
