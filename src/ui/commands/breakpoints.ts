// Commands of breakpoints and watches.

import { selectHits } from '../../state/slices/breakpoints.ts'
import type { Store } from '../../state/shape/store.ts'
import { everywhere, inEditor, onPage, withStore, type Command } from './command.ts'

const withoutHits = (state: Store): string | null =>
  selectHits(state).length === 0 ? 'No breakpoint was hit in this run.' : null

export const BREAKPOINT_COMMANDS: readonly Command[] = [
  {
    id: 'breakpoint.toggle',
    title: 'Breakpoint on the line',
    description:
      'Sets a breakpoint on the line of the caret, or takes it away; its hits in the finished run are found.',
    group: 'Steps',
    keys: [everywhere('F9')],
    run: withStore((state) => {
      state.toggleBreakpoint(state.caretLine)
      state.openBottomTab('breakpoints')
    }),
  },
  {
    id: 'breakpoint.next',
    title: 'Next breakpoint hit',
    description: 'Goes on to where a breakpoint was hit.',
    group: 'Steps',
    keys: [onPage(']'), inEditor('Alt+]')],
    unavailable: withoutHits,
    run: withStore((state) => state.jumpToHit(1)),
  },
  {
    id: 'breakpoint.previous',
    title: 'Previous breakpoint hit',
    description: 'Goes back to where a breakpoint was hit.',
    group: 'Steps',
    keys: [onPage('['), inEditor('Alt+[')],
    unavailable: withoutHits,
    run: withStore((state) => state.jumpToHit(-1)),
  },
  {
    id: 'watch.open',
    title: 'Watch an expression',
    description: 'Opens the watches: an expression over globals, task and oc, in every iteration.',
    group: 'Steps',
    keys: [onPage('w')],
    run: withStore((state) => state.openBottomTab('breakpoints')),
  },
]
