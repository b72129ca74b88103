// The address bar and the draft: after a pause in editing both hold what is on the screen. A link in the address wins over the draft,
// unless the draft was written while that very link stood there: then it is the newer of the two.

import { printDocument, parseDocument } from '../../share/file.ts'
import { documentOnShow, SAMPLE, scenarioOf } from '../slices/document.ts'
import { GALLERY_CONTEXT } from '../../share/gallery-context.ts'
import { loadLinks, LINKS_NOT_LOADED } from '../links.ts'
import { openLink } from './open.ts'
import { ruleOfFragment } from '../rule-link.ts'
import { panesOnShow } from '../panes.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'
import { readDraft, removeDraft, writeDraft, type Draft, type KeyValues } from '../stored.ts'
import { DEFAULT_SETTINGS } from '../shape/view.ts'

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

/** Browsers refuse addresses of some megabytes, and making one of more processes than these would stop the page for too long. */
const MAX_TASKS = 20_000

/** Nothing is on show but what a first visit shows. The view of the world is a setting, which this browser remembers anyway. */
function isUntouched(state: Store): boolean {
  const { cursor, inspectedTask, settings } = state
  const panes = panesOnShow({ ...state, settings: { ...settings, worldView: DEFAULT_SETTINGS.worldView } })
  const isSample = state.document === SAMPLE && cursor.iteration === null && cursor.round === 0
  const isAsked = state.breakpoints.length > 0 || state.watches.length > 0
  return isSample && !isAsked && inspectedTask === null && Object.keys(panes).length === 0
}

const isAskedTheSame = (state: Store, before: Store): boolean =>
  state.breakpoints === before.breakpoints && state.watches === before.watches

/** True where the link of what is on show stays the same. */
const showsTheSame = (state: Store, before: Store): boolean =>
  state.document === before.document &&
  isAskedTheSame(state, before) &&
  state.cursor === before.cursor &&
  state.inspectedTask === before.inspectedTask &&
  state.bottomTab === before.bottomTab &&
  state.policyTab === before.policyTab &&
  state.narrowTab === before.narrowTab &&
  state.settings.worldView === before.settings.worldView &&
  state.maskLink === before.maskLink

function openKept(store: PlaygroundStore, { file, masked }: Draft): boolean {
  const { document } = parseDocument(file, GALLERY_CONTEXT)
  if (document === null) return false
  store.getState().openDocument(document)
  store.getState().chooseMaskLink(masked)
  return true
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
  const rule = ruleOfFragment(fragment)
  if (rule !== null) store.getState().explainRule(rule)
  const isTheDraft = rule !== null || draft?.fragment === fragment
  if (draft !== null && isTheDraft && openKept(store, draft)) {
    store.getState().notify({ id: 'draft', tone: 'note', text: 'Your draft is back.', action: RETURN })
    return null
  }
  if (fragment !== '' && rule === null) await openLink(store, fragment)
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
export const openDraft = (store: PlaygroundStore, draft: Draft): boolean => openKept(store, draft)

const holdsDocument = (address: AddressBar): boolean =>
  address.readFragment() !== '' && ruleOfFragment(address.readFragment()) === null

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
    else {
      const file = printDocument(documentOnShow(state))
      writeDraft(storage, { file, fragment: address.readFragment(), masked: state.maskLink })
    }
  }

  async function makeLink() {
    const mine = ++newest
    const state = store.getState()
    if (scenarioOf(state.document).tasks.length > MAX_TASKS) {
      address.writeFragment('')
      return store.getState().linkRefused()
    }
    const links = await loadLinks()
    if (mine !== newest) return
    if (links === null) return store.getState().notify(LINKS_NOT_LOADED)
    const masked = state.maskLink ? links.maskDocument(documentOnShow(state)) : null
    // The address of a masked link has no other names than the link: it is copied and ends up in histories just as well.
    const fragment = await links.encodeLink(masked?.document ?? documentOnShow(state), GALLERY_CONTEXT)
    if (mine !== newest) return
    store.getState().namesFound(masked?.left ?? [], masked?.leftOut ?? 0)
    store.getState().linkMade(`${address.base()}#${fragment}`)
    if (isUntouched(state) && !holdsDocument(address)) return
    // The link to a rule stays until its explanation is closed.
    if (state.dialog === 'rules' && ruleOfFragment(address.readFragment()) !== null) return
    address.writeFragment(fragment)
    // The draft names the link beside which it was written.
    if (readDraft(storage) !== null && draftTimer === undefined) saveDraft()
  }

  function pause() {
    clearTimeout(linkTimer)
    linkTimer = setTimeout(() => void makeLink(), LINK_DELAY_MS)
  }

  /** The explanation that the address names is closed: the address is that of the document again. */
  function leaveRule() {
    if (ruleOfFragment(address.readFragment()) === null) return
    address.writeFragment('')
    pause()
  }

  store.subscribe((state, previous) => {
    if (previous.dialog === 'rules' && state.dialog !== 'rules') leaveRule()
    if (showsTheSame(state, previous)) return
    newest++
    if (state.link !== null) state.linkMade(null)
    pause()
    if (state.document === previous.document && isAskedTheSame(state, previous)) return
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
