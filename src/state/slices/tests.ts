// The tests slice: what is expected of the policy, and how the tests of the newest run came out.

import type { TestsSlice } from '../shape/tests.ts'
import type { StateCreator } from 'zustand'

import { galleryTests } from '../../gallery/promises.ts'
import { isSameTest } from '../../share/test-form.ts'
import type { PolicyTest } from '../../document/tests.ts'
import { finishedRun } from '../run-state.ts'
import type { FinishedRun } from '../shape/run.ts'
import { victimOf } from '../selectors.ts'
import type { Store } from '../shape/store.ts'

const NO_TESTS: readonly PolicyTest[] = []

/** The tests of the document on show. */
export const selectTests = (state: Pick<Store, 'document'>): readonly PolicyTest[] => state.document.tests ?? NO_TESTS

/** True when the report is about the run and the tests on show. */
export const isTested = (state: Store): boolean =>
  state.testReport !== null &&
  state.testReport.run === finishedRun(state.run) &&
  state.testReport.tests === selectTests(state)

/** How many tests pass, as a tab says it: `6/7`; `…/7` while they run, nothing where there are none. */
export function selectTestCount(state: Store): string | undefined {
  const tests = selectTests(state)
  if (tests.length === 0) return undefined
  const results = isTested(state) ? (state.testReport?.results ?? null) : null
  return `${results === null ? '…' : results.filter(({ passed }) => passed).length}/${tests.length}`
}

/** What a run came to, as a test: by name where the name is the victim's alone. */
export function outcomeTest({ result, input }: FinishedRun): PolicyTest {
  const { tasks } = input.scenario
  const victim = tasks[result.rounds.map(victimOf).find((task) => task >= 0) ?? -1]
  if (victim === undefined) return { kind: 'outcome', outcome: result.outcome }
  const isAlone = tasks.filter(({ comm }) => comm === victim.comm).length === 1
  return { kind: 'victim', who: isAlone ? { by: 'comm', comm: victim.comm } : { by: 'pid', pid: victim.pid } }
}

/** The tests that stay when a document gets another machine: those of a gallery's policy are about its best one. */
export const testsForOtherMachine = (policyId: string | null, tests: readonly PolicyTest[]): readonly PolicyTest[] => {
  const known = policyId === null ? [] : galleryTests(policyId)
  return tests.filter((test) => !known.some((one) => isSameTest(one, test)))
}

export const createTestsSlice: StateCreator<Store, [], [], TestsSlice> = (set, get) => {
  const change = (tests: readonly PolicyTest[]) => set({ document: { ...get().document, tests } })
  return {
    testReport: null,
    testProgress: null,
    addTest(test) {
      const tests = selectTests(get())
      if (!tests.some((one) => isSameTest(one, test))) change([...tests, test])
    },
    removeTest: (test) => change(selectTests(get()).filter((one) => one !== test)),
    pinOutcome() {
      const finished = finishedRun(get().run)
      if (finished !== null) get().addTest(outcomeTest(finished))
    },
    debugTest({ shrunk, place }) {
      if (shrunk !== null) get().openImportedScenario(shrunk)
      else {
        get().goTo(place)
        get().openNarrowTab('world')
      }
    },
    runTestsAgain: () => set({ testReport: null }),
    stopTests() {
      const run = finishedRun(get().run)
      if (run !== null) get().testsAnswered({ run, tests: selectTests(get()), results: null })
    },
    testsProgressed: (testProgress) => set({ testProgress }),
    testsAnswered: (testReport) => set({ testReport, testProgress: null }),
  }
}
