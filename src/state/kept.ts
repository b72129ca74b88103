// What belongs to the document that is edited, beside it: drafts keep it, and undo brings it back.

import type { Kept } from './shape/history.ts'

/** Of a store, what belongs to its document. */
export const keptOf = ({ document, breakpoints, watches, rawImport }: Kept): Kept => ({
  document,
  breakpoints,
  watches,
  rawImport,
})

/** True where nothing of it differs that a person changes by hand: the log of a machine comes and goes with the machine. */
export const isSameKept = (one: Kept, other: Kept): boolean =>
  one.document === other.document && one.breakpoints === other.breakpoints && one.watches === other.watches
