// Who calls whom, and what each function needs of the stack: facts that follow from the text alone.

import type { Expr, FunctionIr, Place, Stmt, Unit } from '../ir.ts'
import { sizeOf, type StructTable } from '../types.ts'

/** A call of a function of the policy, also as the callback of a helper. */
export interface CallSite {
  callee: string
  expr: Expr
}

/** Every expression in the statements, children after their parents. */
export function* expressionsOf(body: readonly Stmt[]): Generator<Expr> {
  for (const statement of body) {
    for (const expr of ownExpressions(statement)) yield* withChildren(expr)
    for (const list of ownLists(statement)) yield* expressionsOf(list)
  }
}

/** The expressions directly inside a statement. */
export function ownExpressions(statement: Stmt): Expr[] {
  switch (statement.kind) {
    case 'expr':
      return [statement.expr]
    case 'declare':
      return statement.init === null ? [] : [statement.init]
    case 'if':
      return [statement.condition]
    case 'loop':
      return [statement.condition, statement.step].filter((expr) => expr !== null)
    case 'switch':
      return [statement.value]
    case 'return':
      return statement.value === null ? [] : [statement.value]
    case 'block':
    case 'break':
    case 'continue':
    case 'goto':
    case 'label':
      return []
  }
}

/** The statement lists directly inside a statement. */
export function ownLists(statement: Stmt): readonly (readonly Stmt[])[] {
  switch (statement.kind) {
    case 'if':
      return [statement.then, statement.otherwise]
    case 'loop':
    case 'block':
      return [statement.body]
    case 'switch':
      return statement.sections.map((section) => section.body)
    case 'expr':
    case 'declare':
    case 'break':
    case 'continue':
    case 'return':
    case 'goto':
    case 'label':
      return []
  }
}

function* withChildren(expr: Expr): Generator<Expr> {
  yield expr
  if (expr.kind === 'statements') yield* expressionsOf(expr.body)
  for (const child of children(expr)) yield* withChildren(child)
}

/** The expressions directly inside an expression. */
export function children(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'const':
    case 'functionAddress':
      return []
    case 'read':
    case 'address':
      return inPlace(expr.place)
    case 'unary':
    case 'not':
    case 'convert':
      return [expr.operand]
    case 'binary':
    case 'compare':
    case 'logical':
    case 'pointerDiff':
      return [expr.left, expr.right]
    case 'conditional':
      return [expr.condition, expr.then, expr.otherwise]
    case 'pointerAdd':
      return [expr.pointer, expr.index]
    case 'assign':
    case 'update':
      return [...inPlace(expr.place), expr.value]
    case 'copy':
      return [...inPlace(expr.target), ...inPlace(expr.source)]
    case 'zero':
      return inPlace(expr.target)
    case 'call':
      return [...expr.args]
    case 'callIndirect':
      return [expr.pointer, ...expr.args]
    case 'sequence':
      return [...expr.effects, expr.value]
    case 'statements':
      return expr.value === null ? [] : [expr.value]
  }
}

function inPlace(place: Place): Expr[] {
  switch (place.kind) {
    case 'local':
    case 'global':
    case 'map':
      return []
    case 'deref':
      return [place.pointer]
    case 'member':
      return inPlace(place.base)
    case 'index':
      return [...inPlace(place.base), place.index]
  }
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
