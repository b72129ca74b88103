// Keeps the steps that can be undone in step with the document: what belongs together is one step.

import type { EditedDocument } from '../shape/document.ts'
import type { ChangedPart } from '../shape/history.ts'
import type { PlaygroundStore } from '../shape/store.ts'
import { isSameKept, keptOf } from '../kept.ts'
import { changedPart } from '../slices/history.ts'

/** So many steps are kept; documents share what is equal in them. */
const MAX_STEPS = 200

/** What is typed letter by letter. Changes of a machine are steps of their own, unless they are one gesture. */
const TYPED: ReadonlySet<ChangedPart> = new Set(['title', 'policy', 'parameters', 'maps', 'tests'])

/** Changes of the same part in quicker succession are one step. */
export const SAME_STEP_MS = 900

/** Remembers every change of the document from now on. `now` is a clock in milliseconds. */
export function keepHistory(store: PlaygroundStore, now: () => number): void {
  let last: { part: ChangedPart; at: number; document: EditedDocument } | null = null
  store.subscribe((state, previous) => {
    if (isSameKept(state, previous)) return
    // Undo and redo have moved the steps themselves.
    if (state.past !== previous.past) {
      last = null
      return
    }
    const part = changedPart(previous, state)
    const at = now()
    const continues =
      state.gesture === 'changing' ||
      (state.gesture === 'none' &&
        TYPED.has(part) &&
        last !== null &&
        last.part === part &&
        last.document === previous.document &&
        at - last.at < SAME_STEP_MS)
    last = { part, at, document: state.document }
    store.setState({
      future: [],
      ...(continues ? {} : { past: [...state.past, { part, kept: keptOf(previous) }].slice(-MAX_STEPS) }),
      ...(state.gesture === 'begun' ? { gesture: 'changing' as const } : {}),
    })
  })
}
