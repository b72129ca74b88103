// The columns of the report's task table, of all kernels that ever had one. Source: dump_tasks and dump_task in mm/oom_kill.c, 2.6.36 to 7.3.

import { existsIn, type Lifetime, type Release } from './versions.ts'

/** What the number of a column is; sizes are in pages of the kernel that printed it. */
export type TaskColumnKey =
  | 'uid'
  | 'tgid'
  | 'totalVm'
  | 'rss'
  | 'rssAnon'
  | 'rssFile'
  | 'rssShmem'
  | 'nrPtes'
  | 'nrPmds'
  | 'nrPuds'
  | 'pgtablesBytes'
  | 'swapents'
  | 'oomAdj'
  | 'oomScoreAdj'

export interface TaskColumn extends Lifetime {
  title: string
  /** Null: nothing here needs it. */
  key: TaskColumnKey | null
  /** Blanks before the number, and the least digits of it, as the kernel prints them. */
  gap: number
  width: number
}

/** Every column between the pid and the name, in the order of today's table. */
export const TASK_COLUMNS: readonly TaskColumn[] = [
  { title: 'uid', key: 'uid', gap: 1, width: 5 },
  { title: 'tgid', key: 'tgid', gap: 1, width: 5 },
  { title: 'total_vm', key: 'totalVm', gap: 1, width: 8 },
  { title: 'rss', key: 'rss', gap: 1, width: 8 },
  { title: 'rss_anon', key: 'rssAnon', gap: 1, width: 8, since: '6.8' },
  { title: 'rss_file', key: 'rssFile', gap: 1, width: 8, since: '6.8' },
  { title: 'rss_shmem', key: 'rssShmem', gap: 1, width: 9, since: '6.8' },
  { title: 'cpu', key: null, gap: 1, width: 3, until: '3.6' },
  { title: 'oom_adj', key: 'oomAdj', gap: 5, width: 3, until: '3.6' },
  { title: 'nr_ptes', key: 'nrPtes', gap: 1, width: 7, since: '3.6', until: '4.15' },
  { title: 'nr_pmds', key: 'nrPmds', gap: 1, width: 7, since: '4.0', until: '4.15' },
  { title: 'nr_puds', key: 'nrPuds', gap: 1, width: 7, since: '4.14', until: '4.15' },
  { title: 'pgtables_bytes', key: 'pgtablesBytes', gap: 1, width: 8, since: '4.15' },
  { title: 'swapents', key: 'swapents', gap: 1, width: 8, since: '3.6' },
  { title: 'oom_score_adj', key: 'oomScoreAdj', gap: 9, width: 5, since: '2.636' },
]

/** The columns that a release prints. */
export const taskColumns = (release: Release): readonly TaskColumn[] =>
  TASK_COLUMNS.filter((column) => existsIn(release, column))
