// Walks the IR without knowing what any of it means: what stands directly inside a statement, an expression or a place, and everything
// below it. It reads only, and it knows no order of evaluation: a part comes before what it contains, in the order of the text.

import type { Expr, Place, Stmt } from './ir.ts'

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

/** The expressions directly inside an expression. Of `({ ... })` that is its value alone; the statements are in its body. */
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

/** What a walk tells of: every expression and every statement once, before what is in it. */
export interface Visitor {
  expr?: (expr: Expr) => void
  stmt?: (stmt: Stmt) => void
}

/** Visits everything in a statement list. */
export function walkStatements(body: readonly Stmt[], visitor: Visitor): void {
  for (const statement of body) {
    visitor.stmt?.(statement)
    for (const expr of ownExpressions(statement)) walkExpression(expr, visitor)
    for (const list of ownLists(statement)) walkStatements(list, visitor)
  }
}

/** Visits an expression and everything in it. */
export function walkExpression(expr: Expr, visitor: Visitor): void {
  visitor.expr?.(expr)
  if (expr.kind === 'statements') walkStatements(expr.body, visitor)
  for (const child of children(expr)) walkExpression(child, visitor)
}

/** Every expression in the statements. */
export function expressionsOf(body: readonly Stmt[]): Expr[] {
  const all: Expr[] = []
  walkStatements(body, { expr: (expr) => void all.push(expr) })
  return all
}

/** What a place is a part of: a variable, a map, or what a pointer points to. */
export function rootOf(place: Place): Exclude<Place, { kind: 'member' | 'index' }> {
  let base = place
  while (base.kind === 'member' || base.kind === 'index') base = base.base
  return base
}
