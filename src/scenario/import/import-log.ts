// Kernel logs in, machines out: `importKernelLog` lists the reports of a text, `importReport` reads one of them. Neither throws, whatever
// the text is, and both take time in proportion to it. `importKernelLogInSteps` is the same for callers that show progress or may stop.

import { checkPlausible } from '../plausible.ts'
import type { Scenario } from '../model.ts'
import type { Problem } from '../problem.ts'
import { Report } from '../report.ts'
import type { Gap } from './gaps.ts'
import type { NamedProcess, OomReport } from './oom-report.ts'
import { parseReport, type ReadLine, readLines } from './parse-report.ts'
import { type Replay, replayReport } from './replay.ts'
import { type Segment, splitReports } from './split-reports.ts'
import { reportToScenario } from './to-scenario.ts'
import { type PlainLine, type PlainLog, plainLines, unwrap } from './unwrap/unwrap.ts'

/** One report of a log, for a list to pick from. */
export interface ReportSummary {
  /** Its place in the log, from 0: what `importReport` takes. */
  index: number
  /** The stamp of its first line. */
  stamp: string | null
  invoker: string | null
  scope: OomReport['scope']
  /** The cgroup over its limit. */
  memcg: string | null
  victim: NamedProcess | null
  /** Rows of its task table. */
  tasks: number
  release: string | null
  segment: Segment
}

export interface KernelLog {
  readonly reports: readonly ReportSummary[]
}

export interface ImportedLog {
  /** Null where the report says of no process how large it is. */
  scenario: Scenario | null
  /** What the log does not say and the scenario assumes. */
  gaps: readonly Gap[]
  /** What is damaged or missing in the log, and what looks odd in the machine. */
  problems: readonly Problem[]
  replay: Replay
  report: OomReport
}

/** How far a text was looked through, in characters of it. */
export interface ImportProgress {
  done: number
  total: number
}

/** The reports of a log, in its order. */
export const importKernelLog = (text: string): KernelLog => atOnce(importKernelLogInSteps(text))

/** The same; yields about every million characters, and after every report. Stop by not asking for more. */
export function* importKernelLogInSteps(text: string): Generator<ImportProgress, KernelLog> {
  const plain = yield* withTotal(unwrap(text), text.length)
  keep(text, plain)
  const segments = yield* withTotal(splitReports(plain), plain.text.length)
  const reports: ReportSummary[] = []
  for (const [index, segment] of segments.entries()) {
    reports.push(summarize(parseReport(linesOf(plain, segment)), index, segment))
    yield { done: segment.end, total: plain.text.length }
  }
  return { reports }
}

function* withTotal<T>(steps: Generator<number, T>, total: number): Generator<ImportProgress, T> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    yield { done: Math.min(step.value, total), total }
  }
}

function atOnce<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** The text that was opened last: whoever lists its reports reads one of them next. */
let opened: { text: string; plain: PlainLog } | null = null

function keep(text: string, plain: PlainLog): void {
  opened = { text, plain }
}

function plainLogOf(text: string): PlainLog {
  if (opened?.text === text) return opened.plain
  const plain = atOnce(unwrap(text))
  keep(text, plain)
  return plain
}

const linesOf = (log: PlainLog, { start, end }: Segment): Generator<PlainLine, void> => plainLines(log, start, end)

function summarize(report: OomReport, index: number, segment: Segment): ReportSummary {
  const { kills, selected, summary, exiting } = report
  const victim = kills[0] ?? exiting[0] ?? selected ?? summary
  return {
    index,
    stamp: report.stamp,
    invoker: report.header?.comm ?? report.cpu?.comm ?? null,
    scope: report.scope,
    memcg: report.scope === 'memcg' ? (summary?.oomMemcg ?? report.memcg?.path ?? null) : null,
    victim: victim === null || victim.pid === null ? null : { pid: victim.pid, comm: victim.comm ?? '' },
    tasks: report.rows.length,
    release: report.cpu?.release ?? null,
    segment,
  }
}

/** The report to show first: the first that has a task table, or else the first; null where there is none. */
export function firstPick({ reports }: KernelLog): number | null {
  return reports.find((report) => report.tasks > 0)?.index ?? reports[0]?.index ?? null
}

/**
 * Reads the report `pick` (an index of `log.reports`) of a text; null where there is none. `log` is what `importKernelLog` gave for the
 * same text; without it the text is searched again.
 */
export function importReport(text: string, pick: number, log: KernelLog = importKernelLog(text)): ImportedLog | null {
  const picked = log.reports[pick]
  if (picked === undefined) return null
  const report = parseReport(linesOf(plainLogOf(text), picked.segment))
  const earlier = new Set(log.reports.slice(0, pick).flatMap(({ segment }) => segment.victims))
  const { scenario, gaps } = reportToScenario(report)
  const odd = scenario === null ? [] : oddities(scenario, report)
  return {
    scenario,
    gaps,
    problems: [...report.problems, ...odd],
    replay: replayReport(report, earlier),
    report,
  }
}

/** The lines of that report as they stand in the text, each with what it was read as. */
export function readReportLines(text: string, pick: number, log: KernelLog): readonly ReadLine[] {
  const picked = log.reports[pick]
  return picked === undefined ? [] : readLines(linesOf(plainLogOf(text), picked.segment))
}

/** What looks odd in the machine. That it seems to hold too much is the fault of old tables, which do not tell private from shared memory. */
function oddities(scenario: Scenario, { columns }: OomReport): Problem[] {
  const odd = new Report()
  checkPlausible(scenario, odd)
  const tellsPrivate = columns?.includes('rss_anon') === true
  return odd.problems.filter(({ code }) => tellsPrivate || code !== 'over-ram')
}
