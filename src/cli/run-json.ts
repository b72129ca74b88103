// The object that `run --json` prints: a run with pids and names instead of indices. 64-bit values are decimal strings, so that no
// reader of JSON rounds them; smaller integers are numbers.

import { verdictName } from '../kernel/interfaces.ts'
import type { Scenario } from '../scenario/model.ts'
import type { RunInput, RunOutput } from '../simulator/trace/run.ts'
import type { Aftermath, IterationColumns, RoundTrace, ShownValue } from '../simulator/trace/trace.ts'
import { BADNESS_EXEMPTIONS, EFFECTS, RULES } from '../simulator/trace/trace.ts'
import type { DiagnosticJson } from './diagnostics.ts'
import { diagnosticsJson } from './diagnostics.ts'

interface TaskJson {
  pid: number
  comm: string
}

export interface IterationJson extends TaskJson {
  /** A name of RULES. */
  decidedBy: string
  /** Null where the policy was not asked. */
  verdict: string | null
  effect: string
  /** Pid of the task chosen so far, or null. */
  chosen: number | null
  chosenPoints: string
  /** True where chosenPoints is what SELECT left unset. */
  chosenPointsUnset: boolean
  /** oom_badness(), null where it was not computed. */
  points: string | null
  /** Why oom_badness() gave LONG_MIN, or null. */
  exemption: string | null
  instructions: number
}

export interface RoundJson {
  scope: 'global' | 'memcg'
  /** The path of the cgroup that is over its limit; null in a global OOM. */
  memcg: string | null
  totalpages: string
  policyName: string
  iterations: IterationJson[]
  chosen: TaskJson | null
  aborted: boolean
  killed: (TaskJson & { cgroup: string; reason: string })[]
  log: string[]
  printed: string[]
  outcome: string
  /** What the kernel found to be short: a name of CONSTRAINTS. */
  constraint: string
  /** Why nobody was looked for, or null. */
  shortcut: string | null
  /** What happened until the next try; null after a panic or a fault. */
  after: AftermathJson | null
}

interface AftermathJson {
  exited: TaskJson[]
  reaped: TaskJson[]
  freedPages: number
  freedSwapPages: number
  /** What the next try meets. */
  usagePages: number
  limitPages: number
  requestPages: number
}

export interface RunJson {
  diagnostics: DiagnosticJson[]
  rounds: RoundJson[]
  /** Of the whole run; null when the policy has errors. */
  outcome: string | null
  /** Why no further round follows, a name of RunEnd; null when the policy has errors. */
  end: string | null
  fault: { code: string; message: string; round: number; iteration: number } | null
  globals: Record<string, ValueJson>
  maps: Record<string, { key: ValueJson; value: ValueJson }[]>
}

function taskAt(scenario: Scenario, index: number): TaskJson {
  const task = scenario.tasks[index]
  if (task === undefined) throw new Error(`the trace names task ${index} of ${scenario.tasks.length}`)
  return { pid: task.pid, comm: task.comm }
}

/** One row of the trace's columns. */
export function iterationJson(columns: IterationColumns, row: number, scenario: Scenario): IterationJson {
  const chosen = columns.chosen[row] ?? -1
  const rule = RULES[columns.rule[row] ?? 0] ?? ''
  const exemption = BADNESS_EXEMPTIONS[columns.exemption[row] ?? 0]
  return {
    ...taskAt(scenario, columns.task[row] ?? 0),
    decidedBy: rule,
    verdict: columns.asked[row] === 1 ? verdictName(columns.verdict[row] ?? 0) : null,
    effect: EFFECTS[columns.effect[row] ?? 0] ?? '',
    chosen: chosen >= 0 ? taskAt(scenario, chosen).pid : null,
    chosenPoints: String(columns.chosenPoints[row]),
    chosenPointsUnset: columns.chosenPointsUnset[row] === 1,
    points: rule === 'badness' ? String(columns.points[row]) : null,
    exemption: rule === 'badness' && exemption !== undefined && exemption !== 'none' ? exemption : null,
    instructions: columns.instructions[row] ?? 0,
  }
}

const aftermathJson = (after: Aftermath, scenario: Scenario): AftermathJson => ({
  ...after,
  exited: after.exited.map((task) => taskAt(scenario, task)),
  reaped: after.reaped.map((task) => taskAt(scenario, task)),
})

const roundJson = (round: RoundTrace, scenario: Scenario): RoundJson => ({
  scope: round.scope.kind,
  memcg: round.scope.kind === 'memcg' ? round.scope.path : null,
  totalpages: String(round.totalpages),
  policyName: round.policyName,
  iterations: Array.from({ length: round.iterations.length }, (_, row) =>
    iterationJson(round.iterations, row, scenario),
  ),
  chosen: round.chosen === null ? null : taskAt(scenario, round.chosen),
  aborted: round.aborted,
  killed: round.kills.map(({ task, reason }) => ({
    ...taskAt(scenario, task),
    cgroup: scenario.tasks[task]?.cgroup ?? '',
    reason,
  })),
  log: round.log.map((line) => line.text),
  printed: round.printed.map((line) => line.text),
  outcome: round.outcome,
  constraint: round.constraint,
  shortcut: round.shortcut,
  after: round.after === null ? null : aftermathJson(round.after, scenario),
})

type ValueJson = string | number | boolean

function valueJson({ text, integerBits }: ShownValue): ValueJson {
  if (integerBits === null || integerBits === 64) return text
  return text === 'true' || text === 'false' ? text === 'true' : Number(text)
}

/** The whole object. */
export function runJson(input: RunInput, output: RunOutput): RunJson {
  const result = output.result
  const last = result?.rounds.at(-1)
  return {
    diagnostics: diagnosticsJson(output.diagnostics, input.policy.text),
    rounds: result?.rounds.map((round) => roundJson(round, input.scenario)) ?? [],
    outcome: result?.outcome ?? null,
    end: result?.end ?? null,
    fault:
      result?.fault === null || result?.fault === undefined
        ? null
        : {
            code: result.fault.code,
            message: result.fault.message,
            round: result.fault.round,
            iteration: result.fault.iteration,
          },
    globals: Object.fromEntries(last?.globals.map((g) => [g.name, valueJson(g)]) ?? []),
    maps: Object.fromEntries(
      last?.maps.map((map) => [
        map.name,
        map.entries.map((entry) => ({
          key: valueJson({ text: entry.key, integerBits: map.keyBits }),
          value: valueJson({ text: entry.value, integerBits: map.valueBits }),
        })),
      ]) ?? [],
    ),
  }
}
