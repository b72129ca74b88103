// Whether an expression can be asked for without changing anything: it is read beside the run, so it must leave no trace in it.

import { HELPERS } from '../../kernel/helpers.ts'
import { walkStatements } from '../../policy/ir-walk.ts'
import type { Expr, FunctionIr, Place, Stmt, Unit } from '../../policy/ir.ts'

/** Helpers and kfuncs that only look. */
const LOOKING: ReadonlySet<string> = new Set(HELPERS.filter(({ looks }) => looks).map(({ name }) => name))

/** Null when the expression changes nothing, else what it does, as a sentence. */
export function effectOf(expr: Expr, unit: Unit): string | null {
  return new Effects(unit).ofBody([{ kind: 'expr', expr, span: expr.span }], null)
}

class Effects {
  private readonly functions = new Map<FunctionIr, string | null>()

  constructor(private readonly unit: Unit) {}

  /** `inside` is the function whose own locals may be written; null for the expression itself, which has none. */
  ofBody(body: readonly Stmt[], inside: FunctionIr | null): string | null {
    let found: string | null = null
    walkStatements(body, {
      expr: (expr) => {
        found ??= this.ofExpr(expr, inside)
      },
    })
    return found
  }

  private ofExpr(expr: Expr, inside: FunctionIr | null): string | null {
    switch (expr.kind) {
      case 'assign':
      case 'update':
        return inside !== null && isLocal(expr.place) ? null : 'It changes a value; write == to compare.'
      case 'copy':
      case 'zero':
        return inside !== null && isLocal(expr.target) ? null : 'It changes a value.'
      case 'callIndirect':
        return 'It calls through a pointer.'
      case 'call':
        return this.ofCall(expr)
      default:
        return null
    }
  }

  private ofCall({ callee, external }: Expr & { kind: 'call' }): string | null {
    if (external) {
      const moves = this.unit.maps.some(({ mapKind }) => mapKind.startsWith('LRU'))
      return LOOKING.has(callee) && !moves ? null : `${callee}() may change something.`
    }
    const called = this.unit.functions.find(({ name }) => name === callee)
    if (called === undefined) return `${callee}() is not known.`
    const known = this.functions.get(called)
    if (known !== undefined) return known
    // A function that calls itself changes nothing by that.
    this.functions.set(called, null)
    const effect = this.ofBody(called.body, called) === null ? null : `${callee}() changes something.`
    this.functions.set(called, effect)
    return effect
  }
}

function isLocal(place: Place): boolean {
  switch (place.kind) {
    case 'local':
      return true
    case 'member':
    case 'index':
      return isLocal(place.base)
    case 'global':
    case 'map':
    case 'deref':
      return false
  }
}
