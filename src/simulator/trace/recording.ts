// The statements of one stretch of a run, as recorded: plain data, as the worker passes it on.

import type { Probe } from '../../backend/wasm/debug-info.ts'
import type { Span } from '../../policy/span.ts'
import type { Moment } from './moment.ts'

/** A place in the policy's text or in the kernel's source at which a run can be stopped. */
export interface StatementSite {
  origin: Probe['origin']
  function: string
  span: Span
}

/** Where in a stretch to begin: at a statement by its number, or at one of its ends. `policy` is where the policy is asked. */
export type Wanted = number | 'policy' | 'last'

export interface Recording {
  round: number
  /** The iteration, or the count of iterations for what comes after the last. */
  stretch: number
  /** The places of the statements, in order: indices into `sites`. */
  site: Uint32Array
  /** How many calls are open at each statement. */
  depth: Uint16Array
  sites: readonly StatementSite[]
  /** True when there were more statements than are kept. */
  truncated: boolean
  /** The statement asked for. */
  at: number
  /** Number of the first moment. */
  from: number
  moments: readonly Moment[]
}

export interface StepQuestion {
  round: number
  /** The iteration; the count of iterations is what comes after the last. */
  stretch: number
  wanted: Wanted
}
