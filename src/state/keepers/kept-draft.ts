// The draft that is not on the screen: that of the last visit beside a link that was opened, or one's own beside the sample.

import type { PlaygroundStore } from '../shape/store.ts'
import type { Draft, DraftStore } from '../stored-draft.ts'
import { openDraft } from './address.ts'

export interface KeptDraft {
  /** Opens the sample; what was on the screen is kept until somebody edits. */
  returnToSample(): void
  open(): void
}

/** `first` is the draft that the visit did not begin with. */
export function createKeptDraft(store: PlaygroundStore, drafts: DraftStore, first: Draft | null): KeptDraft {
  let kept = first
  return {
    returnToSample() {
      const { notify, dismissNotice, returnToSample } = store.getState()
      kept = drafts.read()
      returnToSample()
      if (kept === null) return dismissNotice('draft')
      notify({
        id: 'draft',
        tone: 'note',
        text: 'Opened the sample. Your draft is kept until you edit.',
        action: { kind: 'open-draft', label: 'Open my draft' },
      })
    },
    open() {
      if (kept !== null) void openDraft(store, kept)
      store.getState().dismissNotice('draft')
      store.getState().dismissNotice('opened')
    },
  }
}
