// The document that a person edits, and that links and files carry: policy, parameters, maps, scenario and what is on show.

import type { Scenario } from '../scenario/model.ts'
import type { MapEntry, PolicySource } from '../simulator/engine.ts'

export const DOCUMENT_VERSION = 1

export interface PlaygroundDocument {
  title: string
  policy: PolicySource
  /** By name of a `const volatile` global: a number as text, or a string for char arrays. What is missing has its value from the text. */
  parameters: Readonly<Record<string, string>>
  maps: Readonly<Record<string, readonly MapEntry[]>>
  /** A scenario of the gallery by its id, or a whole one. */
  scenario: { kind: 'gallery'; id: string } | { kind: 'inline'; scenario: Scenario }
  /** What is on show. */
  view: { round: number; iteration: number | null }
}
