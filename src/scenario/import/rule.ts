// The rules by which kernels of all times score processes, as far as a task table allows to follow them: which rule a report's kernel had,
// and the points of a row. Source: oom_badness and select_bad_process in mm/oom_kill.c, 2.6.36 to 7.3; boundaries partly fitted to logs.

import { type KernelRelease, compareToVersion } from './kernel-release.ts'
import type { OomReport } from './oom-report.ts'
import type { TaskRow } from './task-table.ts'

export type Unit = 'per-mille' | 'pages'

export interface Rule {
  /** For messages: "the rule of …". */
  name: string
  unit: Unit
  /** What processes with CAP_SYS_ADMIN are spared. */
  rootBonus: 'none' | 'thirty-per-mille' | 'adj-thirty' | 'three-percent'
  /** Scores below 1 count as 1. */
  hasFloor: boolean
  /** The adjustment in pages: the division before or after the multiplication. */
  dividesFirst: boolean
  /** Who wins among equals. */
  tie: 'first' | 'last'
  /** Whether a child of the chosen process may die in its place. */
  sacrifices: boolean
}

const OLDEST: Rule = {
  name: 'Linux 2.6.36 to 3.4 and RHEL 6',
  unit: 'per-mille',
  rootBonus: 'thirty-per-mille',
  hasFloor: true,
  dividesFirst: false,
  tie: 'first',
  sacrifices: true,
}
const FROM_3_5: Rule = { ...OLDEST, name: 'Linux 3.5 to 3.14', unit: 'pages', rootBonus: 'adj-thirty' }
const FROM_3_15: Rule = {
  ...FROM_3_5,
  name: 'Linux 3.15 to 4.16 and RHEL 7',
  rootBonus: 'three-percent',
  dividesFirst: true,
}
const FROM_4_17: Rule = { ...FROM_3_15, name: 'Linux 4.17 to 5.8', rootBonus: 'none' }
const FROM_5_9: Rule = {
  ...FROM_4_17,
  name: 'Linux 5.9 and later',
  hasFloor: false,
  tie: 'last',
  sacrifices: false,
}

/** The last version whose scores need what no table has (run time, children, nice): 2.6.35. */
const FIRST_REPLAYABLE = '2.636'

/** The rule of the kernel that wrote the report; null where its scores need more than a table says. */
export function ruleOf(report: OomReport, release: KernelRelease | null): Rule | null {
  if (release === null) return ruleByFeatures(report)
  if (release.vendor === 'el6') return OLDEST
  if (release.vendor === 'el7') return FROM_3_15
  if (release.vendor === 'ubuntu' && release.version === '3.13' && (release.build ?? 0) >= 57) return FROM_3_15
  if (compareToVersion(release, FIRST_REPLAYABLE) < 0) return null
  if (compareToVersion(release, '3.5') < 0) return OLDEST
  if (compareToVersion(release, '3.15') < 0) return FROM_3_5
  if (compareToVersion(release, '4.17') < 0) return FROM_3_15
  if (compareToVersion(release, '5.9') >= 0) return FROM_5_9
  return {
    ...FROM_4_17,
    tie: compareToVersion(release, '5.3') < 0 ? 'first' : 'last',
    sacrifices: report.kills.every((kill) => kill.message === null),
  }
}

/** Without a release: what the table and the kill line look like tells the rule well enough. */
function ruleByFeatures(report: OomReport): Rule | null {
  const columns = report.columns ?? []
  if (columns.includes('oom_adj') && !columns.includes('oom_score_adj')) return null
  if (columns.includes('cpu')) return OLDEST
  if (columns.includes('nr_ptes')) return FROM_3_15
  if (report.kills.some((kill) => kill.message === null)) return FROM_4_17
  return FROM_5_9
}

export interface Circumstances {
  totalPages: number
  pageKb: number
  /** Whether uid 0 has CAP_SYS_ADMIN, which it has not in a container. */
  rootHasBonus: boolean
}

export const ADJ_MIN = -1000
const PER_MILLE = 1000

/** oom_score_adj of a row; tables before 2.6.36 only have oom_adj. */
export function adjustmentOf(row: TaskRow): number {
  if (row.oomScoreAdj !== null || row.oomAdj === null) return row.oomScoreAdj ?? 0
  if (row.oomAdj === 15) return PER_MILLE
  return row.oomAdj === -17 ? ADJ_MIN : Math.trunc((row.oomAdj * PER_MILLE) / 17)
}

/** Page tables of a row, in pages; 0 where its table does not say. */
export const tablePages = (row: TaskRow, pageKb: number): number =>
  row.pgtablesBytes === null
    ? (row.nrPtes ?? 0) + (row.nrPmds ?? 0) + (row.nrPuds ?? 0)
    : Math.trunc(row.pgtablesBytes / (pageKb * 1024))

/** Points of a row; null for one that the rule never kills. */
export function scoreRow(row: TaskRow, rule: Rule, { totalPages, pageKb, rootHasBonus }: Circumstances): number | null {
  const adj = adjustmentOf(row)
  if (adj === ADJ_MIN || row.tgid === 1) return null
  const used = row.rss + (row.swapents ?? 0) + tablePages(row, pageKb)
  const bonus = rootHasBonus && row.uid === 0 ? rule.rootBonus : 'none'
  const points =
    rule.unit === 'per-mille' ? perMille(used, adj, bonus, totalPages) : pages(used, adj, bonus, rule, totalPages)
  return rule.hasFloor ? Math.max(points, 1) : points
}

const perMille = (used: number, adj: number, bonus: Rule['rootBonus'], totalPages: number): number =>
  Math.trunc((used * PER_MILLE) / totalPages) - (bonus === 'none' ? 0 : 30) + adj

function pages(used: number, adj: number, bonus: Rule['rootBonus'], rule: Rule, totalPages: number): number {
  const spared = bonus === 'three-percent' ? Math.trunc((used * 3) / 100) : 0
  const adjusted = bonus === 'adj-thirty' ? adj - 30 : adj
  const scaled = rule.dividesFirst
    ? adjusted * Math.trunc(totalPages / PER_MILLE)
    : Math.trunc((adjusted * totalPages) / PER_MILLE)
  return used - spared + scaled
}

/** The score as `Kill process … score S` prints it. */
export const printedScore = (points: number, rule: Rule, totalPages: number): number =>
  rule.unit === 'per-mille' ? points : Math.trunc((points * PER_MILLE) / totalPages)
