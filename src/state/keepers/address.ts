// The address bar and the draft: after a pause in editing both hold what is on the screen. A link in the address wins over the draft,
// unless the draft was written while that very link stood there: then it is the newer of the two.

import type { PlaygroundDocument } from '../../document/document.ts'
import { keepAnswered } from '../asking.ts'
import { isSameKept } from '../kept.ts'
import { SAMPLE, scenarioOf } from '../slices/document.ts'
import { isUntouched, selectShown } from '../shown.ts'
import { loadLinkCode, LINKS_NOT_LOADED } from '../load-link-code.ts'
import { openLink } from './open.ts'
import { ruleOfFragment } from '../rule-link.ts'
import type { PlaygroundStore, Store } from '../shape/store.ts'
import type { Draft, DraftStore } from '../stored-draft.ts'

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

/** What a link is made of. */
interface LinkQuestion {
  shown: PlaygroundDocument
  masked: boolean
}

const linkQuestionOf = (state: Store): LinkQuestion => ({ shown: selectShown(state), masked: state.maskLink })

const hasSameLink = (one: LinkQuestion, other: LinkQuestion): boolean =>
  one.shown === other.shown && one.masked === other.masked

type MadeLink =
  | { kind: 'made'; fragment: string; left: readonly string[]; leftOut: number }
  | { kind: 'too-large' }
  | { kind: 'not-loaded' }

async function makeLink({ shown, masked }: LinkQuestion): Promise<MadeLink> {
  if (scenarioOf(shown).tasks.length > MAX_TASKS) return { kind: 'too-large' }
  const links = await loadLinkCode()
  if (links === null) return { kind: 'not-loaded' }
  const { document, left, leftOut } = masked ? links.maskDocument(shown) : { document: shown, left: [], leftOut: 0 }
  return { kind: 'made', fragment: await links.encodeLink(document, links.GALLERY_CONTEXT), left, leftOut }
}

async function openKept(store: PlaygroundStore, { file, masked }: Draft): Promise<boolean> {
  const links = await loadLinkCode()
  if (links === null) {
    store.getState().notify(LINKS_NOT_LOADED)
    return false
  }
  const { document } = links.documentOfFile(file, links.GALLERY_CONTEXT)
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
  drafts: DraftStore,
): Promise<Draft | null> {
  const fragment = address.readFragment()
  const draft = drafts.read()
  const rule = ruleOfFragment(fragment)
  if (rule !== null) store.getState().explainRule(rule)
  const isTheDraft = rule !== null || draft?.fragment === fragment
  if (draft !== null && isTheDraft && (await openKept(store, draft))) {
    store.getState().notify({ id: 'draft', tone: 'note', text: 'Your draft is back.', action: RETURN })
    return null
  }
  if (fragment !== '' && rule === null) await openLink(store, fragment)
  if (draft === null) return null
  store.getState().notify({
    id: 'draft',
    tone: 'note',
    text: 'Opened the link. Your draft is saved.',
    action: { kind: 'open-draft', label: 'Open my draft' },
  })
  return draft
}

/** Opens a draft that was kept. */
export const openDraft = (store: PlaygroundStore, draft: Draft): Promise<boolean> => openKept(store, draft)

const holdsDocument = (address: AddressBar): boolean =>
  address.readFragment() !== '' && ruleOfFragment(address.readFragment()) === null

/** Keeps draft, address and `link` in step with the store. `flush` writes the draft at once, for when the page goes away. */
export function keepAddress(store: PlaygroundStore, address: AddressBar, drafts: DraftStore): { flush: () => void } {
  let draftTimer: ReturnType<typeof setTimeout> | undefined

  function saveDraft() {
    clearTimeout(draftTimer)
    draftTimer = undefined
    const state = store.getState()
    if (state.document === SAMPLE) drafts.remove()
    else drafts.write(selectShown(state), { fragment: address.readFragment(), masked: state.maskLink })
  }

  function putLink(_question: LinkQuestion, link: MadeLink) {
    const state = store.getState()
    switch (link.kind) {
      case 'too-large':
        address.writeFragment('')
        return state.linkRefused()
      case 'not-loaded':
        return state.notify(LINKS_NOT_LOADED)
      case 'made':
        state.namesFound(link.left, link.leftOut)
        state.linkMade(`${address.base()}#${link.fragment}`)
        if (isUntouched(state) && !holdsDocument(address)) return
        // The link to a rule stays until its explanation is closed.
        if (state.dialog === 'rules' && ruleOfFragment(address.readFragment()) !== null) return
        // The address of a masked link has no other names than the link: it is copied and ends up in histories just as well.
        address.writeFragment(link.fragment)
        // The draft names the link beside which it was written.
        if (drafts.isThere() && draftTimer === undefined) saveDraft()
    }
  }

  /** The explanation that the address names is closed: the address is that of the document again. */
  function leaveRule() {
    if (ruleOfFragment(address.readFragment()) === null) return
    address.writeFragment('')
    links.again()
  }

  store.subscribe((state, previous) => {
    if (previous.dialog === 'rules' && state.dialog !== 'rules') leaveRule()
    if (state.link !== null && !hasSameLink(linkQuestionOf(state), linkQuestionOf(previous))) state.linkMade(null)
    if (isSameKept(state, previous)) return
    clearTimeout(draftTimer)
    draftTimer = setTimeout(saveDraft, DRAFT_DELAY_MS)
  })
  const links = keepAnswered(store, linkQuestionOf, makeLink, putLink, { isSame: hasSameLink, pauseMs: LINK_DELAY_MS })
  return {
    flush() {
      if (draftTimer !== undefined) saveDraft()
    },
  }
}
