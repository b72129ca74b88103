// Commands that step from statement to statement.

import { selectStepped } from '../../state/slices/stepper.ts'
import type { StatementStep } from '../../reading/statements.ts'
import type { Store } from '../../state/shape/store.ts'
import { inEditor, onPage, withStore, type Command, type CommandKey } from './command.ts'

const withoutStatement = (state: Store): string | null =>
  state.stepUnit === 'task'
    ? 'Steps are tasks now: step by statement first.'
    : selectStepped(state) === null
      ? 'The statements of this place are not there yet.'
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
    title: 'Step by task or by statement',
    description: 'Makes a step a statement of the policy and of the kernel’s code, or a task again.',
    group: 'Steps',
    keys: [onPage('u'), inEditor('Alt+u')],
    unavailable: (state) => (state.run.phase === 'none' ? 'Nothing has been run yet.' : null),
    run: withStore((state) => state.chooseStepUnit(state.stepUnit === 'task' ? 'statement' : 'task')),
  },
  step('over', 'Step over the call', 'Goes on to the next statement without going into what this one calls.', [
    onPage('o'),
    inEditor('Alt+o'),
  ]),
  step('over-back', 'Step back over the call', 'Goes back to the statement before, past what it has called.', [
    onPage('Shift+o'),
    inEditor('Alt+Shift+o'),
  ]),
  step('out', 'Step out of the function', 'Goes on to where this function has returned.', [
    onPage('x'),
    inEditor('Alt+x'),
  ]),
  step('out-back', 'Back to the call of this function', 'Goes back to the statement that has called this function.', [
    onPage('Shift+x'),
    inEditor('Alt+Shift+x'),
  ]),
]
