// How the page names runs to a worker: by number, with what they run on where the worker was not told of it yet.

import type { RunInput } from '../simulator/trace/run.ts'
import type { RunRef } from './protocol.ts'

/** The runs and machines that one worker was told of. Another worker knows none of them. */
export type Told = WeakSet<object>

export interface RunRefs {
  /** Names a run to a worker, which knows it from then on. */
  refTo(run: RunInput, told: Told): RunRef
  /** The worker has let a run go: it is told again with the next question. */
  forget(run: RunInput, told: Told): void
}

/** Runs and machines are told apart by identity: what is edited is a new object, what is not is the old one. */
export function createRunRefs(): RunRefs {
  const numbers = new WeakMap<object, number>()
  let last = 0
  const numberOf = (thing: object): number => {
    const known = numbers.get(thing)
    if (known !== undefined) return known
    numbers.set(thing, ++last)
    return last
  }
  return {
    refTo(run, told) {
      const id = numberOf(run)
      if (told.has(run)) return { id, opened: null }
      const { scenario, policy, parameters, maps } = run
      const machine = { id: numberOf(scenario), scenario: told.has(scenario) ? null : scenario }
      told.add(run)
      told.add(scenario)
      return { id, opened: { policy, parameters, maps, machine } }
    },
    forget(run, told) {
      told.delete(run)
      told.delete(run.scenario)
    },
  }
}
