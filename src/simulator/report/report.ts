// The kernel's whole report of a run: the lines of every round, each report with its CPU block, memory block and table of tasks.
// Lines of one record (6.1 prints all statistics of a memcg as one) are lines of their own here; ratelimits are left out.
// Source: dump_header and oom_kill_process in mm/oom_kill.c, at 6.1.192, 6.12.117 and 7.3.4.

import { has } from '../../kernel/differences.ts'
import type { Scenario } from '../../scenario/model.ts'
import { threadPid } from '../image/image.ts'
import { formatHeader } from './kernel-log.ts'
import type { RoundTrace, RunResult } from '../trace/trace.ts'
import { CPU_ASSUMPTION, cpuBlock } from './cpu-block.ts'
import { GLOBAL_ASSUMPTIONS, globalBlock } from './global-block.ts'
import { MEMCG_ASSUMPTIONS, memcgBlock, protectionLine } from './memcg-block.ts'
import type { Moment } from './moment.ts'
import { momentOf } from './moment.ts'
import { taskBlock } from './task-block.ts'

export interface OomReport {
  /** Without time stamps; none where the kernel says nothing. */
  lines: readonly string[]
  /** By round: how many lines stand before its first. */
  starts: readonly number[]
  /** What the scenario does not say and the lines take for granted, as sentences. */
  assumptions: readonly string[]
}

/** The report of all rounds of a run. */
export function reportOf(scenario: Scenario, run: RunResult): OomReport {
  const lines: string[] = []
  const starts = run.rounds.map((round, index) => {
    const start = lines.length
    for (const line of roundLines(momentOf(scenario, run.rounds, index), round)) lines.push(line)
    return start
  })
  const block = scenario.oom.scope.kind === 'memcg' ? MEMCG_ASSUMPTIONS : GLOBAL_ASSUMPTIONS
  return { lines, starts, assumptions: lines.length === 0 ? [] : [CPU_ASSUMPTION, ...block] }
}

/** The report as text: the lines that `dmesg -t` would show. */
export const printReport = (scenario: Scenario, run: RunResult): string =>
  reportOf(scenario, run)
    .lines.map((line) => `${line}\n`)
    .join('')

function roundLines(moment: Moment, round: RoundTrace): string[] {
  const { oom, tasks, kernel } = moment.scenario
  const invoker = tasks.find((task) => task.pid === oom.invokerPid)
  if (invoker === undefined) return round.log.map((line) => line.text)
  const header = formatHeader(invoker, moment.scenario, round.policyName)
  const taken = new Map(tasks.map((task, index) => [task.pid, index]))
  const pid = invoker.leaderExited ? threadPid(invoker, taken) : invoker.pid
  return round.log.flatMap(({ text }) =>
    text === header
      ? [
          text,
          ...cpuBlock(invoker, pid, oom, kernel, round.chosen !== null),
          ...memoryBlock(moment, round),
          ...(moment.scenario.machine.sysctl.oom_dump_tasks ? taskBlock(moment, round, kernel) : []),
        ]
      : [text],
  )
}

function memoryBlock(moment: Moment, { scope }: RoundTrace): string[] {
  const { kernel, cgroups } = moment.scenario
  const memcg = scope.kind === 'memcg' ? cgroups.find(({ path }) => path === scope.path) : undefined
  return [
    ...(memcg === undefined ? globalBlock(moment, kernel) : memcgBlock(moment, memcg, kernel)),
    ...(has(kernel, 'report-protection') ? [protectionLine(moment, memcg?.path ?? '/')] : []),
  ]
}
