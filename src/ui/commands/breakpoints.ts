// Commands of breakpoints and watches.

import { selectHits } from '../../state/slices/breakpoints.ts'
import type { Store } from '../../state/shape/store.ts'
import { everywhere, inEditor, onPage, withStore, type Command } from './command.ts'

const withoutHits = (state: Store): string | null =>
  selectHits(state).length === 0 ? 'No breakpoint was hit in this run.' : null

export const BREAKPOINT_COMMANDS: readonly Command[] = [
  {
    id: 'breakpoint.toggle',
    title: 'Breakpoint on this line',
    description: 'Sets or removes a breakpoint on the caret’s line. Its hits in the finished run are found at once.',
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
    description: 'Goes forward to the next hit of a breakpoint.',
    group: 'Steps',
    keys: [onPage(']'), inEditor('Alt+]')],
    unavailable: withoutHits,
    run: withStore((state) => state.jumpToHit(1)),
  },
  {
    id: 'breakpoint.previous',
    title: 'Previous breakpoint hit',
    description: 'Goes back to the previous hit of a breakpoint.',
    group: 'Steps',
    keys: [onPage('['), inEditor('Alt+[')],
    unavailable: withoutHits,
    run: withStore((state) => state.jumpToHit(-1)),
  },
  {
    id: 'watch.open',
    title: 'Watch an expression',
    description: 'Opens the watches: expressions over globals, task and oc, at every step.',
    group: 'Steps',
    keys: [onPage('w')],
    run: withStore((state) => state.openBottomTab('breakpoints')),
  },
]
