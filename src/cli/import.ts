// `import`: reads a kernel log and prints the machine that one of its OOM reports describes, what the log does not say, and whether the
// kernel's rule comes to the same victim.

import {
  type ImportedLog,
  type KernelLog,
  firstPick,
  importKernelLog,
  importReport,
} from '../scenario/import/import-log.ts'
import type { Replay } from '../scenario/import/replay.ts'
import { printScenario, scenarioToFile } from '../scenario/print.ts'
import { formatProblem } from './input.ts'
import type { Io } from './io.ts'
import { readOptions } from './options.ts'
import { EXIT, UsageError } from './problem.ts'
import { alignColumns } from './run-table.ts'

export function importCommand(args: readonly string[], io: Io): number {
  const { values, positionals } = readOptions(args, {
    pick: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const [file, ...more] = positionals
  if (file === undefined) throw new UsageError('The log file is missing.')
  if (more.length > 0) throw new UsageError(`"${more.join(' ')}" is not expected here.`)
  const text = readLog(file, io)
  const log = importKernelLog(text)
  const pick = readPick(values.pick, log, file)
  const imported = importReport(text, pick, log)
  if (imported === null) throw new UsageError(`${file} has no report ${pick + 1}.`)
  if (values.json) io.out(JSON.stringify(importJson(imported, log, pick), null, 2))
  else {
    io.err(formatNotes(imported, log, pick).join('\n'))
    if (imported.scenario !== null) io.out(printScenario(imported.scenario).trimEnd())
  }
  return EXIT.ran
}

function readLog(file: string, io: Io): string {
  try {
    return io.readFile(file)
  } catch (error) {
    throw new UsageError(`The log cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The index of `--pick`, which counts from 1; without it the first report with a task table. */
function readPick(given: string | undefined, log: KernelLog, file: string): number {
  const first = firstPick(log)
  if (first === null) throw new UsageError(`There is no report of the OOM killer in ${file}.`)
  if (given === undefined) return first
  const number = Number(given)
  if (!Number.isInteger(number) || number < 1 || number > log.reports.length)
    throw new UsageError(`--pick ${given}: ${file} has the reports 1 to ${log.reports.length}.`)
  return number - 1
}

/** What `import --json` prints; reports count from 1, as `--pick` does. */
function importJson({ scenario, gaps, problems, replay }: ImportedLog, { reports }: KernelLog, pick: number) {
  return {
    pick: pick + 1,
    reports: reports.map(({ index, stamp, invoker, scope, memcg, victim, tasks, release }) => ({
      pick: index + 1,
      stamp,
      invoker,
      scope,
      memcg,
      victim,
      tasks,
      release,
    })),
    scenario: scenario === null ? null : scenarioToFile(scenario),
    gaps,
    problems,
    replay,
  }
}

function formatNotes(
  { scenario, gaps, problems, replay }: ImportedLog,
  { reports }: KernelLog,
  pick: number,
): string[] {
  const list = alignColumns(
    reports.map(({ index, stamp, invoker, scope, memcg, victim, tasks }) => [
      `${index === pick ? '*' : ' '} ${index + 1}`,
      stamp ?? '',
      invoker ?? '?',
      memcg ?? scope,
      victim === null ? 'nobody' : `${victim.comm} (${victim.pid})`,
      `${tasks} tasks`,
    ]),
    () => false,
  )
  return [
    'Reports (--pick)',
    ...list,
    '',
    ...(scenario === null ? ['This report names no process with its size, so there is no scenario.', ''] : []),
    ...(problems.length === 0 ? [] : [...problems.map(formatProblem), '']),
    ...(gaps.length === 0
      ? []
      : ['What the log does not say', ...gaps.map((gap) => `  ${gap.what}: ${gap.message}`), '']),
    formatReplay(replay),
  ]
}

function formatReplay({ victim, logged, agrees, reason, rule }: Replay): string {
  const name = (one: Replay['victim']): string => (one === null ? 'nobody' : `${one.comm} (${one.pid})`)
  const verdict =
    agrees === null ? 'nothing to compare' : agrees ? 'agrees with the log' : 'does not agree with the log'
  const by = rule === null ? '' : ` by the rule of ${rule}`
  return `Replay${by}: ${name(victim)}; logged: ${name(logged)}; ${verdict}.${reason === null ? '' : ` ${reason}`}`
}
