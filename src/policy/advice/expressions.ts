// Expressions of a policy, as far as the advice needs them: origins, spellings and constants.

import { foldBinary, wrapConstant } from '../constant.ts'
import type { BinaryOp, Expr, Place } from '../ir.ts'
import { assertNever, type IntType, type PointerType } from '../types.ts'
import { runCall } from './calls.ts'
import type { Path } from './path.ts'
import { load, resolve, store } from './places.ts'
import { constantOf, FROM, unknownFrom, type Value } from './values.ts'
import { settleOutcomes, type Outcome, type Walk } from './walk.ts'

/** The value of an expression, once for each identity of the paths that it splits into. */
export function evaluate(walk: Walk, expr: Expr, path: Path): Outcome[] {
  if (--walk.steps < 0) return []
  switch (expr.kind) {
    case 'const':
      return [{ path, value: constantOf(expr.value) }]
    case 'read':
      return resolve(walk, expr.place, path).map((at) => ({ path: at.path, value: load(walk, at) }))
    case 'address':
      return resolve(walk, expr.place, path).map((at) => ({ path: at.path, value: addressOf(at.key, at.from) }))
    case 'functionAddress':
      return [{ path, value: unknownFrom(FROM.nothing) }]
    case 'unary':
      return walk.evaluate(expr.operand, path).map(({ path: after, value }) => ({
        path: after,
        value: negated(expr.op, value, expr.type),
      }))
    case 'not':
    case 'compare':
    case 'logical': {
      const { yes, no } = walk.test(expr, path)
      return settleOutcomes([
        ...yes.map((one) => ({ path: one, value: constantOf(1n) })),
        ...no.map((one) => ({ path: one, value: constantOf(0n) })),
      ])
    }
    case 'binary':
      return both(walk, expr.left, expr.right, path, (a, b) => combined(expr.op, a, b, expr.type))
    case 'pointerAdd':
      return both(walk, expr.pointer, expr.index, path, movedPointer)
    case 'pointerDiff':
      return both(walk, expr.left, expr.right, path, (a, b) => unknownFrom(a.from | b.from))
    case 'conditional': {
      const { yes, no } = walk.test(expr.condition, path)
      return settleOutcomes([
        ...yes.flatMap((one) => walk.evaluate(expr.then, one)),
        ...no.flatMap((one) => walk.evaluate(expr.otherwise, one)),
      ])
    }
    case 'convert':
      return walk.evaluate(expr.operand, path).map(({ path: after, value }) => ({
        path: after,
        value: converted(walk, expr, value),
      }))
    case 'assign':
      return walk.evaluate(expr.value, path).flatMap(({ path: after, value }) => put(walk, expr.place, after, value))
    case 'update':
      return walk.evaluate(expr.value, path).flatMap(({ path: after, value }) =>
        resolve(walk, expr.place, after).map((at) => {
          const old = load(walk, at)
          const { computeType } = expr
          const next =
            computeType.kind === 'int' ? combined(expr.op, old, value, computeType) : unknownFrom(old.from | value.from)
          store(at, next)
          return { path: at.path, value: expr.result === 'old' ? old : next }
        }),
      )
    case 'copy':
      return resolve(walk, expr.source, path).flatMap((source) => {
        const from = source.from | (source.key === null ? FROM.nothing : source.path.originBelow(source.key))
        return put(walk, expr.target, source.path, unknownFrom(from))
      })
    case 'zero':
      return put(walk, expr.target, path, unknownFrom(FROM.nothing))
    case 'call':
      return runCall(walk, expr, path)
    case 'callIndirect':
      return [{ path, value: unknownFrom(FROM.varies) }]
    case 'sequence':
      return expr.effects
        .reduce((paths, effect) => paths.flatMap((one) => walk.evaluate(effect, one).map((o) => o.path)), [path])
        .flatMap((one) => walk.evaluate(expr.value, one))
    case 'statements': {
      const { value } = expr
      const after = walk.execute(expr.body, [path]).next
      return after.flatMap((one) =>
        value === null ? [{ path: one, value: unknownFrom(FROM.nothing) }] : walk.evaluate(value, one),
      )
    }
    default:
      return assertNever(expr)
  }
}

const put = (walk: Walk, place: Place, path: Path, value: Value): Outcome[] =>
  resolve(walk, place, path).map((at) => {
    store(at, value)
    return { path: at.path, value }
  })

const addressOf = (key: string | null, from: number): Value =>
  key === null ? unknownFrom(from) : { from, key: key.startsWith('@') ? key : `&${key}`, consts: null }

function both(walk: Walk, left: Expr, right: Expr, path: Path, combine: (a: Value, b: Value) => Value): Outcome[] {
  return settleOutcomes(
    walk.evaluate(left, path).flatMap((a) =>
      walk.evaluate(right, a.path).map((b) => ({
        path: b.path,
        value: combine(a.value, b.value),
      })),
    ),
  )
}

const only = ({ consts }: Value): bigint | null => (consts?.length === 1 ? (consts[0] ?? null) : null)

function negated(op: 'neg' | 'bitnot', value: Value, type: IntType): Value {
  const known = only(value)
  return known === null ? unknownFrom(value.from) : constantOf(wrapConstant(op === 'neg' ? -known : ~known, type))
}

function combined(op: BinaryOp, a: Value, b: Value, type: IntType): Value {
  const from = a.from | b.from
  const [x, y] = [only(a), only(b)]
  if (x !== null && y !== null) return { from, key: null, consts: [foldBinary(op, x, y, type)] }
  const [left, right] = [a.key ?? x?.toString(), b.key ?? y?.toString()]
  // A spelling is worth keeping while it is short: it tells two conditions about the event apart.
  const key = left === undefined || right === undefined ? null : `(${left} ${op} ${right})`
  return { from, key: key === null || key.length > 120 ? null : key, consts: null }
}

function converted(walk: Walk, expr: Extract<Expr, { kind: 'convert' }>, value: Value): Value {
  const { type, operand } = expr
  const isUnsigned = type.kind === 'int' && !type.signed && !type.bool && operand.type.kind === 'int'
  if (isUnsigned && (value.from & FROM.counter) !== 0 && isSigned(operand.type)) {
    walk.rawCounters.set(expr.span.start, expr.span)
    return { ...value, from: value.from & ~FROM.counter, key: null }
  }
  if (type.kind !== 'int') return value
  if (value.consts !== null) {
    const consts = value.consts.map((one) => wrapConstant(one, type))
    return { ...value, consts: [...new Set(consts)] }
  }
  const narrows = operand.type.kind === 'int' && type.bits < operand.type.bits
  return narrows || type.bool ? unknownFrom(value.from) : value
}

/** Steps within a kernel struct are not followed; the arguments of a program stand in an array. */
function movedPointer(pointer: Value, index: Value): Value {
  const by = only(index)
  if (by === 0n) return pointer
  if (pointer.key === 'context' && by !== null) return { ...pointer, key: `context[${by}]` }
  return unknownFrom(pointer.from | index.from)
}

const isSigned = (type: IntType | PointerType | Expr['type']): boolean => type.kind === 'int' && type.signed
