// Keeps the results of the tests in step with run and tests: a change of either asks anew.

import type { TestResult } from '../../reading/test-results.ts'
import type { PolicyTest } from '../../document/tests.ts'
import type { RunInput } from '../../simulator/trace/run.ts'
import type { Answered, Asking } from '../../worker/client.ts'
import { keepAnswered } from '../asking.ts'
import type { FinishedRun } from '../shape/run.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'
import { isTested, selectTests } from '../slices/tests.ts'
import { LAB_PAUSE_MS } from './lab.ts'

interface Question {
  run: FinishedRun
  tests: readonly PolicyTest[]
}

function questionOf(state: Store): Question | null {
  const tests = selectTests(state)
  if (state.run.phase !== 'done' || tests.length === 0 || isTested(state)) return null
  return { run: state.run.finished, tests }
}

/** Runs tests on a run. */
export type RunTests = (
  run: RunInput,
  question: { tests: readonly PolicyTest[] },
  asking: Asking,
) => Promise<Answered<readonly TestResult[] | null>>

export function keepTesting(store: PlaygroundStore, runTests: RunTests): void {
  keepAnswered(
    store,
    questionOf,
    ({ run, tests }, signal) => {
      const onProgress = (done: number, total: number): void =>
        store.getState().testsProgressed(total === 0 ? 0 : done / total)
      store.getState().testsProgressed(0)
      signal.addEventListener('abort', () => store.getState().testsProgressed(null))
      return runTests(run.input, { tests }, { signal, onProgress })
    },
    (question, answer) =>
      store.getState().testsAnswered({ ...question, results: answer.status === 'done' ? answer.output : null }),
    { isSame: (one, other) => one.run === other.run && one.tests === other.tests, pauseMs: LAB_PAUSE_MS },
  )
}
