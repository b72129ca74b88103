// What breakpoints, watches and coverage came to in a finished run. Plain data, as the worker passes it on.

import type { Breakpoint } from '../../document/breakpoints.ts'

/** A statement of a run: round, stretch and number, one after another. */
export const HIT_SIZE = 3
/** In place of the number of a statement: where the policy is asked. */
export const AT_POLICY = 0xffff_ffff

export interface BreakpointHits {
  /** The line at which it stands: the next one with a statement. */
  line: number | null
  /** Why it has no hits, as a sentence; null where it is well formed. */
  problem: string | null
  /** How often it was hit; `hits` has the first MAX_HITS. */
  count: number
  /** True where there may be more: too many statements had to be looked at. */
  more: boolean
  hits: Uint32Array
}

/** How the values of a watch are meant. */
export type WatchKind = 'signed' | 'unsigned' | 'bool' | 'pointer'

export interface WatchValues {
  problem: string | null
  kind: WatchKind
  /** By round: the value at the end of each evaluation. */
  values: readonly BigInt64Array[]
  /** What pointers point to, by value; of very many different ones only the first. */
  names: ReadonlyMap<bigint, string>
}

/** What breakpoints, watches and coverage ask of a finished run. */
export interface AnalysisQuestion {
  /** How many rounds the run has. */
  rounds: number
  breakpoints: readonly Breakpoint[]
  watches: readonly string[]
}

export interface Analysis {
  /** By line of the policy, from 0: how often it was come to, NO_STATEMENT for lines without a statement. */
  lines: Int32Array
  breakpoints: readonly BreakpointHits[]
  watches: readonly WatchValues[]
}

export const NO_STATEMENT = -1
export const MAX_HITS = 2 ** 17
