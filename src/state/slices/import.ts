// The import slice: what is being read from a log or a snapshot, for the import sheet. importer.ts does the reading.

import type { ImportSlice } from '../shape/import.ts'
import type { StateCreator } from 'zustand'

import type { Store } from '../shape/store.ts'

export const createImportSlice: StateCreator<Store, [], [], ImportSlice> = (set) => ({
  intake: null,
  showIntake: (intake) => set({ intake, dialog: null }),
  closeIntake: () => set({ intake: null }),
  rawImport: null,
  keepRawImport: (rawImport) => set({ rawImport }),
})
