// The stepper behind one call: a policy on a machine in, recordings of its statements out. What belongs to one input is kept, since one
// question follows another.

import { compileOnce } from '../compiled.ts'
import type { Recording, StepQuestion } from '../trace/recording.ts'
import type { RunInput } from '../trace/run.ts'
import { recordStretch } from './record.ts'
import { ReplayMachine } from './replay.ts'

/** Answers questions about one run. */
export class DebugSession {
  private readonly machine: ReplayMachine | null

  constructor({ policy, scenario, parameters, maps }: RunInput) {
    const { value: unit } = compileOnce(policy, scenario.kernel)
    this.machine =
      unit === null
        ? null
        : new ReplayMachine(
            { policy: unit, text: policy.text, scenario, parameters, maps },
            { expressions: [], reads: true },
          )
  }

  /** The recording; null where the policy has errors or the run has no such place. */
  record({ round, stretch, wanted }: StepQuestion): Recording | null {
    return this.machine === null ? null : recordStretch(this.machine, round, stretch, wanted)
  }
}
