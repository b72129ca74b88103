// `import`: recognises a text, and prints the machine that it describes, what it does not say, and whether the kernel's rule comes to the
// same victim. `snapshot` is an older name for the same.

import { type Importer, isMachineImporter, NOT_RECOGNISED, recognise } from '../scenario/import/importers.ts'
import type { ImportedMachine } from '../scenario/import/machine.ts'
import { readMachine } from '../scenario/import/readers.ts'
import type { Replay } from '../scenario/import/replay.ts'
import { parseJson } from '../scenario/json-text.ts'
import { printScenario, scenarioToFile } from '../scenario/print.ts'
import { parseScenario } from '../scenario/validate.ts'
import { formatProblem } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals } from './options.ts'
import { EXIT, UsageError } from './problem.ts'
import { alignColumns } from './run-table.ts'

export function importCommand(args: readonly string[], io: Io): number {
  const { values, positionals } = readOptions(args, {
    pick: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const [file, ...more] = positionals
  if (file === undefined) throw new UsageError('The file is missing.')
  refusePositionals(more)
  const text = readText(file, io)
  const importer = recognise(text, file)
  if (importer === null) throw new UsageError(`${file} ${NOT_RECOGNISED}`)
  const machine = isMachineImporter(importer)
    ? readMachine(importer.kind, text, readPick(values.pick))
    : otherThanMachine(importer, text, file)
  if (machine === null) throw new UsageError(nothingRead(file, text, values.pick))
  if (values.json) io.out(JSON.stringify(importJson(importer, machine), null, 2))
  else {
    io.err(formatNotes(importer, machine).join('\n'))
    if (machine.scenario !== null) io.out(printScenario(machine.scenario).trimEnd())
  }
  // A text that was recognised, and says of no machine what it is, is an error all the same.
  if (machine.scenario === null && machine.problems.some(({ severity }) => severity === 'error')) return EXIT.badUsage
  return EXIT.ran
}

function readText(file: string, io: Io): string {
  try {
    return io.readFile(file)
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The index of `--pick`, which counts from 1; null without it. */
function readPick(given: string | undefined): number | null {
  if (given === undefined) return null
  const number = Number(given)
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`--pick ${given}: reports count from 1.`)
  return number - 1
}

function nothingRead(file: string, text: string, pick: string | undefined): string {
  const reports = pick === undefined ? 0 : (readMachine('kernel-log', text)?.log?.all.reports.length ?? 0)
  return reports === 0
    ? `There is no report of the OOM killer in ${file}.`
    : `--pick ${pick}: ${file} has the reports 1 to ${reports}.`
}

/** What there is to say of a text that the page opens as it is. */
function otherThanMachine(importer: Importer, text: string, file: string): ImportedMachine {
  const { value, problems } = importer.kind === 'file' ? parseScenarioText(text) : { value: null, problems: [] }
  return {
    summary: `${file} is ${importer.name}.`,
    scenario: value,
    gaps: [],
    problems,
    killer: 'unknown',
    replay: null,
    log: null,
  }
}

function parseScenarioText(text: string): Pick<ReturnType<typeof parseScenario>, 'value' | 'problems'> {
  const json = parseJson(text)
  if (json.problems.length > 0) return { value: null, problems: json.problems }
  return isDocument(json.value) ? { value: null, problems: [] } : parseScenario(json.value)
}

/** A whole document has a policy beside its machine; the page opens both. */
const isDocument = (json: unknown): boolean => typeof json === 'object' && json !== null && 'policy' in json

/** What `import --json` prints; reports count from 1, as `--pick` does. `conflicts` and `why` are for what several texts say together. */
function importJson(importer: Importer, { summary, scenario, gaps, problems, killer, replay, log }: ImportedMachine) {
  return {
    kind: importer.kind,
    summary,
    ...(log === null
      ? {}
      : {
          pick: log.pick + 1,
          reports: log.all.reports.map(({ index, stamp, invoker, scope, memcg, victim, tasks, release }) => ({
            pick: index + 1,
            stamp,
            invoker,
            scope,
            memcg,
            victim,
            tasks,
            release,
          })),
        }),
    scenario: scenario === null ? null : scenarioToFile(scenario),
    gaps,
    conflicts: [],
    problems,
    replay,
    killer,
    why: null,
  }
}

function formatNotes(importer: Importer, machine: ImportedMachine): string[] {
  const { summary, scenario, gaps, problems, replay } = machine
  const saysNoSizes = scenario === null && isMachineImporter(importer)
  return [
    summary,
    '',
    ...formatReports(machine),
    ...(saysNoSizes ? ['It names no process with its size, so there is no scenario.', ''] : []),
    ...(problems.length === 0 ? [] : [...problems.map(formatProblem), '']),
    ...(gaps.length === 0 ? [] : ['What it does not say', ...gaps.map((gap) => `  ${gap.what}: ${gap.message}`), '']),
    ...(replay === null ? [] : [formatReplay(replay)]),
  ]
}

function formatReports({ log }: ImportedMachine): string[] {
  if (log === null) return []
  const list = alignColumns(
    log.all.reports.map(({ index, stamp, invoker, scope, memcg, victim, tasks }) => [
      `${index === log.pick ? '*' : ' '} ${index + 1}`,
      stamp ?? '',
      invoker ?? '?',
      memcg ?? scope,
      victim === null ? 'nobody' : `${victim.comm} (${victim.pid})`,
      `${tasks} tasks`,
    ]),
    () => false,
  )
  return ['Reports (--pick)', ...list, '']
}

function formatReplay({ victim, logged, agrees, reason, rule }: Replay): string {
  const name = (one: Replay['victim']): string => (one === null ? 'nobody' : `${one.comm} (${one.pid})`)
  const verdict =
    agrees === null ? 'nothing to compare' : agrees ? 'agrees with the log' : 'does not agree with the log'
  const by = rule === null ? '' : ` by the rule of ${rule}`
  return `Replay${by}: ${name(victim)}; logged: ${name(logged)}; ${verdict}.${reason === null ? '' : ` ${reason}`}`
}
