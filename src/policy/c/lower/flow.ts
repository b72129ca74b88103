// Where control can go in lowered statements: whether the end of a list can be reached, and whether every goto has a label it may jump to.

import type { Expr, LoopStmt, Stmt } from '../../ir.ts'
import { ownLists } from '../../ir-walk.ts'
import type { Span } from '../../span.ts'
import { constantTruth } from './build.ts'
import { type LowerContext, report } from './context.ts'
import { GOTO_INTO_BLOCK, UNKNOWN_LABEL } from './rules/flow.ts'
import { REDECLARATION } from './rules/names.ts'

/**
 * Whether control can come to the end of the statements. Conditions that are constant are taken as such; a label is taken as reachable.
 */
export function canComplete(body: readonly Stmt[]): boolean {
  let reachable = true
  for (const stmt of body) {
    if (stmt.kind === 'label') reachable = true
    else if (reachable) reachable = stmtCanComplete(stmt)
  }
  return reachable
}

function stmtCanComplete(stmt: Stmt): boolean {
  switch (stmt.kind) {
    case 'expr':
      return exprCanComplete(stmt.expr)
    case 'declare':
    case 'label':
      return true
    case 'break':
    case 'continue':
    case 'return':
    case 'goto':
      return false
    case 'block':
      return canComplete(stmt.body)
    case 'if': {
      const known = constantTruth(stmt.condition)
      const then = known !== false && canComplete(stmt.then)
      return then || (known !== true && canComplete(stmt.otherwise))
    }
    case 'loop':
      return loopCanComplete(stmt)
    case 'switch': {
      const last = stmt.sections.at(-1)
      const exhaustive = stmt.sections.some((section) => section.isDefault)
      return !exhaustive || last === undefined || canComplete(last.body) || stmt.sections.some((s) => hasBreak(s.body))
    }
  }
}

/** A statement expression that always returns does not come to its end. */
const exprCanComplete = (expr: Expr): boolean => expr.kind !== 'statements' || canComplete(expr.body)

function loopCanComplete(loop: LoopStmt): boolean {
  const known = loop.condition === null ? true : constantTruth(loop.condition)
  if (hasBreak(loop.body)) return true
  if (loop.form === 'do') return known !== true && (canComplete(loop.body) || hasContinue(loop.body))
  return known !== true
}

/** A break that ends this loop or switch, not one inside. */
function hasBreak(body: readonly Stmt[]): boolean {
  return body.some((stmt) => {
    if (stmt.kind === 'break') return true
    if (stmt.kind === 'block') return hasBreak(stmt.body)
    if (stmt.kind === 'if') return hasBreak(stmt.then) || hasBreak(stmt.otherwise)
    return false
  })
}

function hasContinue(body: readonly Stmt[]): boolean {
  return body.some((stmt) => {
    if (stmt.kind === 'continue') return true
    if (stmt.kind === 'block') return hasContinue(stmt.body)
    if (stmt.kind === 'if') return hasContinue(stmt.then) || hasContinue(stmt.otherwise)
    if (stmt.kind === 'switch') return stmt.sections.some((section) => hasContinue(section.body))
    return false
  })
}

/** Reports gotos without a label in their own or an enclosing list of statements, and labels that stand twice. */
export function checkGotos(c: LowerContext, body: readonly Stmt[]): void {
  const all = new Map<string, Span>()
  const gotos: { label: string; span: Span; visible: ReadonlySet<string> }[] = []
  const walkList = (list: readonly Stmt[], outer: ReadonlySet<string>): void => {
    const own = list.filter((stmt) => stmt.kind === 'label')
    for (const { label, span } of own) {
      if (all.has(label)) report(c, REDECLARATION, span, `The label '${label}' stands twice in this function.`)
      all.set(label, span)
    }
    const visible = own.length === 0 ? outer : new Set([...outer, ...own.map((stmt) => stmt.label)])
    for (const stmt of list) {
      if (stmt.kind === 'goto') gotos.push({ label: stmt.label, span: stmt.span, visible })
      for (const inner of ownLists(stmt)) walkList(inner, visible)
    }
  }
  walkList(body, new Set())
  for (const { label, span, visible } of gotos) {
    if (visible.has(label)) continue
    if (all.has(label)) {
      report(
        c,
        GOTO_INTO_BLOCK,
        span,
        `The label '${label}' stands inside a block that this goto is not in. Move the label out of the loop or branch, or use break, continue or a function.`,
      )
    } else report(c, UNKNOWN_LABEL, span, `There is no label '${label}' in this function.`)
  }
}
