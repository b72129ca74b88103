// The import slice: what is being read from a log or a snapshot, for the import sheet. importer.ts does the reading.

import type { StateCreator } from 'zustand'

import type { ImportOutput } from '../worker/protocol.ts'
import type { Store } from './store.ts'

export type Intake =
  | { phase: 'reading'; name: string; done: number; total: number }
  | ({ phase: 'log'; name: string } & Omit<ImportOutput & { kind: 'log' }, 'kind'>)
  | ({ phase: 'snapshot'; name: string } & Omit<ImportOutput & { kind: 'snapshot' }, 'kind'>)

export interface ImportSlice {
  /** What the import sheet shows; null while it is closed. */
  intake: Intake | null
  showIntake: (intake: Intake) => void
  closeIntake: () => void
}

export const createImportSlice: StateCreator<Store, [], [], ImportSlice> = (set) => ({
  intake: null,
  showIntake: (intake) => set({ intake, dialog: null }),
  closeIntake: () => set({ intake: null }),
})
