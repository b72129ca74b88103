// Commands that step from statement to statement.

import { selectStepped } from '../../state/slices/stepper.ts'
import type { StatementStep } from '../../reading/statements.ts'
import type { Store } from '../../state/shape/store.ts'
import { inEditor, onPage, withStore, type Command, type CommandKey } from './command.ts'

const withoutStatement = (state: Store): string | null =>
  state.stepUnit === 'task'
    ? 'Switch to statement steps first.'
    : selectStepped(state) === null
      ? 'The statements of this step are still loading.'
      : null

const step = (which: StatementStep, title: string, description: string, keys: readonly CommandKey[]): Command => ({
  id: `statement.${which}`,
  title,
  description,
  group: 'Steps',
  keys,
  unavailable: withoutStatement,
  run: withStore((state) => state.stepStatement(which)),
})

export const STEPPER_COMMANDS: readonly Command[] = [
  {
    id: 'statement.unit',
    title: 'Step by process or by statement',
    description: 'Switches between stepping by process and stepping by statement.',
    group: 'Steps',
    keys: [onPage('u'), inEditor('Alt+u')],
    unavailable: (state) => (state.run.phase === 'none' ? 'Nothing has run yet.' : null),
    run: withStore((state) => state.chooseStepUnit(state.stepUnit === 'task' ? 'statement' : 'task')),
  },
  step('over', 'Step over the call', 'Goes to the next statement without entering the functions that this one calls.', [
    onPage('o'),
    inEditor('Alt+o'),
  ]),
  step(
    'over-back',
    'Step back over the call',
    'Goes back to the previous statement, skipping the functions that it called.',
    [onPage('Shift+o'), inEditor('Alt+Shift+o')],
  ),
  step('out', 'Step out of the function', 'Goes forward to where this function returned.', [
    onPage('x'),
    inEditor('Alt+x'),
  ]),
  step('out-back', 'Back to the call of this function', 'Goes back to the statement that called this function.', [
    onPage('Shift+x'),
    inEditor('Alt+Shift+x'),
  ]),
]
