// What running a piece of IR costs, in IR operations: about one BPF instruction each. Reading a register or a constant is free, as it is
// an operand of the instruction that uses it. Both ways of `&&`, `||` and `?:` are counted; statements are counted where they run.

import type { Expr, Place, Stmt } from '../../policy/ir.ts'
import { assertNever } from '../../policy/types.ts'

/** What a call of a helper or kfunc costs beside its arguments, whatever it does. */
const HELPER_COST = 5

export function costOfExpr(expr: Expr): number {
  switch (expr.kind) {
    case 'const':
    case 'functionAddress':
      return expr.kind === 'const' ? 0 : 1
    case 'read':
      return costOfPlace(expr.place) + (expr.place.kind === 'local' ? 0 : 1)
    case 'address':
      return 1 + costOfPlace(expr.place)
    case 'unary':
    case 'not':
      return 1 + costOfExpr(expr.operand)
    case 'convert':
      return costOfExpr(expr.operand)
    case 'binary':
    case 'compare':
    case 'logical':
      return 1 + costOfExpr(expr.left) + costOfExpr(expr.right)
    case 'conditional':
      return 1 + costOfExpr(expr.condition) + costOfExpr(expr.then) + costOfExpr(expr.otherwise)
    case 'pointerAdd':
      return 1 + costOfExpr(expr.pointer) + costOfExpr(expr.index)
    case 'pointerDiff':
      return 1 + costOfExpr(expr.left) + costOfExpr(expr.right)
    case 'assign':
      return 1 + costOfPlace(expr.place) + costOfExpr(expr.value)
    case 'update':
      return (expr.place.kind === 'local' ? 1 : 3) + costOfPlace(expr.place) + costOfExpr(expr.value)
    case 'copy':
      return costOfPlace(expr.target) + costOfPlace(expr.source) + 2 * Math.ceil(expr.size / 8)
    case 'zero':
      return costOfPlace(expr.target) + Math.ceil(expr.size / 8)
    case 'call':
      return 1 + costOfAll(expr.args) + expr.args.length + (expr.external ? HELPER_COST : 0)
    case 'callIndirect':
      return 1 + costOfExpr(expr.pointer) + costOfAll(expr.args) + expr.args.length
    case 'sequence':
      return costOfAll(expr.effects) + costOfExpr(expr.value)
    case 'statements':
      return expr.value === null ? 0 : costOfExpr(expr.value)
    default:
      return assertNever(expr)
  }
}

/** What a statement costs each time it is reached, without the statements inside it; a loop charges its own iterations. */
export function costOfHead(stmt: Stmt): number {
  switch (stmt.kind) {
    case 'expr':
      return costOfExpr(stmt.expr)
    case 'declare':
      return 1 + (stmt.init === null ? 0 : costOfExpr(stmt.init))
    case 'if':
      return 1 + costOfExpr(stmt.condition)
    case 'switch':
      return 1 + costOfExpr(stmt.value)
    case 'return':
      return 1 + (stmt.value === null ? 0 : costOfExpr(stmt.value))
    case 'break':
    case 'continue':
    case 'goto':
      return 1
    case 'loop':
    case 'block':
    case 'label':
      return 0
    default:
      return assertNever(stmt)
  }
}

function costOfPlace(place: Place): number {
  switch (place.kind) {
    case 'local':
    case 'global':
    case 'map':
      return 0
    case 'deref':
      return costOfExpr(place.pointer)
    case 'member':
      return costOfPlace(place.base)
    case 'index':
      return costOfPlace(place.base) + costOfExpr(place.index) + (place.index.kind === 'const' ? 0 : 1)
    default:
      return assertNever(place)
  }
}

const costOfAll = (exprs: readonly Expr[]): number => exprs.reduce((sum, expr) => sum + costOfExpr(expr), 0)
