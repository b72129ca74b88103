import { expect, it } from 'vitest'

import { selectSelectedCgroup, selectSelectedPid } from './selection.ts'
import { createPlaygroundStore } from './store.ts'
import { walk } from './testing/walked-run.ts'

function storeWithARun() {
  const store = createPlaygroundStore()
  const { input, result, timing } = walk('10 db badness 400 select\n20 make badness 700 select')
  store.getState().openImportedScenario(input.scenario)
  store.getState().runAnswered(input, { diagnostics: [], summary: null, result, inputProblems: [], timing })
  return store
}

it('a process keeps being selected under its new pid, before the machine has run again', () => {
  const store = storeWithARun()
  expect(selectSelectedPid(store.getState())).toBe(20)
  expect(store.getState().changeWorld({ what: 'task', pid: 20, key: 'pid', value: '21' })).toEqual([])
  expect(selectSelectedPid(store.getState())).toBe(21)
})

it('a cgroup keeps being selected under its new path, and another can be selected after it', () => {
  const store = storeWithARun()
  store.getState().changeWorld({ what: 'add-cgroup', parent: '/' })
  const added = selectSelectedCgroup(store.getState()) ?? ''
  store.getState().changeWorld({ what: 'cgroup', path: added, key: 'path', value: '/renamed' })
  expect(selectSelectedCgroup(store.getState())).toBe('/renamed')
  store.getState().inspectTask(0)
  expect(selectSelectedCgroup(store.getState())).toBeNull()
  expect(selectSelectedPid(store.getState())).toBe(10)
})
