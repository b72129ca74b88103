// One report of the OOM killer as a log has it: numbers in the log's own units, null for what it does not say. Nothing is guessed here.

import type { Problem } from '../problem.ts'
import type { TaskRow } from './task-table.ts'

/** Who allocated, and what: the line with "invoked oom-killer". */
export interface ReportHeader {
  /** Null where the line has no name, or where it cannot be told from what a logger wrote before it. */
  comm: string | null
  /** The number as it was printed; its bits differ between kernels. */
  gfpMask: number | null
  /** The names of the flags, since about 4.5. */
  gfpNames: readonly string[] | null
  order: number | null
  /** -17 to 15, until 3.6. */
  oomAdj: number | null
  oomScoreAdj: number | null
  /** What RFC v2 adds; empty where the kernel chose nobody. */
  policyName: string | null
  nodemask: string | null
}

/** The task that allocated, as the line of the call trace names it. `pid` may be a thread's. */
export interface ReportCpu {
  pid: number
  uid: number | null
  comm: string
  /** Such as `6.12.117` or `3.10.0-514.el7.x86_64`. */
  release: string | null
}

/** The `oom-kill:` line. */
export interface ReportSummaryLine {
  constraint: string
  nodemask: string | null
  cpuset: string | null
  memsAllowed: string | null
  isGlobal: boolean
  oomMemcg: string | null
  taskMemcg: string | null
  comm: string | null
  pid: number | null
  uid: number | null
}

export interface Counter {
  usageKb: number
  limitKb: number
  failcnt: number
}

export interface Zone {
  node: number
  name: string
  /** free, min, low, high, present, managed and so on, in kB. */
  kb: ReadonlyMap<string, number>
}

/** The block that starts with Mem-Info. */
export interface ReportMemory {
  /** Pages: active_anon, free and so on. */
  counters: ReadonlyMap<string, number>
  zones: readonly Zone[]
  freeSwapKb: number | null
  totalSwapKb: number | null
  ramPages: number | null
  reservedPages: number | null
  cmaReservedPages: number | null
}

/** What a memcg's report says instead. */
export interface ReportMemcg {
  /** The cgroup over its limit. */
  path: string | null
  /** The victim's cgroup (until 4.20). */
  taskPath: string | null
  memory: Counter | null
  swap: Counter | null
  memsw: Counter | null
  /** Statistics of the cgroup over its limit; memory in bytes. */
  stats: ReadonlyMap<string, number>
}

/** `Kill process N (c) score S or sacrifice child`, until 5.0. */
export interface Selected {
  message: string
  pid: number
  comm: string
  score: number
}

/** `Killed process`, sizes in kB. */
export interface Kill {
  /** Without the colon; null where the kernel prints none. */
  message: string | null
  pid: number
  comm: string
  uid: number | null
  totalVmKb: number | null
  anonRssKb: number | null
  fileRssKb: number | null
  shmemRssKb: number | null
  pgtablesKb: number | null
  oomScoreAdj: number | null
}

export interface NamedProcess {
  pid: number
  comm: string
}

export type ReportEnd = 'killed' | 'already-exiting' | 'no-killable' | 'panic-on-oom' | 'ignored' | 'unknown'

export interface OomReport {
  stamp: string | null
  uptimeSeconds: number | null
  scope: 'global' | 'memcg' | 'unknown'
  header: ReportHeader | null
  cpu: ReportCpu | null
  summary: ReportSummaryLine | null
  memory: ReportMemory | null
  memcg: ReportMemcg | null
  /** Titles of the task table's columns; null where there is no table. */
  columns: readonly string[] | null
  rows: readonly TaskRow[]
  /** Rows were left out by whoever pasted it. */
  elided: boolean
  selected: Selected | null
  kills: readonly Kill[]
  exiting: readonly NamedProcess[]
  reaped: readonly NamedProcess[]
  /** The cgroup that dies as a whole. */
  group: string | null
  end: ReportEnd
  /** The value of vm.panic_on_oom that the panic tells. */
  panicOnOom: 1 | 2 | null
  /** Kilobytes of a page: 4, 16 or 64. */
  pageKb: number
  problems: readonly Problem[]
}
