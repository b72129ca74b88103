// Writes what a stopped program is asked for: expressions over the locals of a function, as exports of the probed build that take the
// address of its frame. They are emitted as the function's own code is, so that a value shown is the value that the function would read.

import type { Expr, Place, Stmt } from '../../policy/ir.ts'
import { isScalar } from '../../policy/types.ts'
import { CodeWriter } from './code-writer.ts'
import type { ModuleContext } from './context.ts'
import type { DebugExpression, DebugRead, FieldName } from './debug-info.ts'
import { emitAs, wide } from './emit-expressions.ts'
import { contextOf, placeLocals } from './emit-function.ts'
import { emitLimit } from './emit-hook.ts'
import type { FunctionBody, FunctionSignature } from './encode.ts'
import type { LinkedFunction } from './link.ts'
import { scalar } from './value-types.ts'
import { ownExpressions, walkExpression, walkStatements } from '../../policy/ir-walk.ts'

/** The frame in, the value out: widened to 64 bits by its own sign. */
export const DEBUG_SIGNATURE: FunctionSignature = { params: ['i32'], results: ['i64'] }

const FRAME = 0

/** Writes the function of one expression. */
export function emitDebugExpression(module: ModuleContext, linked: LinkedFunction, expr: Expr): FunctionBody {
  const code = new CodeWriter(DEBUG_SIGNATURE.params.length)
  const { homes } = placeLocals(module, linked, code)
  const fx = contextOf(module, linked, code, homes, { frame: FRAME, fuel: null, resultSlot: null })
  emitAs(fx, expr, wide(scalar(expr.type)))
  return code.finish((prologue) => emitLimit(fx, prologue))
}

export interface PlannedReads {
  ofStatement: ReadonlyMap<Stmt, readonly DebugRead[]>
  expressions: readonly DebugExpression[]
}

/** Finds what every statement reads: variables, members and elements, each once a statement, none whose reading does more than read. */
export function planReads(functions: readonly LinkedFunction[]): PlannedReads {
  const ofStatement = new Map<Stmt, readonly DebugRead[]>()
  const expressions: DebugExpression[] = []
  for (const { origin, ir } of functions) {
    walkStatements(ir.body, {
      stmt: (stmt) => {
        const reads = distinctPlaces(stmt).flatMap((place): DebugRead[] => {
          const { type, span } = place
          if (!isScalar(type) || !isPlain(place)) return []
          const name = `read:${expressions.length}`
          expressions.push({ name, origin, function: ir.name, expr: { kind: 'read', place, type, span } })
          return [{ name, span, type, fields: fieldsOf(place) }]
        })
        if (reads.length > 0) ofStatement.set(stmt, reads)
      },
    })
  }
  return { ofStatement, expressions }
}

/**
 * The places that a statement reads, one a span: what a macro made has the span of its use, so that several places can have one. The outer
 * of two stands for both; where neither is in the other the span means neither.
 */
function distinctPlaces(stmt: Stmt): Place[] {
  const bySpan = new Map<string, Place | null>()
  for (const head of headOf(stmt)) {
    walkExpression(head, {
      expr: (expr) => {
        for (const place of placesOf(expr)) {
          const key = `${place.span.start} ${place.span.end}`
          const other = bySpan.get(key)
          if (other === undefined) bySpan.set(key, place)
          else if (other !== null && !innerPlaces(other).has(place)) bySpan.set(key, null)
        }
      },
    })
  }
  return [...bySpan.values()].flatMap((place) => (place !== null && place.span.end > place.span.start ? [place] : []))
}

function innerPlaces(place: Place): ReadonlySet<Place> {
  const inner = new Set<Place>()
  const { type, span } = place
  if (!isScalar(type)) return inner
  walkExpression(
    { kind: 'read', place, type, span },
    {
      expr: (expr) => {
        for (const one of placesOf(expr)) inner.add(one)
      },
    },
  )
  return inner
}

/** The expressions that a statement evaluates itself, without those of statements inside it; a loop's step is a moment of its own. */
function headOf(stmt: Stmt): readonly Expr[] {
  if (stmt.kind === 'loop') return stmt.condition === null ? [] : [stmt.condition]
  return ownExpressions(stmt)
}

/** The places that an expression names itself. What is assigned to counts too: its value before the statement. */
function placesOf(expr: Expr): readonly Place[] {
  if (expr.kind === 'read') return [expr.place]
  return expr.kind === 'assign' || expr.kind === 'update' ? [expr.place] : []
}

/** True when reading the place does nothing else: pointers and indices in it are read or constant. */
function isPlain(place: Place): boolean {
  switch (place.kind) {
    case 'local':
    case 'global':
      return true
    case 'map':
      return false
    case 'deref':
      return isPlainValue(place.pointer)
    case 'member':
      return isPlain(place.base)
    case 'index':
      return isPlain(place.base) && isPlainValue(place.index)
  }
}

function isPlainValue(expr: Expr): boolean {
  switch (expr.kind) {
    case 'const':
      return true
    case 'read':
    case 'address':
      return isPlain(expr.place)
    case 'convert':
      return isPlainValue(expr.operand)
    case 'pointerAdd':
      return isPlainValue(expr.pointer) && isPlainValue(expr.index)
    default:
      return false
  }
}

function fieldsOf(place: Place): FieldName[] {
  if (place.kind === 'index') return fieldsOf(place.base)
  if (place.kind !== 'member') return []
  const { type } = place.base
  const outer = fieldsOf(place.base)
  return type.kind === 'struct' ? [{ struct: type.key, name: place.field.name }, ...outer] : outer
}
