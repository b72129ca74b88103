// Commands about comparisons.

import { selectRound, victimOf } from '../../state/selectors.ts'
import { onPage, withStore, type Command } from './command.ts'

export const COMPARE_COMMANDS: readonly Command[] = [
  {
    id: 'compare.kernel',
    title: 'Compare with the kernel',
    description: 'Shows step by step where the policy and the kernel’s own rule differ.',
    group: 'Compare and test',
    keys: [onPage('c')],
    run: withStore((state) => state.openComparison({ kind: 'kernel' })),
  },
  {
    id: 'compare.pin',
    title: 'Pin this policy for comparison',
    description: 'Compares later edits with the policy as it is now.',
    group: 'Compare and test',
    keys: [],
    run: withStore((state) => {
      state.pinPolicy()
      state.openBottomTab('compare')
      state.openNarrowTab('log')
    }),
  },
  {
    id: 'compare.matrix',
    title: 'All policies and machines',
    description: 'Who dies under each gallery policy on each machine, yours included.',
    group: 'Compare and test',
    keys: [onPage('Shift+c')],
    run: withStore((state) => state.openDialog('matrix')),
  },
  {
    id: 'compare.blame',
    title: 'Which process beat this one',
    description: 'Goes to the step where the selected process lost.',
    group: 'Compare and test',
    keys: [onPage('b')],
    unavailable: (state) => {
      const round = selectRound(state)
      return round === null || victimOf(round) === -1 ? 'Nobody dies in this round.' : null
    },
    run: withStore((state) => state.blame()),
  },
]
