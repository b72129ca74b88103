// What a module of the probed build says of itself: where it can be stopped, and which values can be asked for there.

import type { Expr, Unit } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import type { Type } from '../../policy/types.ts'
import type { Scalar } from './value-types.ts'

export interface DebugLocal {
  name: string
  type: Type
  /** Bytes from the frame that the probe is given. */
  offset: number
  synthetic: boolean
}

/** An expression that can be asked for its value while a function is stopped: the export `name` takes the frame and gives an i64. */
export interface DebugExpression {
  name: string
  origin: Unit['origin']
  /** The function whose locals it reads. */
  function: string
  expr: Expr
}

export interface FieldName {
  struct: string
  name: string
}

/** A value that a statement reads, as a debug expression of the module. */
export interface DebugRead {
  name: string
  span: Span
  type: Scalar
  /** The member that is read and those that it is in, innermost first, each with the struct that has it; none for a variable. */
  fields: readonly FieldName[]
}

/**
 * A point where the probed build calls `env.probe(index, frame)`: on entry to a function, before a statement, before a loop's condition is
 * asked, and when a function is about to return (its result is then in the frame).
 */
export interface Probe {
  kind: 'enter' | 'statement' | 'loop-head' | 'leave'
  origin: 'policy' | 'kernel'
  function: string
  span: Span
  /** Parameters and locals of the function; shared by all its probes. */
  locals: readonly DebugLocal[]
  /** Where a `leave` finds the result; null for void and for the other kinds. */
  result: DebugLocal | null
  /** What the statement reads, where the module was emitted with reads. */
  reads: readonly DebugRead[]
}
