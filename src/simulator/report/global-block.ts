// The memory block of a global report: Mem-Info with its nodes, zones and free lists, page cache, swap and RAM. A scenario says how much
// memory tasks have and how large the nodes are; the rest is printed from the assumptions that stand here.
// Source: __show_mem and show_free_areas in mm/show_mem.c (6.1: mm/page_alloc.c and lib/show_mem.c), at 6.1.192, 6.12.117 and 7.3.4, for
// kernels with transparent huge pages and without CMA and memory failure handling.

import { has } from '../../kernel/differences.ts'
import type { KernelVersion } from '../../kernel/versions.ts'
import { FORMATS } from '../../scenario/import/formats.ts'
import { type Template, formatTemplate } from '../../scenario/import/template.ts'
import type { MemorySums, Moment } from './moment.ts'
import { sumMemory } from './moment.ts'

const KB = 4
/** THREAD_SIZE on x86-64. */
const STACK_KB = 16
const MAX_ORDER = 10

export const GLOBAL_ASSUMPTIONS = [
  'Free memory has sunk just below the min watermark, which is computed from RAM as min_free_kbytes is by default.',
  'Each NUMA node is one zone, Normal; all of it is managed. The memory of the tasks is spread over the nodes by their size.',
  'All LRU pages are inactive; nothing is dirty, isolated or in writeback; there is no slab and no page cache but what tasks map.',
  'The kernel was built without CMA, memory failure handling and allocation profiling, whose lines are left out; unreclaimable slab is less than the LRU pages, so there is no table of it.',
  'Memory that no task accounts for is counted nowhere, like pages that drivers take from the allocator.',
]

/** min_free_kbytes as init_per_zone_wmark_min() sets it, in pages: 4 * sqrt(KiB of RAM), from 128 KiB to 256 MiB. */
const minFreePages = (ramPages: number): number =>
  Math.trunc(Math.min(Math.max(Math.trunc(Math.sqrt(ramPages * KB * 16)), 128), 262_144) / KB)

interface Node {
  id: number
  pages: number
  min: number
  free: number
  sums: MemorySums
}

function nodesOf(moment: Moment): Node[] {
  const { machine } = moment.scenario
  const sizes = machine.nodePages ?? [machine.ramPages]
  const total = Math.max(
    sizes.reduce((sum, pages) => sum + pages, 0),
    1,
  )
  const sums = sumMemory(moment, () => true)
  const minTotal = minFreePages(total)
  return sizes.map((pages, id) => {
    const share = (value: number): number => Math.trunc((value * pages) / total)
    const min = share(minTotal)
    return {
      id,
      pages,
      min,
      free: min - Math.trunc(min / 16),
      sums: {
        anon: share(sums.anon),
        file: share(sums.file),
        shmem: share(sums.shmem),
        swap: share(sums.swap),
        pagetables: share(sums.pagetables),
        threads: share(sums.threads),
      },
    }
  })
}

const kB = (pages: number): string => `${pages * KB}kB`

function nodeLine({ id, sums }: Node, kernel: KernelVersion): string {
  const blank = has(kernel, 'report-blank-before-huge-pages') ? ' ' : ''
  return [
    `Node ${id}`,
    `active_anon:0kB inactive_anon:${kB(sums.anon + sums.shmem)}`,
    `active_file:0kB inactive_file:${kB(sums.file)}`,
    `unevictable:0kB isolated(anon):0kB isolated(file):0kB mapped:${kB(sums.file + sums.shmem)}`,
    `dirty:0kB writeback:0kB shmem:${kB(sums.shmem)}`,
    `shmem_thp:${blank}0kB shmem_pmdmapped:${blank}0kB anon_thp:${blank}0kB`,
    ...(has(kernel, 'report-writeback-tmp') ? ['writeback_tmp:0kB'] : []),
    `kernel_stack:${sums.threads * STACK_KB}kB pagetables:${kB(sums.pagetables)} sec_pagetables:0kB`,
    'all_unreclaimable? yes',
    ...(has(kernel, 'report-balloon') ? ['Balloon:0kB gpu_active:0kB gpu_reclaim:0kB'] : []),
  ].join(' ')
}

function zoneLines({ id, pages, min, free, sums }: Node, kernel: KernelVersion): string[] {
  const step = Math.max(Math.trunc(min / 4), Math.trunc(pages / 1000))
  const line = [
    `Node ${id} Normal`,
    `free:${kB(free)} boost:0kB min:${kB(min)} low:${kB(min + step)} high:${kB(min + 2 * step)}`,
    has(kernel, 'report-free-highatomic') ? 'reserved_highatomic:0kB free_highatomic:0kB' : 'reserved_highatomic:0KB',
    `active_anon:0kB inactive_anon:${kB(sums.anon + sums.shmem)} active_file:0kB inactive_file:${kB(sums.file)}`,
    'unevictable:0kB writepending:0kB',
    ...(has(kernel, 'report-zspages') ? ['zspages:0kB'] : []),
    `present:${kB(pages)} managed:${kB(pages)} mlocked:0kB bounce:0kB free_pcp:0kB local_pcp:0kB free_cma:0kB`,
  ].join(' ')
  return [line, 'lowmem_reserve[]: 0 0 0 0']
}

/** Free pages as blocks of the buddy allocator, as few as can be. */
function buddyLine({ id, free }: Node): string {
  const counts: number[] = []
  let rest = free
  for (let order = MAX_ORDER; order >= 0; order--) {
    counts[order] = Math.trunc(rest / 2 ** order)
    rest %= 2 ** order
  }
  const blocks = counts.map((count, order) => `${count}*${kB(2 ** order)}${count > 0 ? ' (M)' : ''}`)
  return `Node ${id} Normal: ${blocks.join(' ')} = ${kB(free)}`
}

/** From `Mem-Info:` to the pages that are reserved. */
export function globalBlock(moment: Moment, kernel: KernelVersion): string[] {
  const { machine } = moment.scenario
  const nodes = nodesOf(moment)
  const sums = sumMemory(moment, () => true)
  const free = nodes.reduce((sum, node) => sum + node.free, 0)
  const fileCache = sums.file + sums.shmem
  const pages = ([line]: readonly [Template, ...Template[]], count: number): string =>
    formatTemplate(line, { pages: count })
  return [
    formatTemplate(FORMATS.memInfo[0], {}),
    `active_anon:0 inactive_anon:${sums.anon + sums.shmem} isolated_anon:0`,
    ` active_file:0 inactive_file:${sums.file} isolated_file:0`,
    ' unevictable:0 dirty:0 writeback:0',
    ' slab_reclaimable:0 slab_unreclaimable:0',
    ` mapped:${fileCache} shmem:${sums.shmem} pagetables:${sums.pagetables}`,
    ' sec_pagetables:0 bounce:0',
    ' kernel_misc_reclaimable:0',
    ` free:${free} free_pcp:0 free_cma:0`,
    ...nodes.map((node) => nodeLine(node, kernel)),
    ...nodes.flatMap((node) => zoneLines(node, kernel)),
    ...nodes.map(buddyLine),
    ...nodes.map(({ id }) => `Node ${id} hugepages_total=0 hugepages_free=0 hugepages_surp=0 hugepages_size=2048kB`),
    pages(FORMATS.pagecache, fileCache),
    pages(FORMATS.swapCache, 0),
    formatTemplate(FORMATS.freeSwap[0], { kb: Math.max(machine.swapPages - sums.swap, 0) * KB }),
    formatTemplate(FORMATS.totalSwap[0], { kb: machine.swapPages * KB }),
    pages(FORMATS.ram, machine.ramPages),
    pages(FORMATS.highMem, 0),
    pages(FORMATS.reserved, 0),
  ]
}
