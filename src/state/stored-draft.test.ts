import { describe, expect, it } from 'vitest'

import { documentOfFile, printDocument } from '../share/file.ts'
import { GALLERY_CONTEXT } from '../share/gallery-context.ts'
import { selectShown } from './shown.ts'
import { scenarioOf } from './slices/document.ts'
import { createPlaygroundStore } from './store.ts'
import { createDraftStore, type DraftStore } from './stored-draft.ts'
import type { KeyValues } from './stored.ts'
import { memoryStorage } from './testing/browser.ts'

const BESIDE = { fragment: 'v1.a.b', masked: false }

/** A document with a machine of its own, after an edit of its text. */
function edited(text: string) {
  const store = createPlaygroundStore()
  store.getState().openImportedScenario({ ...scenarioOf(store.getState().document), title: 'Mine' })
  store.getState().editPolicy(text)
  return { store, shown: () => selectShown(store.getState()) }
}

const documentIn = (drafts: DraftStore) => documentOfFile(drafts.read()?.file, GALLERY_CONTEXT).document

/** A storage that notes the keys that are written, and has room for so many characters in an entry. */
function watched(room = Infinity) {
  const storage = memoryStorage()
  const written: string[] = []
  const refused: string[] = []
  const watching: KeyValues = {
    ...storage,
    setItem(key, value) {
      if (value.length > room) {
        refused.push(key)
        throw new Error('QuotaExceededError')
      }
      written.push(key)
      storage.setItem(key, value)
    },
  }
  return { storage: watching, written, refused }
}

describe('a draft', () => {
  it('gives back document, link and mask', () => {
    const storage = memoryStorage()
    const { shown } = edited('int x;')
    createDraftStore(storage).write(shown(), { fragment: 'v1.a.b', masked: true })
    const drafts = createDraftStore(storage)
    expect(drafts.isThere()).toBe(true)
    expect(drafts.read()).toMatchObject({ fragment: 'v1.a.b', masked: true })
    expect(documentIn(drafts)).toEqual(shown())
  })

  it('writes its machine only when it is another one', () => {
    const { storage, written } = watched()
    const drafts = createDraftStore(storage)
    const { store, shown } = edited('int x;')
    drafts.write(shown(), BESIDE)
    store.getState().editPolicy('int xy;')
    drafts.write(shown(), BESIDE)
    expect(written).toEqual(['oom-playground:draft-machine', 'oom-playground:draft', 'oom-playground:draft'])
    expect(documentIn(createDraftStore(storage))).toEqual(shown())
  })

  it('writes its machine again where another page has written its own', () => {
    const storage = memoryStorage()
    const [mine, theirs] = [createDraftStore(storage), createDraftStore(storage)]
    const own = edited('int own;')
    mine.write(own.shown(), BESIDE)
    theirs.write(edited('int theirs;').shown(), BESIDE)
    own.store.getState().editPolicy('int own2;')
    mine.write(own.shown(), BESIDE)
    expect(documentIn(createDraftStore(storage))).toEqual(own.shown())
  })

  it('stays the older one, whole, where there is no room for the machine', () => {
    const { storage, refused } = watched(2000)
    const store = createPlaygroundStore()
    store.getState().editPolicy('int small;')
    const drafts = createDraftStore(storage)
    drafts.write(selectShown(store.getState()), BESIDE)
    drafts.write(edited('int large;').shown(), BESIDE)
    drafts.write(edited('int larger;').shown(), BESIDE)
    // It is not printed again only to be refused again.
    expect(refused).toEqual(['oom-playground:draft-machine'])
    expect(documentIn(createDraftStore(storage))?.policy.text).toBe('int small;')
  })

  it('is read as it was written before', () => {
    const storage = memoryStorage()
    const { shown } = edited('int old;')
    storage.setItem('oom-playground:draft', JSON.stringify({ file: printDocument(shown()), ...BESIDE }))
    expect(documentIn(createDraftStore(storage))).toEqual(shown())
  })

  it('is gone with its machine when it is removed', () => {
    const storage = memoryStorage()
    const drafts = createDraftStore(storage)
    drafts.write(edited('int x;').shown(), BESIDE)
    drafts.remove()
    expect([drafts.isThere(), drafts.read(), storage.getItem('oom-playground:draft-machine')]).toEqual([
      false,
      null,
      null,
    ])
  })
})
