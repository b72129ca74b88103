// What a command is. The rows are in the files beside this one, one file an area; index.ts is the table of all.

import type { Playground } from '../../state/playground.ts'
import type { Store } from '../../state/shape/store.ts'

export const GROUPS = ['Steps', 'Machine', 'Policy', 'Compare and test', 'Document', 'Page'] as const
export type CommandGroup = (typeof GROUPS)[number]

/**
 * Where the keys of a chord work.
 * `page`: where no text is typed and no other control wants them; all single keys are of this kind.
 * `editor`: in the policy's editor, before the editor itself sees them.
 * `everywhere`: both, and in every other field.
 */
export type KeyScope = 'page' | 'editor' | 'everywhere'

export interface CommandKey {
  /** As in chord.ts. */
  chord: string
  where: KeyScope
}

export interface Command {
  /** `area.what`, unlike any other. */
  id: string
  /** What a person does, as the palette and the sheet say it. */
  title: string
  /** One sentence more, for whoever does not know the words of the title. */
  description: string
  group: CommandGroup
  /** The first one is shown first. */
  keys: readonly CommandKey[]
  /** Why it can do nothing just now, as a sentence; null or absent where it can. Its keys are then left to others. */
  unavailable?: (state: Store) => string | null
  run: (playground: Playground) => void | Promise<void>
}

export const onPage = (chord: string): CommandKey => ({ chord, where: 'page' })
export const inEditor = (chord: string): CommandKey => ({ chord, where: 'editor' })
export const everywhere = (chord: string): CommandKey => ({ chord, where: 'everywhere' })

/** A `run` that only needs the store. */
export const withStore =
  (act: (state: Store) => void): Command['run'] =>
  ({ store }) =>
    act(store.getState())
