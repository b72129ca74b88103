// What the tests slice holds: how the tests of the newest run came out.

import type { TestResult } from '../../reading/test-results.ts'
import type { PolicyTest } from '../../document/tests.ts'
import type { FinishedRun } from './run.ts'

/** Tests that came to an end, with what they ran on. */
export interface TestReport {
  run: FinishedRun
  tests: readonly PolicyTest[]
  /** By test; null when they could not be run to the end. */
  results: readonly TestResult[] | null
}

export interface TestsSlice {
  /** Of the newest run that was tested; it is older than the run on show while tests run. */
  testReport: TestReport | null
  /** How far tests are that run just now, from 0 to 1; null when none do. */
  testProgress: number | null
  addTest: (test: PolicyTest) => void
  removeTest: (test: PolicyTest) => void
  /** Makes a test of what the run on show came to. */
  pinOutcome: () => void
  /** Shows the step that a test is about, or the machine that a test of orders was shrunk to. */
  debugTest: (result: TestResult) => void
  runTestsAgain: () => void
  /** Gives up the tests that are being run; their results stay unknown. */
  stopTests: () => void
  testsProgressed: (share: number | null) => void
  testsAnswered: (report: TestReport) => void
}
