// The address bar and the draft: after a pause in editing both hold what is on the screen. A link in the address wins over the draft,
// unless the draft was written while that very link stood there: then it is the newer of the two.

import { printDocument, parseDocument } from '../share/file.ts'
import { encodeLink } from '../share/fragment.ts'
import { maskDocument } from '../share/mask.ts'
import { documentOnShow, SAMPLE } from './document.ts'
import { LINK_CONTEXT } from './library.ts'
import { openLink } from './open.ts'
import type { PlaygroundStore, Store } from './store.ts'
import { readDraft, removeDraft, writeDraft, type Draft, type KeyValues } from './stored.ts'

/** The part of the browser's window that is used. */
export interface AddressBar {
  /** Without its `#`. */
  readFragment(): string
  writeFragment(fragment: string): void
  /** The address without a fragment. */
  base(): string
}

const DRAFT_DELAY_MS = 200
const LINK_DELAY_MS = 400

const isUntouched = ({ document, cursor }: Pick<Store, 'document' | 'cursor'>): boolean =>
  document === SAMPLE && cursor.iteration === null && cursor.round === 0

const openFile = (store: PlaygroundStore, file: string): boolean => {
  const { document } = parseDocument(file, LINK_CONTEXT)
  if (document !== null) store.getState().openDocument(document)
  return document !== null
}

const RETURN = { kind: 'return-to-sample', label: 'Back to the sample' } as const

/** Opens what the last visit left or what the address names. Gives the draft that was not opened, or null. */
export async function openFirst(
  store: PlaygroundStore,
  address: AddressBar,
  storage: KeyValues,
): Promise<Draft | null> {
  const fragment = address.readFragment()
  const draft = readDraft(storage)
  if (draft !== null && draft.fragment === fragment && openFile(store, draft.file)) {
    store.getState().notify({ id: 'draft', tone: 'note', text: 'Your draft is back.', action: RETURN })
    return null
  }
  if (fragment !== '') await openLink(store, fragment)
  if (draft === null) return null
  store.getState().notify({
    id: 'draft',
    tone: 'note',
    text: 'The link is on the screen. Your draft from before is kept.',
    action: { kind: 'open-draft', label: 'Open my draft' },
  })
  return draft
}

/** Opens a draft that was kept. */
export const openDraft = (store: PlaygroundStore, draft: Draft): boolean => openFile(store, draft.file)

/** Keeps draft, address and `link` up with the store. `flush` writes the draft at once, for when the page goes away. */
export function keepAddress(store: PlaygroundStore, address: AddressBar, storage: KeyValues): { flush: () => void } {
  let draftTimer: ReturnType<typeof setTimeout> | undefined
  let linkTimer: ReturnType<typeof setTimeout> | undefined
  let newest = 0

  function saveDraft() {
    clearTimeout(draftTimer)
    draftTimer = undefined
    const state = store.getState()
    if (state.document === SAMPLE) removeDraft(storage)
    else writeDraft(storage, { file: printDocument(documentOnShow(state)), fragment: address.readFragment() })
  }

  async function makeLink() {
    const mine = ++newest
    const state = store.getState()
    const fragment = await encodeLink(documentOnShow(state), LINK_CONTEXT)
    const masked = state.maskLink ? maskDocument(documentOnShow(state)) : null
    const shared = masked === null ? fragment : await encodeLink(masked.document, LINK_CONTEXT)
    if (mine !== newest) return
    store.getState().namesFound(masked?.left ?? [])
    store.getState().linkMade(`${address.base()}#${shared}`)
    if (isUntouched(state) && address.readFragment() === '') return
    address.writeFragment(fragment)
    // The draft names the link beside which it was written.
    if (readDraft(storage) !== null && draftTimer === undefined) saveDraft()
  }

  function pause() {
    clearTimeout(linkTimer)
    linkTimer = setTimeout(() => void makeLink(), LINK_DELAY_MS)
  }

  store.subscribe((state, previous) => {
    const isSame = state.document === previous.document && state.cursor === previous.cursor
    if (isSame && state.maskLink === previous.maskLink) return
    newest++
    if (state.link !== null) state.linkMade(null)
    pause()
    if (state.document === previous.document) return
    clearTimeout(draftTimer)
    draftTimer = setTimeout(saveDraft, DRAFT_DELAY_MS)
  })
  pause()
  return {
    flush() {
      if (draftTimer !== undefined) saveDraft()
    },
  }
}
