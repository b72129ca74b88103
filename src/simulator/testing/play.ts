// Plays one round in a test and prints it compactly: a notation in (`machine()`, the body of a hook), lines out. For tests alone.

import type { Scenario } from '../../scenario/model.ts'
import type { RunInput, RunOutput } from '../trace/run.ts'
import { runPolicy } from '../engine.ts'
import type { RoundTrace } from '../trace/trace.ts'
import { EFFECTS, RULES } from '../trace/trace.ts'
import { machine } from './machine.ts'

const HEADERS = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char _license[] SEC("license") = "GPL";
`

/** A policy with this body of bpf_oom_evaluate_task(); `declarations` stand before it. */
export const evaluate = (body: string, declarations = ''): string => `${HEADERS}${declarations}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
${body}
}
`

/** A policy with these programs alone. */
export const programs = (text: string): string => HEADERS + text

/** A policy that leaves everything to the kernel. */
export const NO_POLICY = programs('')

export interface Played {
  output: RunOutput
  round: RoundTrace
  /** One line an iteration: `10 small policy select`. */
  iterations: string[]
  /** Comm of the chosen task, or null. */
  chosen: string | null
  /** Comms of the killed, in order. */
  killed: string[]
  log: string[]
  globals: Record<string, string>
  maps: Record<string, string[]>
}

/** Runs the policy on the machine that the notation says. A policy with errors throws: the test is wrong then. */
export function play(
  notation: string,
  policy: string,
  given: Partial<Pick<RunInput, 'parameters' | 'maps'>> = {},
): Played {
  return playScenario(machine(notation), policy, given)
}

export function playScenario(
  scenario: Scenario,
  policy: string,
  given: Partial<Pick<RunInput, 'parameters' | 'maps'>> = {},
): Played {
  const output = runPolicy({ policy: { language: 'c', text: policy }, parameters: {}, maps: {}, scenario, ...given })
  const round = output.result?.rounds[0]
  if (round === undefined) throw new Error(output.diagnostics.map((d) => d.message).join('\n'))
  const nameOf = (task: number): string => scenario.tasks[task]?.comm ?? '?'
  const columns = round.iterations
  return {
    output,
    round,
    iterations: Array.from({ length: columns.length }, (_, row) => {
      const task = scenario.tasks[columns.task[row] ?? 0]
      return [task?.pid, task?.comm, RULES[columns.rule[row] ?? 0], EFFECTS[columns.effect[row] ?? 0]].join(' ')
    }),
    chosen: round.chosen === null ? null : nameOf(round.chosen),
    killed: round.kills.map((kill) => nameOf(kill.task)),
    log: round.log.map((line) => line.text),
    globals: Object.fromEntries(round.globals.map((g) => [g.name, g.text])),
    maps: Object.fromEntries(round.maps.map((m) => [m.name, m.entries.map((e) => `${e.key}: ${e.value}`)])),
  }
}
