// What the compare slice holds: what the policy on show is compared with, and that one's run on the same machine.

import type { GalleryPolicy } from '../../gallery/policy.ts'
import type { RunInput, RunOutput } from '../../simulator/trace/run.ts'
import type { FinishedRun } from './run.ts'

/** The other side of a comparison. */
export type Rival =
  /** No policy at all. */
  | { kind: 'kernel' }
  /** The policy on a kernel without the hook, as released ones are. */
  | { kind: 'no-hook' }
  | { kind: 'gallery'; policy: GalleryPolicy }
  /** The policy as it was when it was pinned. */
  | { kind: 'pinned'; title: string; loaded: Pick<RunInput, 'policy' | 'parameters' | 'maps'> }

/** A rival's run beside the run on show. */
export interface Comparison {
  run: FinishedRun
  rival: Rival
  /** Null when it could not be run. */
  output: RunOutput | null
}

export interface CompareSlice {
  rival: Rival
  /** The policy that was pinned last. */
  pinned: Extract<Rival, { kind: 'pinned' }> | null
  comparison: Comparison | null
  chooseRival: (rival: Rival) => void
  /** Keeps the policy as it is now, to compare later edits with it. */
  pinPolicy: () => void
  comparisonAnswered: (comparison: Comparison) => void
  /** Shows the rival beside the policy on show. */
  openComparison: (rival: Rival) => void
  /** Shows the step in which the process on show lost. */
  blame: () => void
}
