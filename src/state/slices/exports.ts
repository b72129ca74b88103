// The exports slice: for which kernel the policy is exported, whether its C stands beside the text, and which line is pointed at in either.

import type { ExportsSlice } from '../shape/exports.ts'
import type { StateCreator } from 'zustand'

import type { Store } from '../shape/store.ts'

export const createExportsSlice: StateCreator<Store, [], [], ExportsSlice> = (set, get) => ({
  exportTarget: 'fmod_ret',
  exportBeside: false,
  linkedLine: null,
  chooseExportTarget: (exportTarget) => set({ exportTarget }),
  toggleExportBeside: () => set({ exportBeside: !get().exportBeside, narrowTab: 'policy' }),
  pointAtLine: (linkedLine) => {
    const before = get().linkedLine
    if (before?.line !== linkedLine?.line || before?.at !== linkedLine?.at) set({ linkedLine })
  },
})
