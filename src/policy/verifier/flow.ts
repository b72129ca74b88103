// What the parts of the path-by-path walk share: the unit's tables, identities for values, the budget, and how the parts call each
// other. The walk follows a program as the kernel's verifier does: every path, calls inside their caller, loops turn by turn.

import type { Diagnostic } from '../diagnostics.ts'
import type { Expr, FunctionIr, Global, LoopStmt, MapDefinition, Place, Stmt, Unit } from '../ir.ts'
import type { KernelFunction } from '../kernel-types.ts'
import type { IntType, Type } from '../types.ts'
import { ownLists } from '../ir-walk.ts'
import type { State } from './state.ts'
import {
  typeRange,
  UNKNOWN,
  ZERO_RANGE,
  type PointerValue,
  type Range,
  type Region,
  type ScalarValue,
  type Value,
} from './values.ts'

/** A value on the path on which it was computed. */
export interface Result {
  state: State
  value: Value
}

/** A place in memory: a pointer whose offset includes the members and indices on the way. */
export interface Located {
  state: State
  pointer: PointerValue | null
}

/** The paths on which a condition holds and those on which it does not. */
export interface Tested {
  yes: State[]
  no: State[]
}

/** Where the paths of a statement list go. */
export interface Paths {
  next: State[]
  breaks: State[]
  continues: State[]
  returns: Result[]
  gotos: Map<string, State[]>
}

/** How a value was made, so that what a test shows about it is known of its source too. */
export type Origin =
  | { kind: 'convert'; id: number; from: IntType; to: IntType }
  | { kind: 'add'; id: number; addend: bigint }

export interface Flow {
  readonly unit: Unit
  readonly functions: ReadonlyMap<string, FunctionIr>
  readonly globals: ReadonlyMap<string, Global>
  readonly maps: ReadonlyMap<string, MapDefinition>
  /** Names of the globals that nothing in the unit writes. clang knows their values where they are static. */
  readonly unwritten: ReadonlySet<string>
  readonly helper: (name: string) => KernelFunction | null
  /** The kernel struct with a number in the kernel's BTF. */
  readonly structOfBtfId: (id: bigint) => string | null
  readonly nextId: () => number
  /** The identity of a result, the same for the same computation of the same values. */
  readonly derivedId: (key: string, origin: Origin | null) => number
  readonly originOf: (id: number) => Origin | null
  readonly report: (diagnostic: Diagnostic) => void
  /** Runs without reporting anything. */
  readonly quietly: <T>(run: () => T) => T
  /** True while nothing is reported. */
  readonly isQuiet: () => boolean
  /** Loops whose accumulators have been judged. */
  readonly judged: Set<LoopStmt>
  /** Steps that the walk may still take; below 0 it only finishes. */
  steps: number
  /** Instructions that the verifier would have processed so far, estimated from below. */
  instructions: number
  /** The statement that runs, for fixes that stand before it. */
  statement: Stmt | null
  /** Programs already reported as too large. */
  tooLarge: boolean
  readonly evaluate: (expr: Expr, state: State) => Result[]
  readonly resolve: (place: Place, state: State) => Located[]
  readonly test: (expr: Expr, state: State) => Tested
  readonly execute: (body: readonly Stmt[], states: readonly State[]) => Paths
  /** Has a function verified by itself, once. */
  readonly separately: (callee: FunctionIr) => void
  readonly call: (expr: Extract<Expr, { kind: 'call' }>, state: State) => Result[]
  readonly loop: (loop: Extract<Stmt, { kind: 'loop' }>, states: readonly State[]) => Paths
}

const declared = new WeakMap<readonly Stmt[], readonly number[]>()

/** The variables that are declared in a statement list and in the lists inside of it. */
export function localsOf(body: readonly Stmt[]): readonly number[] {
  const known = declared.get(body)
  if (known !== undefined) return known
  const locals = body.flatMap((statement) =>
    statement.kind === 'declare' ? [statement.local] : ownLists(statement).flatMap((list) => localsOf(list)),
  )
  declared.set(body, locals)
  return locals
}

export const noPaths = (): Paths => ({ next: [], breaks: [], continues: [], returns: [], gotos: new Map() })

/** Adds every way out of `from` but the next statement. */
export function addExits(into: Paths, from: Paths): void {
  into.breaks.push(...from.breaks)
  into.continues.push(...from.continues)
  into.returns.push(...from.returns)
  addGotos(into, from)
}

export function addGotos(into: Paths, from: Paths): void {
  for (const [label, states] of from.gotos) into.gotos.set(label, [...(into.gotos.get(label) ?? []), ...states])
}

/** A number of which only the type is known. */
export const anyScalar = (flow: Flow, type: IntType): ScalarValue => ({
  kind: 'scalar',
  range: typeRange(type),
  id: flow.nextId(),
  blurred: false,
})

/** An argument as the kernel passes it: a struct of the kernel, or a number. */
export function passed(flow: Flow, type: Type, trust: false | null): Value {
  if (type.kind === 'int') return anyScalar(flow, type)
  if (type.kind !== 'pointer') return UNKNOWN
  const region: Region =
    type.to.kind === 'struct'
      ? { kind: 'kernel', struct: type.to.key, trust, reference: null }
      : { kind: 'number', why: 'untyped' }
  return { kind: 'pointer', region, offset: ZERO_RANGE, nullness: 'maybe', id: flow.nextId(), blurred: false }
}

/** The range of a value used as a number of the type, and whether it is worth reporting about. */
export function asRange(value: Value, type: IntType): { range: Range; id: number; blurred: boolean } {
  return value.kind === 'scalar' ? value : { range: typeRange(type), id: 0, blurred: true }
}

/** Takes note that the value with this identity lies in the range, and so do the values it was made from. */
export function learn(flow: Flow, state: State, id: number, range: Range): void {
  if (id === 0) return
  state.learnRange(id, range)
  const origin = flow.originOf(id)
  if (origin?.kind === 'add') {
    learn(flow, state, origin.id, { min: range.min - origin.addend, max: range.max - origin.addend })
  } else if (origin?.kind === 'convert') {
    const both = [typeRange(origin.from), typeRange(origin.to)]
    if (both.every((all) => all.min <= range.min && range.max <= all.max)) learn(flow, state, origin.id, range)
  }
}
