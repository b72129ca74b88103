// How the tests of a document came out (lab/run-tests.ts).

import type { Scenario } from '../scenario/model.ts'

export interface TestResult {
  passed: boolean
  /** What the run came to instead or as wished, as a sentence. */
  found: string
  /** The step that shows it; an iteration of null is the outcome of the round. */
  place: { round: number; iteration: number | null }
  /** The smallest machine in which a test of orders fails; null for others. */
  shrunk: Scenario | null
}
