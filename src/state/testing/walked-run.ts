// For tests: a scenario and a finished round from lines, one task a line, in the order of the walk:
// `10 db      badness 400 select`, `20 make policy next`, `30 init unkillable next`, `40 sshd badness oom_score_adj_min`.

import type { Scenario, Task } from '../../scenario/model.ts'
import {
  BADNESS_EXEMPTIONS,
  CHOSEN_ABORTED,
  CHOSEN_NONE,
  EFFECTS,
  LONG_MIN,
  RULES,
  type Effect,
  type IterationColumns,
  type RoundTrace,
} from '../../simulator/trace/trace.ts'
import type { FinishedRun } from '../shape/run.ts'
import { ORDINARY_TASK } from '../../scenario/ordinary.ts'

export const task = (pid: number, comm: string, part: Partial<Task> = {}): Task => ({
  pid,
  ppid: 1,
  comm,
  uid: 0,
  cgroup: '/',
  anonPages: 0,
  filePages: 0,
  shmemPages: 0,
  swapPages: 0,
  pgtablesBytes: 0,
  totalVmPages: 0,
  oomScoreAdj: 0,
  startSeconds: 0,
  ...ORDINARY_TASK,
  ...part,
})

export const scenario = (tasks: readonly Task[], part: Partial<Scenario> = {}): Scenario => ({
  title: 'A test',
  teaches: 'Nothing.',
  kernel: '6.12',
  machine: {
    ramPages: 262144,
    swapPages: 0,
    uptimeSeconds: 3600,
    sysctl: { panic_on_oom: 0, oom_kill_allocating_task: false, oom_dump_tasks: true, swappiness: 60 },
    unsetPoints: 'zero',
  },
  cgroups: [
    {
      path: '/',
      id: 1,
      memoryMaxPages: null,
      memoryHighPages: null,
      memoryLowPages: 0,
      memoryMinPages: 0,
      swapMaxPages: null,
      usagePages: null,
      swapUsagePages: null,
      oomGroup: false,
    },
  ],
  tasks,
  oom: { scope: { kind: 'global' }, invokerPid: tasks[0]?.pid ?? 1, gfpMask: 0xcc0, order: 0 },
  ...part,
})

const emptyColumns = (length: number): IterationColumns => ({
  length,
  task: new Uint32Array(length),
  rule: new Uint8Array(length),
  effect: new Uint8Array(length),
  asked: new Uint8Array(length),
  verdict: new Int32Array(length),
  exemption: new Uint8Array(length),
  points: new BigInt64Array(length),
  chosen: new Int32Array(length),
  chosenPoints: new BigInt64Array(length),
  chosenPointsUnset: new Uint8Array(length),
  instructions: new Uint32Array(length),
})

const VERDICT_OF: Readonly<Record<Effect, number>> = { abort: 1, next: 2, select: 3 }

/** A finished run of one round in which the walk went over the tasks of `lines`; the last chosen one is its victim. */
export function walk(lines: string, part: Partial<RoundTrace> = {}): FinishedRun {
  const rows = lines
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const columns = emptyColumns(rows.length)
  let chosen = CHOSEN_NONE
  let points = LONG_MIN
  let unset = 0
  const tasks = rows.map(([pid = '', comm = '', rule = '', ...words], index) => {
    const effect = EFFECTS.find((one) => words.includes(one)) ?? 'next'
    const exemption = BADNESS_EXEMPTIONS.findIndex((one) => words.includes(one))
    const score = words.find((word) => /^-?\d+$/.test(word))
    columns.task[index] = index
    columns.rule[index] = RULES.findIndex((one) => one === rule)
    columns.effect[index] = EFFECTS.indexOf(effect)
    columns.asked[index] = rule === 'policy' || rule === 'badness' ? 1 : 0
    columns.verdict[index] = rule === 'policy' ? VERDICT_OF[effect] : 0
    columns.exemption[index] = Math.max(0, exemption)
    columns.points[index] = BigInt(score ?? 0)
    if (effect === 'select') {
      chosen = index
      points = rule === 'policy' ? 0n : BigInt(score ?? 0)
      unset = rule === 'policy' ? 1 : 0
    } else if (effect === 'abort') chosen = CHOSEN_ABORTED
    columns.chosen[index] = chosen
    columns.chosenPoints[index] = points
    columns.chosenPointsUnset[index] = unset
    return task(Number(pid), comm)
  })
  const round: RoundTrace = {
    scope: { kind: 'global' },
    constraint: 'none',
    shortcut: null,
    totalpages: 262144n,
    policyName: 'default',
    walked: true,
    iterations: columns,
    chosen: chosen >= 0 ? chosen : null,
    aborted: chosen === CHOSEN_ABORTED,
    kills: chosen >= 0 ? [{ task: chosen, reason: 'victim' }] : [],
    log: [],
    printed: [],
    outcome: chosen >= 0 ? 'killed' : chosen === CHOSEN_ABORTED ? 'aborted' : 'panic',
    globals: [],
    maps: [],
    after: null,
    ...part,
  }
  return {
    input: { policy: { language: 'c', text: '' }, parameters: {}, maps: {}, scenario: scenario(tasks) },
    result: { rounds: [round], fault: null, outcome: round.outcome, end: 'served' },
    timing: { compileMs: 1, runMs: 1 },
  }
}

/** The only round of a run. */
export function roundOf(run: FinishedRun): RoundTrace {
  const [round] = run.result.rounds
  if (round === undefined) throw new Error('the run has no round')
  return round
}
