// The smallest changes that flip a decision, as they are found (lab/flip.ts) and told (flip-words.ts).

import type { WorldChange } from '../scenario/change.ts'
import type { RoundOutcome } from '../simulator/trace/trace.ts'

export const FLIP_KINDS = ['memory', 'adj', 'limit'] as const

/** What is changed: the anonymous memory of the process, its oom_score_adj, or the limit that was reached. */
export type FlipKind = (typeof FLIP_KINDS)[number]

/** Whom a run kills first. */
export type FirstVictim = { kind: 'victim'; task: number } | { kind: 'nobody'; outcome: RoundOutcome | 'fault' }

export type Flip =
  | {
      kind: FlipKind
      found: true
      change: WorldChange
      /** What the run then comes to. */
      then: FirstVictim
      /** The neighbouring value, at which the decision is as it was. */
      spared: number
    }
  /** No value from `least` to `most` flips it, as far as was searched. */
  | { kind: FlipKind; found: false; least: number; most: number; from: number }
  /** There is nothing to change. */
  | { kind: FlipKind; found: false; because: 'no-memory' | 'no-limit' }

export interface FlipAnswer {
  /** The task asked about, and whether it is the first victim as things stand. */
  task: number
  isVictim: boolean
  flips: readonly Flip[]
  /** How often the machine was played. */
  runs: number
}
