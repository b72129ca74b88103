import { beforeEach, describe, expect, it, vi } from 'vitest'

import { printDocument } from '../../share/file.ts'
import { printScenario } from '../../scenario/print.ts'
import { selectShown } from '../shown.ts'
import { scenarioOf } from '../slices/document.ts'
import type { Importer } from './importer.ts'
import { openText, recogniseText } from './open.ts'
import { createPlaygroundStore } from '../store.ts'

describe('recogniseText()', () => {
  it.each([
    ['{"title": "x"}', 'json'],
    ['https://example.org/oom/#v1.abc.QUJD', 'link'],
    ['v1.abc.QUJD', 'link'],
    ['v1.abc-QUJD', 'link'],
    ['SEC("fmod_ret/bpf_oom_evaluate_task")\nint f;', 'policy'],
    ['#include "vmlinux.h"', 'policy'],
    ['[1.5] hog invoked oom-killer: gfp_mask=0xcc0', 'log'],
    ['{"log":"hog invoked oom-killer: order=0"}\n{"log":"Mem-Info:"}', 'log'],
    ['{"title": "after hog invoked oom-killer"}', 'json'],
    ['dear diary', null],
    ['', null],
  ])('takes %j for %s', (text, kind) => {
    expect(recogniseText(text)).toBe(kind)
  })
})

describe('openText()', () => {
  const read = vi.fn<Importer['read']>()
  const importer = { read }
  beforeEach(() => {
    read.mockReset()
  })

  it.each(['hog invoked oom-killer: order=0', 'dear diary'])('has %j read as a log', async (text) => {
    const store = createPlaygroundStore()
    await openText({ store, importer }, 'kern.log', text)
    expect(read).toHaveBeenCalledExactlyOnceWith('kern.log', expect.any(Blob))
  })

  it('opens a policy under its file name and keeps the machine', async () => {
    const store = createPlaygroundStore()
    const before = store.getState().document.scenario
    await openText({ store, importer }, 'mine.bpf.c', '#include "vmlinux.h"\n')
    expect(store.getState().document).toMatchObject({ title: 'mine', parameters: {}, maps: {}, scenario: before })
  })

  it('opens a scenario and keeps the policy', async () => {
    const store = createPlaygroundStore()
    const { policy } = store.getState().document
    const scenario = scenarioOf(store.getState().document)
    await openText({ store, importer }, 'machine.json', printScenario(scenario))
    expect(store.getState().document.policy).toBe(policy)
    expect(store.getState().document.scenario).toEqual({ kind: 'inline', scenario })
    expect(store.getState().notices).toEqual([])
  })

  it('opens a whole document', async () => {
    const store = createPlaygroundStore()
    store.getState().renameDocument('Printed')
    const file = printDocument(selectShown(store.getState()))
    store.getState().returnToSample()
    await openText({ store, importer }, 'kept.oom.json', file)
    expect(store.getState().document.title).toBe('Printed')
  })

  it.each(['{"title": 5}', '{ broken', '{"policy": 1, "version": 99}'])(
    'says what is wrong with %j and changes nothing',
    async (text) => {
      const store = createPlaygroundStore()
      const { document } = store.getState()
      await openText({ store, importer }, 'it', text)
      expect(store.getState().document).toBe(document)
      expect(store.getState().notices).toHaveLength(1)
    },
  )
})
