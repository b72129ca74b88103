// What the page and the command line ask of the lab: many runs from one input. Null where the policy has errors, which the run itself shows.

import type { RunInput } from '../simulator/trace/run.ts'
import type { PolicyTest } from '../document/tests.ts'
import { searchFlips } from './flip.ts'
import type { FlipAnswer } from '../reading/flips.ts'
import { createPlayer, isRefused } from './player.ts'
import { runTests } from './run-tests.ts'
import type { TestResult } from '../reading/test-results.ts'
import type { Work } from './work.ts'

export function askFlips(input: RunInput & { task: number }): Work<FlipAnswer> | null {
  const player = createPlayer(input, input.scenario.kernel)
  return isRefused(player) ? null : searchFlips(player, input.scenario, input.task)
}

export function askTests(input: RunInput & { tests: readonly PolicyTest[] }): Work<TestResult[]> | null {
  const player = createPlayer(input, input.scenario.kernel)
  return isRefused(player) ? null : runTests(player, input.scenario, input.tests)
}
