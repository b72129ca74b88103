// What every reader of a machine gives, whatever its text was.

import type { Scenario } from '../model.ts'
import type { Problem } from '../problem.ts'
import type { Gap } from './gaps.ts'
import type { KernelLog } from './import-log.ts'
import type { Replay } from './replay.ts'

/** Who killed, where the text tells. */
export type Killer =
  | 'kernel-memcg'
  | 'kernel-global'
  | 'systemd-oomd'
  | 'earlyoom'
  | 'lmkd'
  | 'lmk'
  | 'kubelet'
  | 'unknown'

export interface ImportedMachine {
  /** One sentence: what the text tells. */
  readonly summary: string
  /** Null where the text says of no process how large it is. */
  readonly scenario: Scenario | null
  /** What the text does not say and the scenario assumes. */
  readonly gaps: readonly Gap[]
  /** What is damaged, missing or odd. */
  readonly problems: readonly Problem[]
  readonly killer: Killer
  /** How the decision was replayed; null where the text tells of none. */
  readonly replay: Replay | null
  /** The reports of a kernel log, and which of them this is. */
  readonly log: { readonly all: KernelLog; readonly pick: number } | null
}
