// Undo and redo of the document and what belongs to it: every change is kept, whoever made it, and what belongs together is one step. The editor has an undo
// of its own while it has the focus; here its text is one part of the document like the others.

import type { ChangedPart, HistorySlice, Kept } from '../shape/history.ts'
import type { StateCreator } from 'zustand'

import { keptOf } from '../kept.ts'
import type { Store } from '../shape/store.ts'

const PARTS: Readonly<Record<string, ChangedPart>> = {
  title: 'title',
  policy: 'policy',
  parameters: 'parameters',
  maps: 'maps',
  scenario: 'machine',
  tests: 'tests',
}

/** The part in which two states of a document differ; `document` where it is more than one. What an edit moves along is no part of its own. */
export function changedPart(before: Kept, after: Kept): ChangedPart {
  if (before.document === after.document) return before.breakpoints === after.breakpoints ? 'watches' : 'breakpoints'
  const old = new Map<string, unknown>(Object.entries(before.document))
  const now = new Map<string, unknown>(Object.entries(after.document))
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key))
  return changed.length === 1 ? (PARTS[changed[0] ?? ''] ?? 'document') : 'document'
}

export const createHistorySlice: StateCreator<Store, [], [], HistorySlice> = (set, get) => ({
  past: [],
  future: [],
  gesture: 'none',
  undo() {
    const { past, future } = get()
    const step = past.at(-1)
    if (step === undefined) return
    const undone = { part: step.part, kept: keptOf(get()) }
    set({ ...step.kept, past: past.slice(0, -1), future: [...future, undone], gesture: 'none' })
  },
  redo() {
    const { past, future } = get()
    const step = future.at(-1)
    if (step === undefined) return
    const redone = { part: step.part, kept: keptOf(get()) }
    set({ ...step.kept, past: [...past, redone], future: future.slice(0, -1), gesture: 'none' })
  },
  beginGesture: () => set({ gesture: 'begun' }),
  endGesture: () => set({ gesture: 'none' }),
})
