// The exports slice: for which kernel the policy is exported, whether its C stands beside the text, and which line is pointed at in either.

import type { StateCreator } from 'zustand'

import type { ExportTarget } from '../../backend/bpf-c/targets.ts'
import type { Store } from '../store.ts'

/** A line of the policy's text, counted from 1, that somebody points at there or in the exported C. */
export interface LinkedLine {
  line: number
  at: 'policy' | 'export'
}

export interface ExportsSlice {
  exportTarget: ExportTarget
  /** True when the exported C stands beside the editor. */
  exportBeside: boolean
  linkedLine: LinkedLine | null
  chooseExportTarget: (target: ExportTarget) => void
  toggleExportBeside: () => void
  /** Somebody points at a line; at none of them with null. */
  pointAtLine: (line: LinkedLine | null) => void
}

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
