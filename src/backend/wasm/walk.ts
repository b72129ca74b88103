// Visits every expression of a function once, statements before what they contain. It reads only; it knows no order of evaluation.

import type { Expr, Place, Stmt } from '../../policy/ir.ts'
import { assertNever } from '../../policy/types.ts'

export interface Visitor {
  expr?: (expr: Expr) => void
  stmt?: (stmt: Stmt) => void
}

export function walkStatements(body: readonly Stmt[], visitor: Visitor): void {
  for (const stmt of body) walkStatement(stmt, visitor)
}

function walkStatement(stmt: Stmt, visitor: Visitor): void {
  visitor.stmt?.(stmt)
  switch (stmt.kind) {
    case 'expr':
      walkExpr(stmt.expr, visitor)
      return
    case 'declare':
      if (stmt.init !== null) walkExpr(stmt.init, visitor)
      return
    case 'if':
      walkExpr(stmt.condition, visitor)
      walkStatements(stmt.then, visitor)
      walkStatements(stmt.otherwise, visitor)
      return
    case 'loop':
      if (stmt.condition !== null) walkExpr(stmt.condition, visitor)
      if (stmt.step !== null) walkExpr(stmt.step, visitor)
      walkStatements(stmt.body, visitor)
      return
    case 'switch':
      walkExpr(stmt.value, visitor)
      for (const section of stmt.sections) walkStatements(section.body, visitor)
      return
    case 'block':
      walkStatements(stmt.body, visitor)
      return
    case 'return':
      if (stmt.value !== null) walkExpr(stmt.value, visitor)
      return
    case 'break':
    case 'continue':
    case 'goto':
    case 'label':
      return
    default:
      assertNever(stmt)
  }
}

function walkExpr(expr: Expr, visitor: Visitor): void {
  visitor.expr?.(expr)
  switch (expr.kind) {
    case 'const':
    case 'functionAddress':
      return
    case 'read':
    case 'address':
      walkPlace(expr.place, visitor)
      return
    case 'unary':
    case 'not':
    case 'convert':
      walkExpr(expr.operand, visitor)
      return
    case 'binary':
    case 'compare':
    case 'logical':
    case 'pointerDiff':
      walkExpr(expr.left, visitor)
      walkExpr(expr.right, visitor)
      return
    case 'conditional':
      walkExpr(expr.condition, visitor)
      walkExpr(expr.then, visitor)
      walkExpr(expr.otherwise, visitor)
      return
    case 'pointerAdd':
      walkExpr(expr.pointer, visitor)
      walkExpr(expr.index, visitor)
      return
    case 'assign':
    case 'update':
      walkPlace(expr.place, visitor)
      walkExpr(expr.value, visitor)
      return
    case 'copy':
      walkPlace(expr.target, visitor)
      walkPlace(expr.source, visitor)
      return
    case 'zero':
      walkPlace(expr.target, visitor)
      return
    case 'call':
      for (const arg of expr.args) walkExpr(arg, visitor)
      return
    case 'callIndirect':
      walkExpr(expr.pointer, visitor)
      for (const arg of expr.args) walkExpr(arg, visitor)
      return
    case 'sequence':
      for (const effect of expr.effects) walkExpr(effect, visitor)
      walkExpr(expr.value, visitor)
      return
    case 'statements':
      walkStatements(expr.body, visitor)
      if (expr.value !== null) walkExpr(expr.value, visitor)
      return
    default:
      assertNever(expr)
  }
}

function walkPlace(place: Place, visitor: Visitor): void {
  switch (place.kind) {
    case 'local':
    case 'global':
    case 'map':
      return
    case 'deref':
      walkExpr(place.pointer, visitor)
      return
    case 'member':
      walkPlace(place.base, visitor)
      return
    case 'index':
      walkPlace(place.base, visitor)
      walkExpr(place.index, visitor)
      return
    default:
      assertNever(place)
  }
}
