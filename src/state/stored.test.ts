import { expect, it } from 'vitest'

import { memoryStorage } from './testing/browser.ts'
import { createDraftStore } from './stored-draft.ts'
import { readHung, readSettings, writeSettings, type KeyValues } from './stored.ts'
import { DEFAULT_SETTINGS } from './shape/view.ts'

it('gives back what was stored', () => {
  const storage = memoryStorage()
  const settings = { ...DEFAULT_SETTINGS, theme: 'dark' as const, shares: { why: 30 } }
  writeSettings(storage, settings)
  expect(readSettings(storage)).toEqual(settings)
})

it.each([
  '',
  'no json',
  '[]',
  '5',
  '{"form":{"scenario":{"stored":"x"}},"fragment":""}',
  '{"theme":"pink","speed":"fast","shares":{"why":"wide"}}',
  '{"file":1}',
])('takes %j in the storage for nothing', (text) => {
  const storage = memoryStorage()
  for (const key of ['draft', 'draft-machine', 'settings', 'hung']) storage.setItem(`oom-playground:${key}`, text)
  expect(readSettings(storage)).toEqual(DEFAULT_SETTINGS)
  expect(createDraftStore(storage).read()).toBeNull()
  expect(readHung(storage)).toBeNull()
})

it('lives with a storage that throws', () => {
  const refuse = () => {
    throw new Error('denied')
  }
  const storage: KeyValues = { getItem: refuse, setItem: refuse, removeItem: refuse }
  writeSettings(storage, DEFAULT_SETTINGS)
  expect(readSettings(storage)).toEqual(DEFAULT_SETTINGS)
  expect(createDraftStore(storage).read()).toBeNull()
})
