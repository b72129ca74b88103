// Prints a gfp mask as the kernel's %pGg does: the names of a table, tried in order, each taking its bits; what is left as 0x....
// Source: include/trace/events/mmflags.h and lib/vsprintf.c:format_flags, at 6.1.192 and 7.3.4; 6.12.117 prints in the order of 6.1.

import { type KernelVersion, type Lifetime, rowFor } from './versions.ts'
import { gfpBits } from './gfp.ts'

type FlagName = readonly [mask: number, name: string]

const named = (name: string): FlagName => [gfpBits(name) ?? 0, name]

interface FlagRow extends Lifetime {
  flag: FlagName
}

/** It had a bit of its own once, which went in 6.3. */
const GFP_ATOMIC: readonly FlagRow[] = [
  { until: '6.3', flag: [(gfpBits('GFP_ATOMIC') ?? 0) | (gfpBits('__GFP_ATOMIC') ?? 0), 'GFP_ATOMIC'] },
  { since: '6.3', flag: named('GFP_ATOMIC') },
]

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
  rowFor(kernel, GFP_ATOMIC).flag,
  named('GFP_NOIO'),
  named('GFP_NOWAIT'),
  named('GFP_DMA'),
]

const singles = (names: string): readonly FlagName[] =>
  names.split(' ').map((name) => named(name === 'DMA32' ? 'GFP_DMA32' : `__GFP_${name}`))

interface FlagsRow extends Lifetime {
  flags: readonly FlagName[]
}

const WITH_ATOMIC = singles(
  'HIGHMEM DMA32 HIGH ATOMIC IO FS NOWARN RETRY_MAYFAIL NOFAIL NORETRY COMP ZERO NOMEMALLOC MEMALLOC HARDWALL ' +
    'THISNODE RECLAIMABLE MOVABLE ACCOUNT WRITE RECLAIM DIRECT_RECLAIM KSWAPD_RECLAIM',
)

/** Names of single flags, in the order in which they are tried. */
const SINGLES: readonly FlagsRow[] = [
  { until: '6.3', flags: WITH_ATOMIC },
  { since: '6.3', until: '7.3', flags: WITH_ATOMIC.filter(([, name]) => name !== '__GFP_ATOMIC') },
  {
    // Two names first, then single bits in bit order.
    since: '7.3',
    flags: singles(
      'DMA32 RECLAIM HIGHMEM MOVABLE RECLAIMABLE HIGH IO FS ZERO DIRECT_RECLAIM KSWAPD_RECLAIM WRITE NOWARN ' +
        'RETRY_MAYFAIL NOFAIL NORETRY MEMALLOC COMP NOMEMALLOC HARDWALL THISNODE ACCOUNT',
    ),
  },
]

/** The mask as the report's header has it, such as `0xcc0(GFP_KERNEL)`; 0 prints as `0x0()`. */
export const formatGfpMask = (gfp_mask: number, kernel: KernelVersion): string =>
  `${hex(gfp_mask)}(${formatGfpNames(gfp_mask, kernel)})`

/** The names alone, joined with `|`; nothing for 0. */
export function formatGfpNames(gfp_mask: number, kernel: KernelVersion): string {
  const names: string[] = []
  let rest = gfp_mask
  for (const [bits, name] of [...compounds(kernel), ...rowFor(kernel, SINGLES).flags]) {
    if ((rest & bits) !== bits) continue
    names.push(name)
    rest &= ~bits
  }
  if (rest !== 0) names.push(hex(rest))
  return names.join('|')
}

const hex = (bits: number): string => `0x${(bits >>> 0).toString(16)}`
