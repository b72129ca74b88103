import { describe, expect, it } from 'vitest'

import { keepHistory, SAME_STEP_MS } from './remembering.ts'
import { createPlaygroundStore } from '../store.ts'
import { SAMPLE_POLICY } from '../../gallery/sample.ts'

function storeWithHistory() {
  const store = createPlaygroundStore()
  const clock = { now: 0 }
  keepHistory(store, () => clock.now)
  return { store, clock, act: () => store.getState() }
}

describe('undo and redo', () => {
  it('go back and on over every part of the document', () => {
    const { store, act } = storeWithHistory()
    const before = act().document
    act().renameDocument('Mine')
    act().editPolicy('int x;')
    act().setParameter('target_pid', '7')
    act().setMapEntries('prio', [{ key: '1', value: '2' }])
    act().changeWorld({ what: 'machine', key: 'ram', value: '3G' })
    const after = act().document
    expect(act().past.map(({ part }) => part)).toEqual(['title', 'policy', 'parameters', 'maps', 'machine'])
    for (let i = 0; i < 5; i++) act().undo()
    expect(act().document).toEqual(before)
    expect(act().past).toEqual([])
    for (let i = 0; i < 5; i++) act().redo()
    expect(store.getState().document).toEqual(after)
  })

  it('take what is typed in one go as one step', () => {
    const { clock, act } = storeWithHistory()
    act().editPolicy('a')
    clock.now += SAME_STEP_MS - 1
    act().editPolicy('ab')
    expect(act().past).toHaveLength(1)
    clock.now += SAME_STEP_MS
    act().editPolicy('abc')
    expect(act().past).toHaveLength(2)
    act().undo()
    expect(act().document.policy.text).toBe('ab')
  })

  it('take a drag as one step, and two clicks as two', () => {
    const { act } = storeWithHistory()
    act().beginGesture()
    for (const pages of [10, 20, 30]) act().changeWorld({ what: 'resize-ram', pages })
    act().endGesture()
    act().changeWorld({ what: 'add-task', cgroup: '/' })
    act().changeWorld({ what: 'add-task', cgroup: '/' })
    expect(act().past).toHaveLength(3)
  })

  it('forget what was undone once something else is done', () => {
    const { act } = storeWithHistory()
    act().renameDocument('one')
    act().undo()
    act().setParameter('x', '1')
    expect(act().future).toEqual([])
    act().redo()
    expect(act().document.title).not.toBe('one')
  })

  it('bring back what belongs to the document: breakpoints where they stood, watches, and the log of its machine', () => {
    const { store, act } = storeWithHistory()
    const replay = { victim: null, logged: null, agrees: null, reason: null, rule: null }
    const log = { name: 'kern.log', lines: [], gaps: [], problems: [], replay }
    act().toggleBreakpoint(3)
    act().addWatch('oc->chosen')
    store.setState({ rawImport: log })
    act().editPolicy(`\n${act().document.policy.text}`)
    expect(act().breakpoints).toMatchObject([{ line: 4 }])
    expect(act().past.map(({ part }) => part)).toEqual(['breakpoints', 'watches', 'policy'])
    act().openPolicy({ ...SAMPLE_POLICY, text: '// another\n' }, 'c')
    act().openScenario('twins', null)
    expect(act()).toMatchObject({ breakpoints: [], watches: [], rawImport: null })
    act().undo()
    act().undo()
    expect(act()).toMatchObject({ breakpoints: [{ line: 4 }], watches: ['oc->chosen'], rawImport: log })
    act().undo()
    expect(act().breakpoints).toMatchObject([{ line: 3 }])
    act().undo()
    act().undo()
    expect(act()).toMatchObject({ breakpoints: [], watches: [] })
  })
})

it('an edit of a gallery machine makes it one of the document, with a way back', () => {
  const { act } = storeWithHistory()
  act().openScenario('one-hog', null)
  act().changeWorld({ what: 'resize-task', pid: 1400, pages: 5 })
  expect(act().document.scenario.kind).toBe('inline')
  act().returnToGallery()
  expect(act().document.scenario).toEqual({ kind: 'gallery', id: 'one-hog' })
})
