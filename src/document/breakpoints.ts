// Where a person wants to stop in a run. Plain data, as documents keep it.

import type { Verdict } from '../kernel/interfaces.ts'

/** Everything that is set must hold. */
export interface Breakpoint {
  /** A line of the policy, from 1 on; null for the evaluation as a whole. */
  line: number | null
  /** An expression over the names at that line (without a line: globals, task and oc); empty for none. */
  condition: string
  /** Pid or comm of the task under evaluation; empty for all. */
  task: string
  /** What the policy answered; null for all. */
  verdict: Verdict | null
  /** True for evaluations after which oc->chosen is another one. */
  change: boolean
}
