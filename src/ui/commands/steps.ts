// Commands that move through the run.

import { selectRounds, selectVictimStop } from '../../state/selectors.ts'
import type { Store } from '../../state/shape/store.ts'
import { everywhere, inEditor, onPage, withStore, type Command } from './command.ts'

const withoutRun = (state: Store): string | null => (selectRounds(state).length === 0 ? 'Nothing has run yet.' : null)

export const STEP_COMMANDS: readonly Command[] = [
  {
    id: 'step.next',
    title: 'Next step',
    description: 'Shows the next process that the kernel evaluated.',
    group: 'Steps',
    keys: [onPage('ArrowRight'), inEditor('Alt+ArrowRight')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('next')),
  },
  {
    id: 'step.previous',
    title: 'Previous step',
    description: 'Shows the previous process that the kernel evaluated.',
    group: 'Steps',
    keys: [onPage('ArrowLeft'), inEditor('Alt+ArrowLeft')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('previous')),
  },
  {
    id: 'step.next-change',
    title: 'Next change of the chosen process',
    description: 'Goes forward to the next change of oc->chosen.',
    group: 'Steps',
    keys: [onPage('Shift+ArrowRight'), inEditor('Alt+Shift+ArrowRight')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('next-change')),
  },
  {
    id: 'step.previous-change',
    title: 'Previous change of the chosen process',
    description: 'Goes back to the previous change of oc->chosen.',
    group: 'Steps',
    keys: [onPage('Shift+ArrowLeft'), inEditor('Alt+Shift+ArrowLeft')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('previous-change')),
  },
  {
    id: 'step.first',
    title: 'First step',
    description: 'Shows the start of the walk.',
    group: 'Steps',
    keys: [onPage('Home')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('first')),
  },
  {
    id: 'step.last',
    title: 'Result',
    description: 'Shows how the round ends.',
    group: 'Steps',
    keys: [onPage('End')],
    unavailable: withoutRun,
    run: withStore((state) => state.step('last')),
  },
  {
    id: 'step.play',
    title: 'Play or pause',
    description: 'Plays the walk from process to process.',
    group: 'Steps',
    keys: [onPage('Space')],
    unavailable: withoutRun,
    run: withStore((state) => state.togglePlay()),
  },
  {
    id: 'step.stop',
    title: 'Stop playing',
    description: 'Stays at the current step.',
    group: 'Steps',
    keys: [everywhere('Escape')],
    unavailable: (state) => (state.playing ? null : 'Nothing is playing.'),
    run: withStore((state) => state.togglePlay()),
  },
  {
    id: 'step.victim',
    title: 'Go to the victim',
    description: 'Shows the step that evaluated the victim.',
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
    description: 'By step number, pid or the start of the name.',
    group: 'Steps',
    keys: [onPage('g')],
    unavailable: withoutRun,
    run: withStore((state) => state.openDialog('go-to')),
  },
]
