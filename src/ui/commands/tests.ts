// Commands about tests.

import { finishedRun } from '../../state/run-state.ts'
import { selectTests } from '../../state/slices/tests.ts'
import { onPage, withStore, type Command } from './command.ts'

export const TEST_COMMANDS: readonly Command[] = [
  {
    id: 'tests.run',
    title: 'Run the tests',
    description: 'Shows the document’s tests and runs them again.',
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
    title: 'Pin this result as a test',
    description: 'Expects every run from now on to end like this one.',
    group: 'Compare and test',
    keys: [onPage('Shift+t')],
    unavailable: (state) => (finishedRun(state.run) === null ? 'Nothing has run yet.' : null),
    run: withStore((state) => {
      state.pinOutcome()
      state.openBottomTab('tests')
      state.openNarrowTab('log')
    }),
  },
]
