// `compare`: a policy against the kernel's rule, another policy, or a kernel without the hook, step by step; or all policies and machines of
// the gallery against each other.

import { hasErrors } from '../policy/diagnostics.ts'
import { askMatrix } from '../lab/matrix.ts'
import type { Matrix } from '../reading/matrix.ts'
import { KERNEL_RULE } from '../lab/player.ts'
import { finish } from '../lab/work.ts'
import type { Scenario } from '../scenario/model.ts'
import { runPolicy } from '../simulator/engine.ts'
import type { RunInput } from '../simulator/trace/run.ts'
import {
  figuresOf,
  firstDifference,
  formatFigures,
  formatVictims,
  isSameStep,
  type Difference,
} from '../reading/compare.ts'
import { iterationAt } from '../reading/iteration.ts'
import { CHOSEN_ABORTED } from '../simulator/trace/trace.ts'
import type { RoundTrace, RunResult } from '../simulator/trace/trace.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { PLAY_OPTIONS, readPlay } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals } from './options.ts'
import { EXIT, UsageError } from './problem.ts'
import { alignColumns } from './run-table.ts'

const KERNEL = 'kernel'
const NO_HOOK = 'no-hook'

/** What --against names, on the same machine. */
async function readRival(against: string, own: RunInput, scenario: string | undefined, io: Io): Promise<RunInput> {
  if (against === KERNEL) return { ...KERNEL_RULE, scenario: own.scenario }
  if (against === NO_HOOK) return { ...own, scenario: { ...own.scenario, hook: 'none' } }
  return readPlay({ policy: against, scenario }, io)
}

function play(input: RunInput, name: string, io: Io): RunResult | null {
  const { result, diagnostics, inputProblems } = runPolicy(input)
  if (inputProblems.length > 0)
    throw new UsageError(inputProblems.map((one) => `${one.place}: ${one.message}`).join('\n'))
  if (hasErrors(diagnostics)) io.err(formatDiagnostics(diagnostics, input.policy.text, name).join('\n'))
  return result
}

export async function compare(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, {
    ...PLAY_OPTIONS,
    against: { type: 'string', default: KERNEL },
    matrix: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  })
  refusePositionals(positionals)
  const own = await readPlay(values, io)
  if (values.matrix) {
    const matrix = finish(askMatrix(own))
    io.out(values.json ? JSON.stringify(matrix, null, 2) : formatMatrix(matrix).join('\n'))
    return EXIT.ran
  }
  const rival = await readRival(values.against, own, values.scenario, io)
  const a = play(own, values.policy ?? '', io)
  const b = play(rival, values.against, io)
  if (a === null || b === null) return EXIT.policyHasErrors
  const difference = firstDifference(a, b)
  const { scenario } = own
  if (values.json) {
    const side = (result: RunResult) => {
      const { victims, killed, ...figures } = figuresOf(result)
      const pids = (tasks: readonly number[]) => tasks.map((task) => scenario.tasks[task]?.pid)
      return { ...figures, victims: pids(victims), killed: pids(killed) }
    }
    io.out(JSON.stringify({ policy: side(a), against: side(b), firstDifference: difference }, null, 2))
  } else io.out(formatComparison(a, b, difference, scenario, values.against).join('\n'))
  return EXIT.ran
}

function formatComparison(
  a: RunResult,
  b: RunResult,
  difference: Difference | null,
  scenario: Scenario,
  against: string,
): string[] {
  const side = (name: string, result: RunResult): string[] => {
    const figures = figuresOf(result)
    return [name, formatVictims(figures, scenario.tasks), formatFigures({ ...figures, killed: figures.killed.length })]
  }
  const [one, other] = [a.rounds[difference?.round ?? 0], b.rounds[difference?.round ?? 0]]
  return [
    ...alignColumns([side('policy', a), side(against, b)], () => false),
    '',
    difference === null
      ? 'Both do the same at every step.'
      : `They differ first in round ${difference.round + 1}, ${difference.iteration === null ? 'at its outcome' : `at step ${difference.iteration + 1}`}.`,
    ...(difference === null || one === undefined || other === undefined
      ? []
      : ['', ...formatSideBySide(one, other, scenario, against)]),
  ]
}

/** `!` marks steps that differ. */
function formatSideBySide(one: RoundTrace, other: RoundTrace, { tasks }: Scenario, against: string): string[] {
  const cell = (round: RoundTrace, row: number): string[] => {
    const iteration = iterationAt(round.iterations, row)
    if (iteration === null) return ['', '', '']
    const after = iteration.after.task
    return [
      tasks[iteration.task]?.comm ?? '',
      iteration.effect,
      after === CHOSEN_ABORTED ? 'aborted' : (tasks[after]?.comm ?? ''),
    ]
  }
  const length = Math.max(one.iterations.length, other.iterations.length)
  const rows = Array.from({ length }, (_, row) => [
    isSameStep(one.iterations, other.iterations, row) ? '' : '!',
    String(row + 1),
    ...cell(one, row),
    ...cell(other, row),
  ])
  const headings = ['', 'step', 'policy: task', 'effect', 'chosen', `${against}: task`, 'effect', 'chosen']
  return alignColumns([headings, ...rows], (column) => column === 1)
}

function formatMatrix({ policies, scenarios, cells }: Matrix): string[] {
  return scenarios.flatMap(({ title }, column) => [
    ...(column === 0 ? [] : ['']),
    title,
    ...alignColumns(
      policies.map((policy, row) => {
        const cell = cells[row]?.[column] ?? null
        return [`  ${policy.title}`, cell?.text ?? 'has errors', cell === null ? '' : formatFigures(cell)]
      }),
      () => false,
    ),
  ])
}
