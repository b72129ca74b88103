// What the parts of the advice's walk share.

import type { Expr, FunctionIr, Global, Stmt, Unit } from '../ir.ts'
import type { Span } from '../span.ts'
import { settle, type Path } from './path.ts'
import { joinValues, type Value } from './values.ts'

export interface Outcome {
  path: Path
  value: Value
}

/** How a function ends on a path. */
export interface Ending extends Outcome {
  span: Span
}

export interface Tested {
  yes: Path[]
  no: Path[]
}

/** Where the paths of a statement list go. */
export interface Exits {
  next: Path[]
  breaks: Path[]
  continues: Path[]
  gotos: Map<string, Path[]>
}

export interface Walk {
  unit: Unit
  functions: ReadonlyMap<string, FunctionIr>
  globals: ReadonlyMap<string, Global>
  /** Globals that the policy stores to. */
  written: ReadonlySet<string>
  /** True when the policy changes maps. */
  keepsMaps: boolean
  /** Steps that are left; below 0 nothing is followed and no advice is given. */
  steps: number
  /** The functions in progress, the program first. */
  frames: Frame[]
  /** Places where the cgroup of the cpu controller is read. */
  cpuCgroups: Map<number, Span>
  /** Places where a counter that may be negative becomes unsigned. */
  rawCounters: Map<number, Span>
  evaluate: (expr: Expr, path: Path) => Outcome[]
  test: (expr: Expr, path: Path) => Tested
  execute: (body: readonly Stmt[], paths: readonly Path[]) => Exits
}

export interface Frame {
  function: FunctionIr
  endings: Ending[]
}

export const noExits = (): Exits => ({ next: [], breaks: [], continues: [], gotos: new Map() })

/** Adds everything but `next`. */
export function addExits(to: Exits, from: Exits): void {
  to.breaks.push(...from.breaks)
  to.continues.push(...from.continues)
  for (const [label, paths] of from.gotos) to.gotos.set(label, [...(to.gotos.get(label) ?? []), ...paths])
}

/** One outcome for all of an identity. */
export function settleOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  if (outcomes.length < 2) return [...outcomes]
  const kept = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    const identity = outcome.path.identity()
    const known = kept.get(identity)
    if (known === undefined) {
      kept.set(identity, { ...outcome })
      continue
    }
    known.value = joinValues(known.value, outcome.value)
    if (known.path !== outcome.path) known.path.join(outcome.path, false)
  }
  return [...kept.values()]
}

export const settleTested = ({ yes, no }: Tested): Tested => ({ yes: settle(yes), no: settle(no) })
