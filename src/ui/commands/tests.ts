// Commands about tests.

import { finishedRun } from '../../state/run-state.ts'
import { selectTests } from '../../state/slices/tests.ts'
import { onPage, withStore, type Command } from './command.ts'

export const TEST_COMMANDS: readonly Command[] = [
  {
    id: 'tests.run',
    title: 'Run the tests',
    description: 'Shows the tests of the document and runs them again.',
    group: 'Compare and test',
    keys: [onPage('t')],
    run: withStore((state) => {
      state.openBottomTab('tests')
      state.openNarrowTab('log')
      if (selectTests(state).length > 0) state.runTestsAgain()
    }),
  },
  {
    id: 'tests.pin',
    title: 'Pin this outcome as a test',
    description: 'From now on every run is expected to end as this one.',
    group: 'Compare and test',
    keys: [onPage('Shift+t')],
    unavailable: (state) => (finishedRun(state.run) === null ? 'Nothing has been run yet.' : null),
    run: withStore((state) => {
      state.pinOutcome()
      state.openBottomTab('tests')
      state.openNarrowTab('log')
    }),
  },
]
