// What the exports slice holds: the target of the export, and which line is pointed at in the policy or its C.

import type { ExportTarget } from '../../backend/bpf-c/targets.ts'

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
