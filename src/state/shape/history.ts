// What the history slice holds: the steps that can be undone and redone.

import type { EditedDocument } from './document.ts'

/** What changed, in the words of a person. */
export type ChangedPart = 'title' | 'policy' | 'parameters' | 'maps' | 'machine' | 'tests' | 'document'

/** One step back or on. */
export interface HistoryStep {
  part: ChangedPart
  document: EditedDocument
}

export interface HistorySlice {
  /** Documents as they were before each step, the newest last. */
  past: readonly HistoryStep[]
  /** Documents that were undone, the next one last. */
  future: readonly HistoryStep[]
  /** While something is dragged all changes are one step. */
  gesture: 'none' | 'begun' | 'changing'
  undo: () => void
  redo: () => void
  beginGesture: () => void
  endGesture: () => void
}
