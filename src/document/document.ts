// The document that a person edits, and that links and files carry: policy, parameters, maps, scenario and what is on show.

import type { Scenario } from '../scenario/model.ts'
import type { MapEntry, PolicySource } from './policy.ts'
import type { Breakpoint } from './breakpoints.ts'
import type { PolicyTest } from './tests.ts'

export const DOCUMENT_VERSION = 1

/** A place in the run, and what of the page is open. */
export interface View {
  round: number
  /** null is the outcome of the round. */
  iteration: number | null
  /** A process that is looked at though the walk never comes to it; left out: the one of the iteration. */
  pid?: number
  /** Tabs and views that are open in place of the usual ones, by names that the page knows; it passes over others. */
  panes?: Readonly<Record<string, string>>
}

export interface PlaygroundDocument {
  title: string
  policy: PolicySource
  /** By name of a `const volatile` global: a number as text, or a string for char arrays. What is missing has its value from the text. */
  parameters: Readonly<Record<string, string>>
  maps: Readonly<Record<string, readonly MapEntry[]>>
  /** A scenario of the gallery by its id, or a whole one. */
  scenario: { kind: 'gallery'; id: string } | { kind: 'inline'; scenario: Scenario }
  /** What is expected of the policy on this machine; left out: nothing. */
  tests?: readonly PolicyTest[]
  /** Where its runs are looked at, and what of them is watched; left out: nothing. */
  breakpoints?: readonly Breakpoint[]
  watches?: readonly string[]
  /** What is on show. */
  view: View
}
