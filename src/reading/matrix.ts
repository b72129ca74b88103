// What policies by machines came to (lab/matrix.ts).

import type { RunFigures } from './compare.ts'

export interface MatrixCell {
  /** Who dies, or what happens in their place, in a few words. */
  text: string
  outcome: RunFigures['outcome']
  killed: number
  freedPages: number
  rounds: number
}

export interface Matrix {
  policies: readonly { id: string; title: string }[]
  scenarios: readonly { id: string; title: string }[]
  /** By policy, then by scenario; null where the policy has errors. */
  cells: readonly (readonly (MatrixCell | null)[])[]
}

/** Ids of what is not of the gallery. */
export const KERNEL_ID = ':kernel'

export const DOCUMENT_ID = ':document'
