import { describe, expect, it } from 'vitest'

import type { Store } from './shape/store.ts'
import { isUntouched, selectShown } from './shown.ts'
import { createPlaygroundStore } from './store.ts'
import { walk } from './testing/walked-run.ts'

/** Everything that somebody can do to what is shown. */
const TOUCHES: Readonly<Record<string, (state: Store) => void>> = {
  'an edit': (state) => state.editPolicy('int x;'),
  'a step': (state) => state.step('first'),
  'a process': (state) => state.inspectTask(1),
  'a tab': (state) => state.openBottomTab('log'),
  'a tab of the policy': (state) => state.openPolicyTab('export'),
  'a tab of a narrow page': (state) => state.openNarrowTab('log'),
  'a breakpoint': (state) => state.toggleBreakpoint(3),
  'a watch': (state) => state.addWatch('task->pid'),
}

function visited() {
  const store = createPlaygroundStore()
  const { input, result, timing } = walk('10 db badness 400 select\n20 make badness 500')
  // The walk ends at the first: it never reaches the second.
  for (const { iterations } of result.rounds) iterations.length = 1
  store.getState().runAnswered(input, { diagnostics: [], summary: null, result, inputProblems: [], timing })
  return store
}

describe('what is shown', () => {
  it.each(Object.entries(TOUCHES))('is another one after %s, and not untouched', (_name, touch) => {
    const store = visited()
    const before = selectShown(store.getState())
    expect(isUntouched(store.getState())).toBe(true)
    touch(store.getState())
    expect(selectShown(store.getState())).not.toBe(before)
    expect(isUntouched(store.getState())).toBe(false)
  })

  it('is the same value after what no link carries', () => {
    const store = visited()
    const before = selectShown(store.getState())
    store.getState().chooseSpeed(5)
    store.getState().openDialog('help')
    store.getState().filterWorld('db')
    store.getState().notify({ id: 'x', tone: 'note', text: 'x' })
    expect(selectShown(store.getState())).toBe(before)
  })

  it('has the view of the machine, which alone is no touch: the browser remembers it', () => {
    const store = visited()
    store.getState().chooseWorldView('table')
    expect(selectShown(store.getState()).view.panes).toEqual({ world: 'table' })
    expect(isUntouched(store.getState())).toBe(true)
  })
})
