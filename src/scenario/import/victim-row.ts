// The row that a victim would have in the task table, by its kill line: whoever pasted the log may have left the row out.

import type { Kill, OomReport } from './oom-report.ts'
import type { TaskRow } from './task-table.ts'

/** Whether the table has the process of a kill line, which may name a thread of it. */
const hasRow = ({ rows, summary, pageKb }: OomReport, kill: Kill): boolean =>
  rows.some(
    (row) =>
      row.tgid === kill.pid ||
      row.pid === kill.pid ||
      row.tgid === summary?.pid ||
      (row.comm === kill.comm && row.totalVm * pageKb === kill.totalVmKb),
  )

/** Kill lines that say how large a process was which has no row, in their order. */
export const killsWithoutRow = (report: OomReport): readonly Kill[] =>
  report.kills
    .filter(({ totalVmKb, anonRssKb }) => totalVmKb !== null || anonRssKb !== null)
    .filter((kill) => !hasRow(report, kill))

/** What the row of a kill line would say; null where its line does not say all that a score is made of. */
export function rowOfKill(kill: Kill, { pageKb, columns }: OomReport): TaskRow | null {
  const { anonRssKb, fileRssKb, oomScoreAdj, pgtablesKb, totalVmKb } = kill
  if (anonRssKb === null || fileRssKb === null || oomScoreAdj === null || pgtablesKb === null) return null
  const pages = (kb: number | null): number => Math.floor((kb ?? 0) / pageKb)
  const tellsShares = columns?.includes('rss_anon') === true
  return {
    pid: kill.pid,
    tgid: kill.pid,
    uid: kill.uid ?? 0,
    totalVm: pages(totalVmKb),
    rss: pages(anonRssKb) + pages(fileRssKb) + pages(kill.shmemRssKb),
    rssAnon: tellsShares ? pages(anonRssKb) : null,
    rssFile: tellsShares ? pages(fileRssKb) : null,
    rssShmem: tellsShares ? pages(kill.shmemRssKb) : null,
    nrPtes: null,
    nrPmds: null,
    nrPuds: null,
    pgtablesBytes: pgtablesKb * 1024,
    swapents: null,
    oomAdj: null,
    oomScoreAdj,
    comm: kill.comm,
  }
}
