// Commands that move through the run.

import { selectRounds, selectVictimStop } from '../../state/selectors.ts'
import type { Store } from '../../state/shape/store.ts'
import { everywhere, inEditor, onPage, withStore, type Command } from './command.ts'

const withoutRun = (state: Store): string | null =>
  selectRounds(state).length === 0 ? 'Nothing has been run yet.' : null

export const STEP_COMMANDS: readonly Command[] = [
  {
    id: 'step.next',
    title: 'Next step',
    description: 'Shows the next process that the kernel looked at.',
    group: 'Steps',
    keys: [onPage('ArrowRight'), inEditor('Alt+ArrowRight')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('next')),
  },
  {
    id: 'step.previous',
    title: 'Previous step',
    description: 'Shows the process that the kernel looked at before.',
    group: 'Steps',
    keys: [onPage('ArrowLeft'), inEditor('Alt+ArrowLeft')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('previous')),
  },
  {
    id: 'step.next-change',
    title: 'Next change of the chosen process',
    description: 'Goes on to where oc->chosen becomes another one.',
    group: 'Steps',
    keys: [onPage('Shift+ArrowRight'), inEditor('Alt+Shift+ArrowRight')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('next-change')),
  },
  {
    id: 'step.previous-change',
    title: 'Previous change of the chosen process',
    description: 'Goes back to where oc->chosen became another one.',
    group: 'Steps',
    keys: [onPage('Shift+ArrowLeft'), inEditor('Alt+Shift+ArrowLeft')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('previous-change')),
  },
  {
    id: 'step.first',
    title: 'First step',
    description: 'Shows where the walk begins.',
    group: 'Steps',
    keys: [onPage('Home')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('first')),
  },
  {
    id: 'step.last',
    title: 'Outcome',
    description: 'Shows how it all ends.',
    group: 'Steps',
    keys: [onPage('End')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('last')),
  },
  {
    id: 'step.play',
    title: 'Play or pause',
    description: 'Walks from process to process by itself.',
    group: 'Steps',
    keys: [onPage('Space')],
    unavailable: withoutRun,
    run: withStore((state) => state.togglePlay()),
  },
  {
    id: 'step.stop',
    title: 'Stop playing',
    description: 'Stays at the step that is on show.',
    group: 'Steps',
    keys: [everywhere('Escape')],
    unavailable: (state) => (state.playing ? null : 'Nothing is playing.'),
    run: withStore((state) => state.togglePlay()),
  },
  {
    id: 'step.victim',
    title: 'Go to the victim',
    description: 'Shows the step in which the process that dies was looked at.',
    group: 'Steps',
    keys: [onPage('v')],
    unavailable: (state) => (selectVictimStop(state) === null ? 'Nobody dies in this run.' : null),
    run: withStore((state) => {
      const stop = selectVictimStop(state)
      if (stop !== null) state.seekStop(stop)
    }),
  },
  {
    id: 'step.go-to',
    title: 'Go to a step or process',
    description: 'By the number of the step, the pid, or the beginning of the name.',
    group: 'Steps',
    keys: [onPage('g')],
    unavailable: withoutRun,
    run: withStore((state) => state.openDialog('go-to')),
  },
]
