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

/** A policy or a machine of the matrix. */
export interface MatrixItem {
  id: string
  title: string
}

/** A policy on a machine, by their ids. */
export interface MatrixPair {
  policy: string
  scenario: string
}

export interface Matrix {
  policies: readonly MatrixItem[]
  scenarios: readonly MatrixItem[]
  /** By policy, then by scenario; null where the policy has errors. */
  cells: readonly (readonly (MatrixCell | null)[])[]
}

/** What is not of the gallery: it stands before it. */
export const KERNEL_ID = ':kernel'
export const DOCUMENT_ID = ':document'
export const DOCUMENT_POLICY: MatrixItem = { id: DOCUMENT_ID, title: 'This policy' }
export const DOCUMENT_MACHINE: MatrixItem = { id: DOCUMENT_ID, title: 'This machine' }
export const KERNEL_POLICY: MatrixItem = { id: KERNEL_ID, title: "The kernel's rule" }
