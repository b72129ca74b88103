// The intake slice: what is being read from a file, for the import sheet. keepers/reading-files.ts does the reading.

import type { IntakeSlice } from '../shape/intake.ts'
import type { StateCreator } from 'zustand'

import type { Store } from '../shape/store.ts'

export const createIntakeSlice: StateCreator<Store, [], [], IntakeSlice> = (set) => ({
  intake: null,
  showIntake: (intake) => set({ intake, dialog: null }),
  closeIntake: () => set({ intake: null }),
  rawImport: null,
  keepRawImport: (rawImport) => set({ rawImport }),
})
