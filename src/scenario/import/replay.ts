// Plays the selection of the kernel that wrote a report over its task table, and says whether it comes to the victim of the log. Where it
// does not, it names the fact that the log lacks. The playground's own simulator is not asked: it knows the newest kernels only.

import { type KernelRelease, readRelease } from './kernel-release.ts'
import type { NamedProcess, OomReport } from './oom-report.ts'
import type { BadnessRule } from '../../kernel/badness-rules.ts'
import { type Circumstances, maySacrifice, printedScore, ruleOf, scoreRow } from './rule.ts'
import type { TaskRow } from './task-table.ts'
import { totalPagesOf } from './total-pages.ts'
import { killsWithoutRow, rowOfKill } from './victim-row.ts'

export interface Replay {
  /** Whom the rule picks from the rows; null where it cannot be played or nobody may die. */
  victim: NamedProcess | null
  /** Whom the log says was killed (or chosen, where the kill line is missing); null where it names nobody. */
  logged: NamedProcess | null
  /** Null where there is nothing to compare. */
  agrees: boolean | null
  /** Why not, or what stands on weak ground; null where all is said. */
  reason: string | null
  /** The rule that was played, null where there is none for this kernel. */
  rule: string | null
}

/** Replays a report; `earlier` are the pids that reports before it in the same log killed. */
export function replayReport(logReport: OomReport, earlier: ReadonlySet<number>): Replay {
  const report = withVictim(logReport)
  const release = report.cpu?.release === undefined ? null : readRelease(report.cpu.release ?? '')
  const found = loggedVictim(report)
  const logged = found?.named ?? null
  const loggedPid = found?.process ?? null
  const rule = ruleOf(report, release)
  const cannot = (reason: string): Replay => ({ victim: null, logged, agrees: null, reason, rule: rule?.name ?? null })
  if (report.rows.length === 0) return cannot('The log has no task table to choose from.')
  if (rule === null)
    return cannot('Kernels before 2.6.36 scored by run time, children and nice, which no task table has.')
  const exception = withoutScores(report, loggedPid)
  if (exception !== null) return { ...exception, logged, rule: null }
  const total = totalPagesOf(report, release)
  // The victim itself may have been named before: then its pid was given again, or it was killed again.
  const candidates = report.rows.filter((row) => !earlier.has(row.tgid) || row.tgid === loggedPid)
  const outcome = play(report, rule, candidates, total.pages)
  if (outcome === null)
    return cannot(`The score needs ${total.missing ?? 'more than the table has'}, which the log does not say.`)
  const victim = outcome.winner === null ? null : processOf(outcome.winner)
  if (logged === null || loggedPid === null)
    return { victim, logged, agrees: null, reason: withoutVictim(report, victim), rule: rule.name }
  const agrees = victim !== null && victim.pid === loggedPid
  const reason = agrees
    ? weakness(report, outcome.isRobust ? null : total.missing)
    : disagreement({ report, release, rule, outcome, logged, loggedPid, missing: total.missing })
  return { victim, logged, agrees, reason, rule: rule.name }
}

/** The report with a row for a victim whose row was left out, as far as its kill line says all that counts. */
function withVictim(report: OomReport): OomReport {
  const [kill] = report.rows.length === 0 ? [] : killsWithoutRow(report)
  const row = kill === undefined ? null : rowOfKill(kill, report)
  return row === null ? report : { ...report, elided: true, rows: [...report.rows, row] }
}

const processOf = (row: TaskRow): NamedProcess => ({ pid: row.tgid, comm: row.comm })

const rowOf = (report: OomReport, pid: number): TaskRow | undefined =>
  report.rows.find((row) => row.tgid === pid) ?? report.rows.find((row) => row.pid === pid)

/** Who died, as the log names it, and the process that is meant: a pid may be a thread's, whose process has the same name and size. */
function loggedVictim(report: OomReport): { named: NamedProcess; process: number } | null {
  const { kills, exiting, selected, summary } = report
  const [kill] = kills
  const [dead] = exiting
  const named = kill ?? dead ?? selected ?? (summary?.pid === null || summary === null ? null : summary)
  if (named === null || named.pid === null) return null
  const pid = named.pid
  // The summary names the leader where the kill line names the thread that had the memory.
  const row =
    rowOf(report, pid) ??
    (summary?.pid === null || summary === null ? undefined : rowOf(report, summary.pid)) ??
    report.rows.find((one) => one.comm === named.comm && one.totalVm * report.pageKb === kill?.totalVmKb)
  return { named: { pid, comm: named.comm ?? row?.comm ?? '' }, process: row?.tgid ?? pid }
}

/** Kills that no scores decided. */
function withoutScores(report: OomReport, loggedPid: number | null): Omit<Replay, 'logged' | 'rule'> | null {
  const message = report.kills[0]?.message ?? report.selected?.message ?? ''
  if (
    message.includes('oom_kill_allocating_task') ||
    report.selected?.message.includes('oom_kill_allocating_task') === true
  ) {
    const pid = report.cpu?.pid
    const invoker = pid === undefined ? undefined : rowOf(report, pid)
    const reason = 'vm.oom_kill_allocating_task was set: the task that allocated dies, without any scores.'
    if (invoker === undefined)
      return { victim: null, agrees: false, reason: `${reason} The log does not say who it was.` }
    return { victim: processOf(invoker), agrees: invoker.tgid === loggedPid, reason }
  }
  if (report.end === 'panic-on-oom')
    return { victim: null, agrees: null, reason: 'vm.panic_on_oom was set: the kernel panics and kills nobody.' }
  return null
}

interface Outcome {
  winner: TaskRow | null
  /** Whether the winner is the same whatever totalpages really was. */
  isRobust: boolean
  circumstances: Circumstances
  /** Rows that could die, the best first. */
  ranking: readonly TaskRow[]
}

/**
 * Values that an unknown totalpages may have: memory has run out, so it is what the tasks use, or some times as much where other things
 * (page cache that is pinned, slab, huge pages) use the rest.
 */
const TIMES_IN_USE = [1, 2, 4, 8]

function play(
  report: OomReport,
  rule: BadnessRule,
  rows: readonly TaskRow[],
  totalPages: number | null,
): Outcome | null {
  const circumstances = (pages: number): Circumstances => ({
    totalPages: Math.max(pages, 1),
    pageKb: report.pageKb,
    rootHasBonus: hasRootBonus(report, rule, pages),
  })
  const inUse = rows.reduce((sum, row) => sum + row.rss + (row.swapents ?? 0), 1)
  const guesses = TIMES_IN_USE.map((times) => times * Math.max(inUse, totalPages ?? 0))
  const first = totalPages ?? inUse
  const winners = [first, ...guesses].map((pages) => rank(rows, rule, circumstances(pages))[0] ?? null)
  const isRobust = winners.every((winner) => winner === winners[0])
  if (totalPages === null && !isRobust) return null
  const known = circumstances(first)
  const ranking = rank(rows, rule, known)
  // A whole rule of thousandths hangs on totalpages: many rows are equal by it.
  if (totalPages === null && rule.unit === 'per-mille') return null
  return { winner: ranking[0] ?? null, isRobust, circumstances: known, ranking }
}

/** The printed score tells whether uid 0 had its bonus: a container's root has not. */
function hasRootBonus(report: OomReport, rule: BadnessRule, totalPages: number): boolean {
  const { selected } = report
  if (rule.rootBonus === 'none') return false
  const killed = report.kills[0]
  const row = selected === null ? undefined : (rowOf(report, selected.pid) ?? rowOf(report, killed?.pid ?? -1))
  if (selected === null || row === undefined || row.uid !== 0) return true
  const scoreOf = (rootHasBonus: boolean): number => {
    const points = scoreRow(row, rule, { totalPages: Math.max(totalPages, 1), pageKb: report.pageKb, rootHasBonus })
    return Math.abs(printedScore(points ?? 0, rule, Math.max(totalPages, 1)) - selected.score)
  }
  return scoreOf(true) <= scoreOf(false)
}

/** The rows that could die, in the order in which the rule would pick them. */
function rank(rows: readonly TaskRow[], rule: BadnessRule, circumstances: Circumstances): TaskRow[] {
  const scored = rows
    .map((row, index) => ({ row, index, points: scoreRow(row, rule, circumstances) }))
    .filter((one) => one.points !== null)
  const later = rule.tie === 'last' ? -1 : 1
  scored.sort((a, b) => (b.points ?? 0) - (a.points ?? 0) || later * (a.index - b.index))
  return scored.map(({ row }) => row)
}

const show = ({ comm, pid }: NamedProcess): string => `${comm} (${pid})`

function withoutVictim(report: OomReport, victim: NamedProcess | null): string {
  if (report.end === 'no-killable' && victim !== null)
    return `The kernel found nobody it could kill, although by its scores ${show(victim)} was left: those it left were dying already, or had no memory any more.`
  return 'The log ends before it names a victim.'
}

/** What an agreement leaves open. */
function weakness(report: OomReport, missing: string | null): string | null {
  if (report.elided) return 'Rows were left out of the log; among those that are left the victim is the same.'
  return missing === null ? null : `Another value of ${missing}, which the log does not say, could change it.`
}

interface Disagreement {
  report: OomReport
  release: KernelRelease | null
  rule: BadnessRule
  outcome: Outcome
  logged: NamedProcess
  loggedPid: number
  missing: string | null
}

function disagreement({ report, release, rule, outcome, logged, loggedPid, missing }: Disagreement): string {
  const { winner, ranking, circumstances } = outcome
  const picked = winner === null ? 'nobody' : show(processOf(winner))
  const { selected, summary } = report
  if (
    winner !== null &&
    selected !== null &&
    rowOf(report, selected.pid)?.tgid === winner.tgid &&
    maySacrifice(rule, report)
  )
    return `The rule picks ${picked}, as the log's line "Kill process" does; kernels before 5.1 then killed a child of it, ${show(logged)}, in its place. Who is whose child, the log does not say.`
  if (summary !== null && !/^CONSTRAINT_(?:NONE|CPUSET|MEMORY_POLICY|MEMCG)$/.test(summary.constraint))
    return `A BPF program chose the victim (${summary.constraint}).`
  if (report.header?.policyName !== null && report.header?.policyName !== undefined)
    return `This kernel asks BPF policies (policy_name=${report.header.policyName}), and one of them may have chosen ${show(logged)}; the kernel's own rule picks ${picked}.`
  const row = rowOf(report, loggedPid)
  if (row === undefined)
    return `The victim ${show(logged)} has no row in the table${report.elided ? ': rows were left out of the log' : ''}.`
  if (scoreRow(row, rule, circumstances) === null)
    return `The rule never kills ${show(logged)}, whose oom_score_adj is -1000: somebody else chose it, such as a BPF policy.`
  const columns = missingColumns(report, release)
  if (columns.length > 0)
    return `The rule counts ${columns.join(' and ')}, which this table does not have; by what it has, ${picked} leads.`
  if (missing !== null && !outcome.isRobust) return `The score needs ${missing}, which the log does not say.`
  const before = ranking.indexOf(row)
  if (before === 1)
    return `${picked} scores higher than ${show(logged)}. A process that is an OOM victim already, or whose memory was already reaped, is passed over; its kill is not in this log.`
  return `${before} processes score higher than ${show(logged)}, ${picked} most of all. All of them would have to be dying already, or this kernel was built with another rule.`
}

/** What the rule counts and the table does not have, in words. */
function missingColumns(report: OomReport, release: KernelRelease | null): string[] {
  const columns = report.columns ?? []
  const names: string[] = []
  if (!columns.includes('nr_ptes') && !columns.includes('pgtables_bytes')) names.push('page tables')
  if (!columns.includes('swapents')) names.push('swap')
  return release === null && names.length === 0 ? [] : names
}
