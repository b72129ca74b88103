import { beforeEach, describe, expect, it, vi } from 'vitest'

import { printDocument } from '../../share/file.ts'
import { printScenario } from '../../scenario/print.ts'
import { selectShown } from '../shown.ts'
import { scenarioOf } from '../slices/document.ts'
import { openText } from './open.ts'
import type { FileReading } from './reading-files.ts'
import { createPlaygroundStore } from '../store.ts'

describe('openText()', () => {
  const read = vi.fn<FileReading['read']>()
  const files = { read }
  beforeEach(() => {
    read.mockReset()
  })

  it('has a log read', async () => {
    const store = createPlaygroundStore()
    await openText({ store, files }, 'kern.log', 'hog invoked oom-killer: order=0')
    expect(read).toHaveBeenCalledExactlyOnceWith('kern.log', expect.any(Blob))
  })

  it('says of a text that nobody recognises what could be opened', async () => {
    const store = createPlaygroundStore()
    await openText({ store, files }, 'The pasted text', 'dear diary')
    expect(read).not.toHaveBeenCalled()
    expect(
      store
        .getState()
        .notices.map(({ text }) => text)
        .join(),
    ).toContain('It opens a link, a scenario')
  })

  it('opens a policy under its file name and keeps the machine', async () => {
    const store = createPlaygroundStore()
    const before = store.getState().document.scenario
    await openText({ store, files }, 'mine.bpf.c', '#include "vmlinux.h"\n')
    expect(store.getState().document).toMatchObject({ title: 'mine', parameters: {}, maps: {}, scenario: before })
  })

  it('opens a scenario and keeps the policy', async () => {
    const store = createPlaygroundStore()
    const { policy } = store.getState().document
    const scenario = scenarioOf(store.getState().document)
    await openText({ store, files }, 'machine.json', printScenario(scenario))
    expect(store.getState().document.policy).toBe(policy)
    expect(store.getState().document.scenario).toEqual({ kind: 'inline', scenario })
    expect(store.getState().notices).toEqual([])
  })

  it('opens a whole document', async () => {
    const store = createPlaygroundStore()
    store.getState().renameDocument('Printed')
    const file = printDocument(selectShown(store.getState()))
    store.getState().returnToSample()
    await openText({ store, files }, 'kept.oom.json', file)
    expect(store.getState().document.title).toBe('Printed')
  })

  it.each(['{"title": 5}', '{ broken', '{"policy": 1, "version": 99}'])(
    'says what is wrong with %j and changes nothing',
    async (text) => {
      const store = createPlaygroundStore()
      const { document } = store.getState()
      await openText({ store, files }, 'it', text)
      expect(store.getState().document).toBe(document)
      expect(store.getState().notices).toHaveLength(1)
    },
  )
})
