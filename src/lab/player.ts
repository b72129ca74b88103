// A policy made ready to be played on many machines: compiled once for a kernel, however many runs follow.

import type { KernelVersion } from '../kernel/versions.ts'
import type { Diagnostic } from '../policy/diagnostics.ts'
import type { Scenario } from '../scenario/model.ts'
import { linkOnce } from '../simulator/compiled.ts'
import type { LinkedPolicy } from '../simulator/engine.ts'
import type { RunInput } from '../simulator/trace/run.ts'
import { playRounds, playRun } from '../simulator/play/play-run.ts'
import { OomMachine } from '../simulator/play/rounds.ts'
import type { RoundTrace, RunResult } from '../simulator/trace/trace.ts'

/** A policy with what userspace gave it: all of a run but the machine. */
export type LoadedPolicy = Pick<RunInput, 'policy' | 'parameters' | 'maps'>

/** The kernel by itself. */
export const KERNEL_RULE: LoadedPolicy = { policy: { language: 'c', text: '' }, parameters: {}, maps: {} }

/** What a run came to as far as the first death: who was the first victim, or why there was none. */
export interface FirstDeath {
  /** The round in which somebody died, or the last one. */
  round: RoundTrace
  number: number
  /** An index into the machine's tasks; null where nobody dies. */
  victim: number | null
}

export interface Player {
  /** All rounds. */
  play(scenario: Scenario): RunResult
  /** The rounds up to the first death. */
  playToDeath(scenario: Scenario): FirstDeath
}

/** A player of the policy; the diagnostics when it has errors. Machines with other kernels than the first are compiled for when they come. */
export function createPlayer(loaded: LoadedPolicy, kernel: KernelVersion): Player | readonly Diagnostic[] {
  const { value: first, diagnostics } = linkOnce(loaded.policy, kernel)
  if (first === null) return diagnostics
  const linkedFor = (other: KernelVersion): LinkedPolicy => {
    const made = other === kernel ? first : linkOnce(loaded.policy, other).value
    if (made === null) throw new Error(`the policy has errors on ${other} alone`)
    return made
  }
  const machineOf = (scenario: Scenario): OomMachine => {
    const made = linkedFor(scenario.kernel)
    const { parameters, maps, policy } = loaded
    return new OomMachine(made.module, { policy: made.unit, text: policy.text, scenario, parameters, maps })
  }
  return {
    play: (scenario) => playRun(machineOf(scenario), scenario.oom),
    playToDeath(scenario) {
      let number = -1
      let last: RoundTrace | null = null
      for (const { trace } of playRounds(machineOf(scenario), scenario.oom)) {
        number++
        last = trace
        if (trace.kills.length > 0) break
      }
      if (last === null) throw new Error('a run has at least one round')
      const victim = last.kills.find(({ reason }) => reason === 'victim')?.task ?? null
      return { round: last, number, victim }
    },
  }
}

/** True for what could not be made ready: these are the diagnostics then. */
export const isRefused = (made: object): made is readonly Diagnostic[] => Array.isArray(made)
