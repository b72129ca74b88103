// A run as a person at a terminal reads it: for each round the iterations as a table, then the kernel's lines and what the policy kept.

import { evictionNote } from '../reading/evictions.ts'
import { END_WORDS } from '../reading/outcome-words.ts'
import type { Scenario } from '../scenario/model.ts'
import type { RunOutput } from '../simulator/trace/run.ts'
import type { Aftermath, RoundTrace } from '../simulator/trace/trace.ts'
import { LONG_MAX, LONG_MIN } from '../simulator/trace/trace.ts'
import { iterationJson } from './run-json.ts'

const HEADINGS = ['', 'pid', 'comm', 'cgroup', 'decided by', 'verdict', 'effect', 'points', 'chosen', 'chosen_points']
/** Columns of numbers: they stand at the right. */
const RIGHT = new Set(['pid', 'points', 'chosen', 'chosen_points'])

/** Rows of cells with every column as wide as its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[], isRight: (column: number) => boolean): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map((row) =>
    row
      .map((cell, column) => (isRight(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

/** `*` marks an iteration that changed the choice, `!` one that ended the loop. */
const MARKS: Readonly<Record<string, string>> = { select: '*', abort: '!' }

const formatPoints = (points: string): string =>
  points === String(LONG_MIN) ? 'LONG_MIN' : points === String(LONG_MAX) ? 'LONG_MAX' : points

function formatIterations(round: RoundTrace, scenario: Scenario): string[] {
  const rows = Array.from({ length: round.iterations.length }, (_, row) => {
    const it = iterationJson(round.iterations, row, scenario)
    return [
      MARKS[it.effect] ?? '',
      String(it.pid),
      it.comm,
      scenario.tasks[round.iterations.task[row] ?? 0]?.cgroup ?? '',
      it.decidedBy,
      it.verdict ?? '',
      it.effect,
      it.exemption ?? (it.points === null ? '' : formatPoints(it.points)),
      it.chosen === null ? '' : String(it.chosen),
      it.chosenPointsUnset ? `${formatPoints(it.chosenPoints)} (unset)` : formatPoints(it.chosenPoints),
    ]
  })
  return alignColumns([HEADINGS, ...rows], (column) => RIGHT.has(HEADINGS[column] ?? ''))
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** What came back after a round, and what the next try meets; nothing where nothing happened. */
function formatAftermath(after: Aftermath, scenario: Scenario): string[] {
  const names = (tasks: readonly number[]): string =>
    tasks.map((task) => `${scenario.tasks[task]?.comm} (${scenario.tasks[task]?.pid})`).join(', ')
  const swap = after.freedSwapPages === 0 ? '' : ` and ${plural(after.freedSwapPages, 'page')} of swap`
  const freed = `${plural(after.freedPages, 'page')}${swap}`
  return [
    ...(after.exited.length === 0 ? [] : [`  ${names(after.exited)} exited: ${freed} came back`]),
    ...(after.reaped.length === 0 ? [] : [`  the OOM reaper took ${freed} from ${names(after.reaped)}`]),
    `  in use ${after.usagePages} of ${after.limitPages} pages, asked for: ${after.requestPages}`,
  ]
}

function formatRound(round: RoundTrace, scenario: Scenario): string[] {
  const scope = round.scope.kind === 'global' ? 'Global OOM' : `OOM of ${round.scope.path}`
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', title, ...lines]
  return [
    `${scope}: totalpages ${round.totalpages}, policy name "${round.policyName}", outcome: ${round.outcome}`,
    '',
    ...formatIterations(round, scenario),
    ...section(
      'Kernel log',
      round.log.map((line) => `  ${line.text}`),
    ),
    ...section('Until the next try', round.after === null ? [] : formatAftermath(round.after, scenario)),
    ...section(
      'bpf_printk',
      round.printed.map((line) => `  ${line.text}`),
    ),
    ...section(
      'Globals',
      round.globals.map((g) => `  ${g.name} = ${g.text}`),
    ),
    ...section(
      'Maps',
      round.maps.flatMap((m) => [
        `  ${m.name} (${m.entries.length} of ${m.maxEntries} entries)`,
        ...m.entries.map((e) => `    ${e.key} = ${e.value}`),
        ...[evictionNote(m)].flatMap((note) => (note === null ? [] : [`    ${note}`])),
      ]),
    ),
  ]
}

/** The whole run; nothing for a policy with errors. */
export function formatRun(output: RunOutput, scenario: Scenario): string[] {
  if (output.result === null) return []
  const { rounds, fault, end } = output.result
  const shown: string[] = []
  let before: readonly string[] = []
  let repeats = 0
  const endRepeats = (last: number): void => {
    if (repeats > 0) shown.push('', `Rounds ${last - repeats + 1} to ${last}: the same again`)
    repeats = 0
  }
  rounds.forEach((round, index) => {
    const lines = formatRound(round, scenario)
    if (index > 0 && lines.join('\n') === before.join('\n')) repeats++
    else {
      endRepeats(index)
      shown.push(...(index === 0 ? [] : ['', `Round ${index + 1}`]), ...lines)
    }
    before = lines
  })
  endRepeats(rounds.length)
  return [
    ...shown,
    '',
    ...(fault === null ? [] : [fault.message, '']),
    `${plural(rounds.length, 'round')}. ${END_WORDS[end]}`,
  ]
}
