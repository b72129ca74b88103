// How long a step of a statement takes in a long run: back over the border of an iteration, which replays the round up to it, and the
// first one, which makes the probed build and the machine.

import type { RunInput } from '../../simulator/trace/run.ts'
import { DebugSession } from '../../simulator/debug/session.ts'
import { syntheticMachine } from './machine.ts'

export interface StepTimes {
  tasks: number
  firstMs: number
  /** Each of many steps backwards, from the last iteration on. */
  backMs: readonly number[]
}

const STEPS = 41

/** Steps backwards from iteration to iteration at the end of a walk over so many tasks. */
export function measureSteps(tasks: number, policy: string): StepTimes {
  const input: RunInput = {
    policy: { language: 'c', text: policy },
    parameters: {},
    maps: {},
    scenario: syntheticMachine(tasks, 1),
  }
  const begin = performance.now()
  const session = new DebugSession(input)
  let stretch = tasks - 1
  const step = (): void => {
    const recording = session.record({ round: 0, stretch, wanted: 'last' })
    if (recording === null || recording.site.length === 0) throw new Error(`no statements in iteration ${stretch}`)
    stretch--
  }
  step()
  const firstMs = performance.now() - begin
  const backMs = Array.from({ length: STEPS }, () => {
    const start = performance.now()
    step()
    return performance.now() - start
  })
  return { tasks, firstMs, backMs }
}
