// `why`: why a process is the victim or is not, its score, and the smallest single changes that would flip that.

import { hasErrors } from '../policy/diagnostics.ts'
import { askFlips } from '../lab/ask.ts'
import type { FlipAnswer } from '../reading/flips.ts'
import { finish } from '../lab/work.ts'
import { assumedOf } from '../scenario/assumed.ts'
import type { Scenario } from '../scenario/model.ts'
import { runPolicy } from '../simulator/engine.ts'
import { iterationAt, roundIndex } from '../reading/iteration.ts'
import { explainTask, explainWhatFollows, isScored } from '../reading/explain.ts'
import { formatFlip } from '../reading/flip-words.ts'
import { badnessTerms, type ScoreTerm } from '../reading/score.ts'
import type { RunResult } from '../simulator/trace/trace.ts'
import { formatDiagnostics } from './diagnostics.ts'
import { PLAY_OPTIONS, readPlay } from './input.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals, required } from './options.ts'
import { EXIT, UsageError } from './problem.ts'
import { alignColumns } from './run-table.ts'

/** The first round in which somebody dies, else the last one. */
const decisive = ({ rounds }: RunResult): number => {
  const first = rounds.findIndex(({ kills }) => kills.length > 0)
  return first < 0 ? rounds.length - 1 : first
}

function readTask(pid: string, { tasks }: Scenario): number {
  const task = tasks.findIndex((one) => String(one.pid) === pid)
  if (task < 0) throw new UsageError(`The scenario has no process with the pid ${pid}.`)
  return task
}

/** The terms of the task's score in the round; null where the kernel did not score it. */
function scoreOf({ rounds }: RunResult, number: number, scenario: Scenario, task: number): readonly ScoreTerm[] | null {
  const round = rounds[number]
  const one = scenario.tasks[task]
  if (round === undefined || one === undefined) return null
  const iteration = iterationAt(round.iterations, roundIndex(round, scenario.tasks).iterationOfTask[task] ?? -1)
  return iteration !== null && isScored(iteration)
    ? badnessTerms(one, round.totalpages, assumedOf(one, scenario))
    : null
}

export async function why(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, {
    ...PLAY_OPTIONS,
    pid: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  refusePositionals(positionals)
  const input = await readPlay(values, io)
  const { scenario } = input
  const task = readTask(required(values.pid, '--pid'), scenario)
  const { result, diagnostics, inputProblems } = runPolicy(input)
  if (inputProblems.length > 0)
    throw new UsageError(inputProblems.map((one) => `${one.place}: ${one.message}`).join('\n'))
  const shown = formatDiagnostics(diagnostics, input.policy.text, values.policy ?? '')
  if (shown.length > 0) io.err(shown.join('\n'))
  const work = askFlips({ ...input, task })
  if (result === null || work === null || hasErrors(diagnostics)) return EXIT.policyHasErrors

  const round = decisive(result)
  const answer = finish(work)
  const sentence = explainTask(result.rounds, round, scenario, task)
  const follows = explainWhatFollows(result, round, scenario)
  const terms = scoreOf(result, round, scenario, task)
  if (values.json) {
    const score = terms?.map(({ label, kernel, pages }) => ({ label, kernel, pages: String(pages) })) ?? null
    io.out(
      JSON.stringify(
        { pid: scenario.tasks[task]?.pid, round, sentence, follows, score, ...flipsJson(answer, scenario) },
        null,
        2,
      ),
    )
  } else {
    const lines = answer.flips.map((flip) => `  ${formatFlip(flip, answer, scenario)}`)
    io.out(
      [
        sentence,
        ...(follows === null ? [] : [follows]),
        ...formatScore(terms),
        '',
        'What would change that:',
        ...lines,
      ].join('\n'),
    )
  }
  return EXIT.ran
}

function formatScore(terms: readonly ScoreTerm[] | null): string[] {
  if (terms === null) return []
  const sum = terms.reduce((total, { pages }) => total + pages, 0n)
  const rows = terms.map(({ label, kernel, pages, note }) => [`  ${label}`, kernel, String(pages), note ?? ''])
  return [
    '',
    'oom_badness(), in pages:',
    ...alignColumns([...rows, ['  Sum', '', String(sum), '']], (column) => column === 2),
  ]
}

/** The flips with their tasks as pids. */
function flipsJson(answer: FlipAnswer, scenario: Scenario) {
  const flips = answer.flips.map((flip) => {
    const sentence = formatFlip(flip, answer, scenario)
    if (!flip.found) return { kind: flip.kind, found: false, sentence }
    const { kind, change, then, spared } = flip
    const victim = then.kind === 'victim' ? (scenario.tasks[then.task]?.pid ?? null) : null
    return { kind, found: true, change, victim, spared, sentence }
  })
  return { isVictim: answer.isVictim, flips, runs: answer.runs }
}
