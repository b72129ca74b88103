// The tasks of an imported machine: from the rows of the task table, or from the kill lines where there is no table. What a row does not
// say is assumed in one place, here, and listed as a gap.

import type { Task } from '../model.ts'
import { PAGE_BYTES } from '../size.ts'
import type { Gaps } from './gaps.ts'
import type { Kill, OomReport } from './oom-report.ts'
import { adjustmentOf } from './rule.ts'
import type { TaskRow } from './task-table.ts'
import { killsWithoutRow } from './victim-row.ts'
import { ORDINARY_TASK } from '../ordinary.ts'

/** PID_MAX_LIMIT of 64-bit kernels. */
const MAX_PID = 4194304
const COMM_BYTES = 15
const MAX_UID = 0xfffffffe
/** 2^51: what is beyond is damage, and its bytes would not fit a double. */
const MAX_PAGES = 2 ** 40

/** Kernel pages of a log in pages of 4 KiB. */
export const toPages = (pages: number, pageKb: number): number => Math.min(pages * (pageKb / 4), MAX_PAGES)

export const kbToPages = (kb: number): number => Math.min(Math.floor(kb / 4), MAX_PAGES)

/** The tasks in the order of the table, which is the order in which the kernel looked at them. `cgroupOf` knows the cgroup of a pid. */
export function importTasks(report: OomReport, cgroupOf: (pid: number) => string, gaps: Gaps): Task[] {
  const tasks = new Map<number, Task>()
  const kills = new Map(report.kills.map((kill) => [kill.pid, kill]))
  for (const row of report.rows) {
    if (row.tgid > MAX_PID || tasks.has(row.tgid)) continue
    tasks.set(row.tgid, taskOfRow(row, report, kills.get(row.tgid) ?? kills.get(row.pid), cgroupOf(row.tgid)))
  }
  for (const kill of killsWithoutRow(report)) {
    if (kill.pid < 1 || kill.pid > MAX_PID || tasks.has(kill.pid)) continue
    tasks.set(kill.pid, taskOfKill(kill, cgroupOf(kill.pid)))
    addGapsOfKill(kill, report, gaps)
  }
  addGaps(report, gaps)
  return [...tasks.values()]
}

/** What a kill line breaks off before, and that its process has no row. */
function addGapsOfKill(kill: Kill, { rows }: OomReport, gaps: Gaps): void {
  const name = `${kill.comm} (${kill.pid})`
  if (rows.length > 0)
    gaps.add(
      'rows',
      `The table has no row for ${name}, which was killed: its kill line stands for it. Other rows may be missing too.`,
    )
  const unsaid = [
    [kill.totalVmKb, 'address space'],
    [kill.anonRssKb, 'anonymous memory'],
    [kill.fileRssKb, 'file pages'],
    [kill.shmemRssKb, 'shared memory'],
    [kill.pgtablesKb, 'page tables'],
  ].flatMap(([value, words]) => (value === null ? [String(words)] : []))
  if (unsaid.length > 0)
    gaps.add('kill-sizes', `The line that names ${name} does not say its ${unsaid.join(', ')}: none is assumed.`)
  if (kill.uid === null) gaps.add('kill-uid', `The line that names ${name} does not say its user: root is assumed.`)
  if (kill.oomScoreAdj === null)
    gaps.add('kill-adj', `The line that names ${name} does not say its oom_score_adj: 0 is assumed.`)
}

/** A task of which only the name is known. */
export const bareTask = (pid: number, comm: string, cgroup: string, oomScoreAdj: number): Task => ({
  ...ORDINARY_TASK,
  startSeconds: 0,
  pid,
  ppid: pid <= 2 ? 0 : 1,
  comm: cutComm(comm),
  uid: 0,
  cgroup,
  anonPages: 0,
  filePages: 0,
  shmemPages: 0,
  swapPages: 0,
  pgtablesBytes: 0,
  totalVmPages: 0,
  oomScoreAdj: clampAdjustment(oomScoreAdj),
})

function taskOfRow(row: TaskRow, { pageKb }: OomReport, kill: Kill | undefined, cgroup: string): Task {
  const pages = (count: number): number => toPages(count, pageKb)
  // Where the leader has exited, the table shows the thread that still had the memory.
  const leaderExited = row.pid !== row.tgid
  return {
    ...bareTask(row.tgid, row.comm, cgroup, adjustmentOf(row)),
    ...residentOf(row, pageKb, kill),
    uid: Math.min(row.uid >>> 0, MAX_UID),
    swapPages: pages(row.swapents ?? 0),
    pgtablesBytes: bytesOfTables(row, pageKb),
    totalVmPages: pages(row.totalVm),
    leaderExited,
    threads: leaderExited ? 2 : 1,
  }
}

function bytesOfTables(row: TaskRow, pageKb: number): number {
  const bytes = row.pgtablesBytes ?? ((row.nrPtes ?? 0) + (row.nrPmds ?? 0) + (row.nrPuds ?? 0)) * pageKb * 1024
  return Math.min(Math.floor(bytes / PAGE_BYTES), MAX_PAGES) * PAGE_BYTES
}

type Resident = Pick<Task, 'anonPages' | 'filePages' | 'shmemPages'>

/** What the columns say; for the victim what its kill line says, if it adds up; anonymous memory for all others. */
function residentOf(row: TaskRow, pageKb: number, kill: Kill | undefined): Resident {
  const pages = (count: number): number => toPages(count, pageKb)
  if (row.rssAnon !== null && row.rssFile !== null && row.rssShmem !== null)
    return { anonPages: pages(row.rssAnon), filePages: pages(row.rssFile), shmemPages: pages(row.rssShmem) }
  const split = kill === undefined ? null : splitOfKill(kill)
  const rss = pages(row.rss)
  if (split !== null && split.anonPages + split.filePages + split.shmemPages === rss) return split
  return { anonPages: rss, filePages: 0, shmemPages: 0 }
}

function splitOfKill({ anonRssKb, fileRssKb, shmemRssKb }: Kill): Resident | null {
  if (anonRssKb === null || fileRssKb === null) return null
  return { anonPages: kbToPages(anonRssKb), filePages: kbToPages(fileRssKb), shmemPages: kbToPages(shmemRssKb ?? 0) }
}

/** As much of it as the line still has. */
const residentOfKill = ({ anonRssKb, fileRssKb, shmemRssKb }: Kill): Resident => ({
  anonPages: kbToPages(anonRssKb ?? 0),
  filePages: kbToPages(fileRssKb ?? 0),
  shmemPages: kbToPages(shmemRssKb ?? 0),
})

const taskOfKill = (kill: Kill, cgroup: string): Task => ({
  ...bareTask(kill.pid, kill.comm, cgroup, kill.oomScoreAdj ?? 0),
  ...residentOfKill(kill),
  uid: Math.min((kill.uid ?? 0) >>> 0, MAX_UID),
  pgtablesBytes: kbToPages(kill.pgtablesKb ?? 0) * PAGE_BYTES,
  totalVmPages: kbToPages(kill.totalVmKb ?? 0),
})

const clampAdjustment = (adj: number): number => Math.max(-1000, Math.min(1000, adj))

/** At most 15 bytes and no control characters, as the file format takes it. */
function cutComm(comm: string): string {
  const encoder = new TextEncoder()
  let cut = ''
  for (const character of comm) {
    if (character === '\0' || encoder.encode(cut + character).length > COMM_BYTES) break
    cut += character
  }
  return cut
}

function addGaps(report: OomReport, gaps: Gaps): void {
  const columns = report.columns ?? []
  gaps.add('parents', 'A log does not say who started whom: init is assumed as the parent of every process.')
  gaps.add('threads', 'A log does not say how many threads a process has: one is assumed.')
  gaps.add('nice', 'A log does not say the nice value of a process: 0 is assumed.')
  gaps.add('start-times', 'A log does not say when a process started: boot is assumed.')
  gaps.add('maps', 'A log does not say what the maps of a policy hold.')
  if (report.rows.length === 0) {
    gaps.add('tasks', 'The log has no task table: only the killed processes are known.')
    return
  }
  if (report.elided)
    gaps.add('rows', 'Rows of the task table were left out of the log; those processes are missing here.')
  if (!columns.includes('rss_anon'))
    gaps.add(
      'rss-split',
      'Before Linux 6.8 the table does not tell anonymous from file and shared memory: all of it is taken as anonymous, except for a victim whose kill line tells.',
    )
  if (!columns.includes('swapents')) gaps.add('task-swap', 'The table has no column for swap: none is assumed.')
  if (!columns.includes('pgtables_bytes') && !columns.includes('nr_ptes'))
    gaps.add('page-tables', 'The table has no column for page tables: none are assumed.')
}
