// What the page and the command line ask of the lab: many runs from one input. Null where the policy has errors, which the run itself shows.

import type { RunInput } from '../simulator/engine.ts'
import type { PolicyTest } from '../share/tests.ts'
import { searchFlips, type FlipAnswer } from './flip.ts'
import { createPlayer, isRefused } from './player.ts'
import { runTests, type TestResult } from './tests.ts'
import type { Work } from './work.ts'

export function askFlips(input: RunInput & { task: number }): Work<FlipAnswer> | null {
  const player = createPlayer(input, input.scenario.kernel)
  return isRefused(player) ? null : searchFlips(player, input.scenario, input.task)
}

export function askTests(input: RunInput & { tests: readonly PolicyTest[] }): Work<TestResult[]> | null {
  const player = createPlayer(input, input.scenario.kernel)
  return isRefused(player) ? null : runTests(player, input.scenario, input.tests)
}
