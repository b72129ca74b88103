// The keys of memory.stat in the order in which a memcg's report prints them, for kernels with transparent huge pages and without zswap and
// NUMA balancing. Source: memcg_stat_format in mm/memcontrol.c, cgroup v2, at 6.1.192, 6.12.117 and 7.3.4.

import { type KernelVersion, type Lifetime, rowFor } from './versions.ts'

interface KeysRow extends Lifetime {
  keys: readonly string[]
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

const MEMORY = words(`
  anon file kernel kernel_stack pagetables sec_pagetables percpu sock vmalloc shmem file_mapped file_dirty file_writeback swapcached
  anon_thp file_thp shmem_thp inactive_anon active_anon inactive_file active_file unevictable slab_reclaimable slab_unreclaimable slab
`)

const WORKINGSET = words(`
  workingset_refault_anon workingset_refault_file workingset_activate_anon workingset_activate_file workingset_restore_anon
  workingset_restore_file workingset_nodereclaim
`)

const THP = words('swpin_zero swpout_zero thp_fault_alloc thp_collapse_alloc thp_swpout thp_swpout_fallback')

/** Counts of events, which differ between kernels in number and order. */
const EVENTS: readonly KeysRow[] = [
  {
    until: '6.12',
    keys: words(`
      pgscan pgsteal pgscan_kswapd pgscan_direct pgsteal_kswapd pgsteal_direct pgfault pgmajfault pgrefill pgactivate pgdeactivate
      pglazyfree pglazyfreed thp_fault_alloc thp_collapse_alloc
    `),
  },
  {
    since: '6.12',
    until: '7.3',
    keys: [
      ...words(`
        pgdemote_kswapd pgdemote_direct pgdemote_khugepaged pgscan pgsteal pgscan_kswapd pgscan_direct pgscan_khugepaged
        pgsteal_kswapd pgsteal_direct pgsteal_khugepaged pgfault pgmajfault pgrefill pgactivate pgdeactivate pglazyfree pglazyfreed
      `),
      ...THP,
    ],
  },
  {
    since: '7.3',
    keys: [
      ...words(`
        pgdemote_kswapd pgdemote_direct pgdemote_khugepaged pgdemote_proactive pgsteal_kswapd pgsteal_direct pgsteal_khugepaged
        pgsteal_proactive pgscan_kswapd pgscan_direct pgscan_khugepaged pgscan_proactive pgrefill pgscan pgsteal pswpin pswpout pgfault
        pgmajfault pgactivate pgdeactivate pglazyfree pglazyfreed
      `),
      ...THP,
    ],
  },
]

/** All keys of a kernel, in order. */
export const memoryStatKeys = (kernel: KernelVersion): readonly string[] => [
  ...MEMORY,
  ...WORKINGSET,
  ...rowFor(kernel, EVENTS).keys,
]
