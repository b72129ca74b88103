// What the history slice holds: the steps that can be undone and redone.

import type { SetBreakpoint } from './breakpoints.ts'
import type { EditedDocument } from './document.ts'
import type { RawImport } from './intake.ts'

/** What changed, in the words of a person. */
export type ChangedPart =
  | 'title'
  | 'policy'
  | 'parameters'
  | 'maps'
  | 'machine'
  | 'tests'
  | 'breakpoints'
  | 'watches'
  | 'document'

/** The document, and what belongs to it: what is asked of its runs, and the log that its machine was read from. */
export interface Kept {
  document: EditedDocument
  breakpoints: readonly SetBreakpoint[]
  watches: readonly string[]
  rawImport: RawImport | null
}

/** One step back or on. */
export interface HistoryStep {
  part: ChangedPart
  kept: Kept
}

export interface HistorySlice {
  /** What was there before each step, the newest last. */
  past: readonly HistoryStep[]
  /** What was undone, the next one last. */
  future: readonly HistoryStep[]
  /** While something is dragged all changes are one step. */
  gesture: 'none' | 'begun' | 'changing'
  undo: () => void
  redo: () => void
  beginGesture: () => void
  endGesture: () => void
}
