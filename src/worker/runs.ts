// The runs that the worker knows by the numbers which the page gave them, so that a question about one need not bring its machine. What the
// page would ask for again is kept; a run that was not asked about for long is let go, and the page tells it anew when it comes back to it.

import type { Scenario } from '../scenario/model.ts'
import { linkOnce } from '../simulator/compiled.ts'
import type { DebugSession } from '../simulator/debug/session.ts'
import { runPolicy } from '../simulator/engine.ts'
import type { RunInput, RunOutput } from '../simulator/trace/run.ts'
import type { RunResult } from '../simulator/trace/trace.ts'
import type { OpenedRun, RunRef } from './protocol.ts'

const MAX_RUNS = 4
const MAX_MACHINES = 4

/** One run: its policy is compiled once, and it is played when somebody wants to see it. */
export class OpenRun {
  private kept: RunResult | null = null

  constructor(readonly input: RunInput) {}

  /** Plays it; what comes back is the caller's, who may hand its buffers on. */
  play(): RunOutput {
    return runPolicy(this.input, linkOnce)
  }

  /** The result, played once for all who read it here; null when the policy has errors. */
  result(): RunResult | null {
    this.kept ??= this.play().result
    return this.kept
  }
}

export class Runs {
  private readonly machines = new Map<number, Scenario>()
  private readonly runs = new Map<number, OpenRun>()
  /** A stepper keeps the memory of its machine: there is one, of the run that was stepped through last. */
  private stepper: { run: OpenRun; session: DebugSession } | null = null

  /** The run that a question is about; null where it, or its machine, is not known here and was not told. */
  find({ id, opened }: RunRef): OpenRun | null {
    const run = this.runs.get(id) ?? (opened === null ? null : this.open(opened))
    if (run !== null) keep(this.runs, id, run, MAX_RUNS)
    return run
  }

  /** The stepper of a run, made by `make` where it is not the one that was used last. */
  sessionOf(run: OpenRun, make: (input: RunInput) => DebugSession): DebugSession {
    if (this.stepper?.run !== run) this.stepper = { run, session: make(run.input) }
    return this.stepper.session
  }

  private open({ machine, ...loaded }: OpenedRun): OpenRun | null {
    const scenario = machine.scenario ?? this.machines.get(machine.id)
    if (scenario === undefined) return null
    keep(this.machines, machine.id, scenario, MAX_MACHINES)
    return new OpenRun({ ...loaded, scenario })
  }
}

/** Puts a value last, and lets the first go where there are more than `most`. */
function keep<T>(map: Map<number, T>, id: number, value: T, most: number): void {
  map.delete(id)
  map.set(id, value)
  const [oldest] = map.keys()
  if (map.size > most && oldest !== undefined) map.delete(oldest)
}
