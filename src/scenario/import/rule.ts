// Which rule of `kernel/badness-rules.ts` the kernel of a report had, and the points that it gives to a row of the task table.

import { BADNESS_RULES, type BadnessRule } from '../../kernel/badness-rules.ts'
import { findRow, type Release } from '../../kernel/versions.ts'
import type { KernelRelease } from './kernel-release.ts'
import type { OomReport } from './oom-report.ts'
import type { TaskRow } from './task-table.ts'

/** Kernels of vendors that score by another rule than their version says, and the release whose rule it is. */
function scoresLike({ vendor, version, build }: KernelRelease): Release {
  if (vendor === 'el6') return '2.636'
  if (vendor === 'el7') return '3.15'
  if (vendor === 'ubuntu' && version === '3.13' && (build ?? 0) >= 57) return '3.15'
  return version
}

/** The rule of the kernel that wrote the report; null where its scores need more than a table says. */
export function ruleOf(report: OomReport, release: KernelRelease | null): BadnessRule | null {
  const like = release === null ? releaseByFeatures(report) : scoresLike(release)
  return like === null ? null : (findRow(like, BADNESS_RULES)?.rule ?? null)
}

/** Whether a child of the chosen process may have died in its place. */
export const maySacrifice = ({ sacrifices }: BadnessRule, report: OomReport): boolean =>
  sacrifices === 'shown-by-the-log' ? report.kills.every((kill) => kill.message === null) : sacrifices

/** Without a release: a release whose rule fits what the table and the kill line look like; null for one that is too old. */
function releaseByFeatures(report: OomReport): Release | null {
  const columns = report.columns ?? []
  // Kill lines look alike in kernels of many years.
  if (report.rows.length === 0) return null
  if (columns.includes('oom_adj') && !columns.includes('oom_score_adj')) return null
  if (columns.includes('cpu')) return '2.636'
  if (columns.includes('nr_ptes')) return '3.15'
  return report.kills.some((kill) => kill.message === null) ? '4.17' : '5.9'
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
export function scoreRow(
  row: TaskRow,
  rule: BadnessRule,
  { totalPages, pageKb, rootHasBonus }: Circumstances,
): number | null {
  const adj = adjustmentOf(row)
  if (adj === ADJ_MIN || row.tgid === 1) return null
  const used = row.rss + (row.swapents ?? 0) + tablePages(row, pageKb)
  const bonus = rootHasBonus && row.uid === 0 ? rule.rootBonus : 'none'
  const points =
    rule.unit === 'per-mille' ? perMille(used, adj, bonus, totalPages) : pages(used, adj, bonus, rule, totalPages)
  return rule.hasFloor ? Math.max(points, 1) : points
}

const perMille = (used: number, adj: number, bonus: BadnessRule['rootBonus'], totalPages: number): number =>
  Math.trunc((used * PER_MILLE) / totalPages) - (bonus === 'none' ? 0 : 30) + adj

function pages(
  used: number,
  adj: number,
  bonus: BadnessRule['rootBonus'],
  rule: BadnessRule,
  totalPages: number,
): number {
  const spared = bonus === 'three-percent' ? Math.trunc((used * 3) / 100) : 0
  const adjusted = bonus === 'adj-thirty' ? adj - 30 : adj
  const scaled = rule.dividesFirst
    ? adjusted * Math.trunc(totalPages / PER_MILLE)
    : Math.trunc((adjusted * totalPages) / PER_MILLE)
  return used - spared + scaled
}

/** The score as `Kill process … score S` prints it. */
export const printedScore = (points: number, rule: BadnessRule, totalPages: number): number =>
  rule.unit === 'per-mille' ? points : Math.trunc((points * PER_MILLE) / totalPages)
