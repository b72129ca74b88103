// Who calls whom, and what each function needs of the stack: facts that follow from the text alone.

import type { Expr, FunctionIr, Stmt, Unit } from '../ir.ts'
import { expressionsOf, ownLists } from '../ir-walk.ts'
import { sizeOf, type StructTable } from '../types.ts'

/** A call of a function of the policy, also as the callback of a helper. */
export interface CallSite {
  callee: string
  expr: Expr
}

/** The calls in each function of the unit, in the order of the text. */
export function callGraph(unit: Unit): ReadonlyMap<string, readonly CallSite[]> {
  const own = new Set(unit.functions.map((f) => f.name))
  return new Map(
    unit.functions.map((f) => {
      const sites: CallSite[] = []
      for (const expr of expressionsOf(f.body)) {
        if (expr.kind === 'call' && own.has(expr.callee)) sites.push({ callee: expr.callee, expr })
        if (expr.kind === 'functionAddress' && own.has(expr.function)) sites.push({ callee: expr.function, expr })
      }
      return [f.name, sites]
    }),
  )
}

/** Bytes of stack that a function's variables need at the same time: variables of blocks that end make room for later ones. */
export function stackBytes(f: FunctionIr, structs: StructTable): number {
  const ofList = (body: readonly Stmt[]): number => {
    let own = 0
    let nested = 0
    for (const statement of body) {
      if (statement.kind === 'declare') {
        const local = f.locals[statement.local]
        if (local?.inMemory === true) own += roundUp(sizeOf(local.type, structs), 8)
      }
      for (const list of ownLists(statement)) nested = Math.max(nested, ofList(list))
    }
    return own + nested
  }
  return ofList(f.body)
}

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to
