// Reads the lines of the Mem-Info block and of a memcg's usage, one at a time, into what they say together.

import { FORMATS } from './formats.ts'
import type { Counter, ReportMemcg, ReportMemory, Zone } from './oom-report.ts'
import { type Fields, matchFirst } from './template.ts'

const numberOf = (fields: Fields, name: string): number => Number(fields.get(name))

const ZONE = /^(?:Node (\d+) )?(\w+) free:\d/
const VALUE = /([a-z_]+(?:\(\w+\))?):\s?(\d+)(kB|KB)?/g
const COUNTERS =
  /^(?:active_anon|active_file|unevictable|slab_reclaimable|mapped|sec_pagetables|kernel_misc_reclaimable|free):\d+(?: |$)/
/** The first block of a zone's list of free blocks is one page. */
const FREE_LIST = /^(?:Node \d+ )?\w+: \d+\*(\d+)kB /

/** The Mem-Info block of a report as it comes in. */
export class MemoryReader {
  readonly #counters = new Map<string, number>()
  readonly #zones: Zone[] = []
  #seen = false
  #freeSwapKb: number | null = null
  #totalSwapKb: number | null = null
  #ramPages: number | null = null
  #reservedPages: number | null = null
  #cmaReservedPages: number | null = null
  #pageKb: number | null = null

  /** Whether the line belongs to the block. */
  read(text: string): boolean {
    const isRead = this.#readTotals(text) || this.#readLists(text)
    this.#seen ||= isRead
    return isRead
  }

  /** What was read; null where there was nothing. */
  get memory(): ReportMemory | null {
    if (!this.#seen) return null
    return {
      counters: this.#counters,
      zones: this.#zones,
      freeSwapKb: this.#freeSwapKb,
      totalSwapKb: this.#totalSwapKb,
      ramPages: this.#ramPages,
      reservedPages: this.#reservedPages,
      cmaReservedPages: this.#cmaReservedPages,
    }
  }

  /** Kilobytes of a page by the lists of free blocks. */
  get pageKb(): number | null {
    return this.#pageKb
  }

  #readTotals(text: string): boolean {
    if (!/pages|swap|Mem-Info/.test(text)) return false
    const take = (templates: (typeof FORMATS)[keyof typeof FORMATS], name: string): number | null => {
      const fields = matchFirst(templates, text)
      return fields === null ? null : numberOf(fields, name)
    }
    const ram = take(FORMATS.ram, 'pages')
    const reserved = take(FORMATS.reserved, 'pages')
    const cma = take(FORMATS.cmaReserved, 'pages')
    const free = take(FORMATS.freeSwap, 'kb')
    const total = take(FORMATS.totalSwap, 'kb')
    this.#ramPages ??= ram
    this.#reservedPages ??= reserved
    this.#cmaReservedPages ??= cma
    this.#freeSwapKb ??= free
    this.#totalSwapKb ??= total
    const others = [FORMATS.memInfo, FORMATS.highMem, FORMATS.hwPoisoned, FORMATS.pagecache, FORMATS.swapCache]
    return (
      [ram, reserved, cma, free, total].some((value) => value !== null) ||
      others.some((templates) => matchFirst(templates, text) !== null)
    )
  }

  #readLists(text: string): boolean {
    const zone = ZONE.exec(text)
    if (zone !== null) {
      const kb = new Map([...text.matchAll(VALUE)].map(([, key, value]) => [key ?? '', Number(value)]))
      this.#zones.push({ node: Number(zone[1] ?? 0), name: zone[2] ?? '', kb })
      return true
    }
    if (COUNTERS.test(text)) {
      for (const [, key, value] of text.matchAll(VALUE)) this.#counters.set(key ?? '', Number(value))
      return true
    }
    const list = FREE_LIST.exec(text)
    if (list !== null) this.#pageKb ??= Number(list[1])
    return list !== null
  }
}

/** What a memcg's report says in place of Mem-Info. */
export class MemcgReader {
  readonly #stats = new Map<string, number>()
  #path: string | null = null
  #taskPath: string | null = null
  #memory: Counter | null = null
  #swap: Counter | null = null
  #memsw: Counter | null = null
  #inStats = false

  /** Whether the line belongs to the block. */
  read(text: string): boolean {
    if (this.#readStat(text)) return true
    this.#inStats = false
    return this.#readPaths(text) || this.#readUsage(text)
  }

  get memcg(): ReportMemcg | null {
    if (this.#path === null && this.#taskPath === null && this.#memory === null) return null
    return {
      path: this.#path,
      taskPath: this.#taskPath,
      memory: this.#memory,
      swap: this.#swap,
      memsw: this.#memsw,
      stats: this.#stats,
    }
  }

  #readStat(text: string): boolean {
    if (!this.#inStats) return false
    const stat = matchFirst(FORMATS.stat, text)
    if (stat === null) return false
    this.#stats.set(stat.get('key') ?? '', numberOf(stat, 'value'))
    return true
  }

  #readPaths(text: string): boolean {
    if (!text.startsWith('Task in ') && !text.startsWith('Memory ')) return false
    const limit = matchFirst(FORMATS.limit, text)
    if (limit !== null) {
      this.#path ??= limit.get('oom_memcg') ?? null
      this.#taskPath ??= limit.get('task_memcg') ?? null
      return true
    }
    const title = matchFirst(FORMATS.statsTitle, text) ?? matchFirst(FORMATS.statsInline, text)
    this.#path ??= title?.get('path') ?? null
    this.#inStats = title !== null && !title.has('rest')
    return title !== null || matchFirst(FORMATS.protection, text) !== null
  }

  #readUsage(text: string): boolean {
    if (!text.includes('usage')) return false
    const fields = matchFirst(FORMATS.usage, text)
    if (fields === null) return false
    const counter = {
      usageKb: numberOf(fields, 'usage'),
      limitKb: numberOf(fields, 'limit'),
      failcnt: numberOf(fields, 'failcnt'),
    }
    switch (fields.get('counter')) {
      case 'memory':
        this.#memory ??= counter
        return true
      case 'swap':
        this.#swap ??= counter
        return true
      case 'memory+swap':
        this.#memsw ??= counter
        return true
      default:
        return fields.get('counter') === 'kmem'
    }
  }
}
