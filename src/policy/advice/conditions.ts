// Conditions: how they split a path, and what each side then knows.

import { foldCompare, MIRROR } from '../constant.ts'
import type { CompareOp, Expr } from '../ir.ts'
import { isScalar } from '../types.ts'
import type { Path } from './path.ts'
import { constantOf, FROM, isEventConstant, type Value } from './values.ts'
import { settleTested, type Tested, type Walk } from './walk.ts'

const ZERO = constantOf(0n)
const ADJ_KEY = 'task.signal.oom_score_adj'
const NUMBERS: ReadonlySet<string> = new Set(['task.pid', 'task.tgid', 'task.group_leader.pid'])

/** Splits a path by a condition. A side that cannot happen is empty. */
export function test(walk: Walk, expr: Expr, path: Path): Tested {
  switch (expr.kind) {
    case 'not': {
      const { yes, no } = walk.test(expr.operand, path)
      return { yes: no, no: yes }
    }
    case 'logical': {
      const left = walk.test(expr.left, path)
      const [go, stay] = expr.op === 'and' ? [left.yes, left.no] : [left.no, left.yes]
      const right = go.map((one) => walk.test(expr.right, one))
      const yes = right.flatMap((tested) => tested.yes)
      const no = right.flatMap((tested) => tested.no)
      return settleTested(expr.op === 'and' ? { yes, no: [...stay, ...no] } : { yes: [...stay, ...yes], no })
    }
    case 'compare':
      return settleTested(
        gather(
          walk
            .evaluate(expr.left, path)
            .flatMap((left) =>
              walk
                .evaluate(expr.right, left.path)
                .map((right) => compare(walk, { ...expr, a: left.value, b: right.value }, right.path)),
            ),
        ),
      )
    case 'convert':
      if (isScalar(expr.operand.type) && keepsZero(expr)) return walk.test(expr.operand, path)
      break
    default:
  }
  const outcomes = walk.evaluate(expr, path)
  const whether = { op: 'ne' as const, left: expr, right: null, b: ZERO }
  return settleTested(gather(outcomes.map(({ path: after, value }) => compare(walk, { ...whether, a: value }, after))))
}

const keepsZero = ({ type, operand }: Extract<Expr, { kind: 'convert' }>): boolean =>
  type.kind !== 'int' || type.bool || operand.type.kind !== 'int' || type.bits >= operand.type.bits

const gather = (all: readonly Tested[]): Tested => ({
  yes: all.flatMap(({ yes }) => yes),
  no: all.flatMap(({ no }) => no),
})

interface Comparison {
  op: CompareOp
  left: Expr
  /** Null where a value is tested by itself. */
  right: Expr | null
  a: Value
  b: Value
}

function compare(walk: Walk, comparison: Comparison, path: Path): Tested {
  const { op, left, right, a, b } = comparison
  if (a.consts !== null && b.consts === null && right !== null)
    return compare(walk, { op: MIRROR[op], left: right, right: left, a: b, b: a }, path)
  if (a.consts !== null && b.consts !== null) {
    const results = new Set(a.consts.flatMap((x) => (b.consts ?? []).map((y) => foldCompare(op, x, y))))
    if (results.size === 1) return results.has(true) ? { yes: [path], no: [] } : { yes: [], no: [path] }
  }
  const [constant, ...more] = b.consts ?? []
  const known = constant !== undefined && more.length === 0 ? constant : null
  const other = path.fork()
  const yes = learn(walk, path, comparison, known, true)
  const no = learn(walk, other, comparison, known, false)
  return { yes: yes ? [path] : [], no: no ? [other] : [] }
}

/** What a path knows where the comparison comes out so; false where it cannot. */
function learn(walk: Walk, path: Path, { op, left, a, b }: Comparison, known: bigint | null, result: boolean): boolean {
  const from = a.from | b.from
  learnOrigins(path, from)
  if (known !== null && a.key === ADJ_KEY) return learnAdj(path, op, known, result)
  const isZero = known === 0n && (op === 'eq' || op === 'ne') ? (op === 'eq') === result : null
  if (isZero !== null && a.key === 'task.signal.oom_mm') {
    path.learn({ dying: isZero ? 'no' : 'yes' })
    return true
  }
  if (isZero !== null && a.key === 'oc.chosen') {
    if (path.facts.chosen === (isZero ? 'set' : 'null')) return false
    path.learn({ chosen: isZero ? 'null' : 'set' })
    return true
  }
  if ((from & FROM.adj) !== 0 && path.facts.adj === 'any') path.learn({ adj: 'tested' })
  if ((from & FROM.dying) !== 0 && path.facts.dying === 'any') path.learn({ dying: 'tested' })
  if (isNamed(a, b) && (op === 'eq') === result && (op === 'eq' || op === 'ne')) path.learn({ named: true })
  if (known !== null) learnSign(walk, path, { op, left, a }, known, result)
  return learnEvent(path, op, a, b, result)
}

function learnOrigins(path: Path, from: number): void {
  const perTask = (from & (FROM.task | FROM.varies)) !== 0
  const compared = (from & (FROM.chosen | FROM.kept)) !== 0
  if ((perTask || compared) && !path.facts.perTask) path.learn({ perTask: true })
  if (compared && !path.facts.compared) path.learn({ compared: true })
}

/** The number of the task is compared with something that is not about it. */
const isNamed = (a: Value, b: Value): boolean =>
  (a.key !== null && NUMBERS.has(a.key) && (b.from & FROM.task) === 0) ||
  (b.key !== null && NUMBERS.has(b.key) && (a.from & FROM.task) === 0)

function learnAdj(path: Path, op: CompareOp, known: bigint, result: boolean): boolean {
  const isPossible = (adj: bigint): boolean => foldCompare(op, adj, known) === result
  const lowest = isPossible(-1000n)
  // Comparisons with a constant have their turn at the constant, or go one way from it.
  const others = [-999n, 1000n, known - 1n, known, known + 1n].filter((adj) => adj > -1000n && adj <= 1000n)
  const other = others.some(isPossible)
  const { adj } = path.facts
  if (lowest && adj !== 'not -1000') {
    if (!other) path.learn({ adj: 'only -1000' })
    return true
  }
  if (!other || adj === 'only -1000') return false
  path.learn({ adj: 'not -1000' })
  return true
}

function learnSign(
  walk: Walk,
  path: Path,
  { op, left, a }: { op: CompareOp; left: Expr; a: Value },
  known: bigint,
  result: boolean,
): void {
  if (foldCompare(op, -1n, known) === result || known < -1n || known > 0n) return
  if (a.key !== null) path.positive.add(a.key)
  const place = placeOf(left)
  if (place !== null) path.positive.add(`%${walk.frames.length}.${place}`)
}

/** The local that an expression reads, through conversions. */
function placeOf(expr: Expr): number | null {
  if (expr.kind === 'convert') return placeOf(expr.operand)
  return expr.kind === 'read' && expr.place.kind === 'local' ? expr.place.local : null
}

/** A condition that is the same for all tasks of a search must not come out both ways. */
function learnEvent(path: Path, op: CompareOp, a: Value, b: Value, result: boolean): boolean {
  if (!isEventConstant(a) || !isEventConstant(b) || a.key === null) return true
  const right = b.key ?? (b.consts?.length === 1 ? String(b.consts[0]) : null)
  if (right === null) return true
  if (op === 'ne' || op === 'eq') return path.learnEvent(`${a.key}==${right}`, (op === 'eq') === result)
  return path.learnEvent(`${a.key} ${op} ${right}`, result)
}

/** Splits a path by whether a value lies between two constants: a case of a switch. */
export function testBetween(
  walk: Walk,
  left: Expr,
  value: Value,
  { low, high }: { low: bigint; high: bigint },
  path: Path,
): Tested {
  const against = (op: CompareOp, constant: bigint, one: Path): Tested =>
    compare(walk, { op, left, right: null, a: value, b: constantOf(constant) }, one)
  if (low === high) return against('eq', low, path)
  const above = against('ge', low, path)
  const below = above.yes.map((one) => against('le', high, one))
  return settleTested({
    yes: below.flatMap(({ yes }) => yes),
    no: [...above.no, ...below.flatMap(({ no }) => no)],
  })
}
