// What the document slice holds: what a person edits, and the actions that do it.

import type { PolicyLanguage, PolicySource } from '../../document/policy.ts'
import type { GalleryPolicy } from '../../gallery/policy.ts'
import type { WorldChange } from '../../scenario/change.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { PlaygroundDocument } from '../../document/document.ts'
import type { MapEntry } from '../../document/policy.ts'

/** A document without what is on show, which the cursor holds, and what is asked of its runs (breakpoints.ts). */
export type EditedDocument = Omit<PlaygroundDocument, 'view' | 'breakpoints' | 'watches'>

/** Where a policy of the gallery is opened: on the machine that shows it best, or on the one on the screen. */
export type MachineChoice = 'its-own' | 'on-screen'

export interface DocumentSlice {
  /** What is edited. It is replaced as a whole by every edit, so that a reference tells whether anything changed. */
  document: EditedDocument
  renameDocument: (title: string) => void
  editPolicy: (text: string) => void
  /** null takes the value that stands in the policy's text. */
  setParameter: (name: string, value: string | null) => void
  setMapEntries: (name: string, entries: readonly MapEntry[]) => void
  /** Opens a policy of the gallery in a language. */
  openPolicy: (policy: GalleryPolicy, language: PolicyLanguage, on?: MachineChoice) => void
  /** Begins a policy in a language, on the machine that is on the screen. */
  beginPolicy: (language: PolicyLanguage) => void
  /** Goes on with the same policy in another text: values of parameters and maps stay. */
  rewritePolicy: (policy: PolicySource) => void
  /** Opens a machine of the gallery. `known`: the policy of the gallery that the document has unchanged, null for one of its own. */
  openScenario: (id: string, known: GalleryPolicy | null) => void
  openImportedScenario: (scenario: Scenario) => void
  openImportedPolicy: (policy: PolicySource, title: string) => void
  /** Puts a machine with its own title on the screen, with this policy instead of the present one unless it is null. */
  openMachine: (scenario: Scenario, policy: string | null) => void
  /** Makes one change of the machine on show. */
  makeChange: (change: WorldChange) => void
  openDocument: (document: PlaygroundDocument) => void
  returnToSample: () => void
}
