// What can be seen before one statement runs: plain data, as the worker passes it on.

import type { Probe } from '../../backend/wasm/debug-info.ts'
import type { Span } from '../../policy/span.ts'
import type { MapContents } from './trace.ts'

/** One value with its name, such as a local or a field. */
export interface NamedValue {
  name: string
  /** As C spells it. */
  type: string
  text: string
  /** What the number counts, such as `pages`; null where it counts nothing. */
  unit: string | null
  /** True when the text was another one a statement before. */
  changed: boolean
}

/** A value that the statement is about to read (or to replace). */
export interface ReadValue extends Omit<NamedValue, 'name'> {
  span: Span
}

/** One open call. */
export interface Frame {
  function: string
  origin: Probe['origin']
  /** The statement at which it stands. */
  span: Span
  locals: readonly NamedValue[]
}

/** Everything that is known before one statement runs. */
export interface Moment {
  /** Innermost first. */
  frames: readonly Frame[]
  reads: readonly ReadValue[]
  globals: readonly NamedValue[]
  maps: readonly MapContents[]
  /** Fields of the task under evaluation; empty outside of an evaluation. */
  task: readonly NamedValue[]
  oc: readonly NamedValue[]
  /** The call that has returned since the statement before, with its value; null where none has, or none with a value. */
  returned: { function: string; text: string } | null
}
