// Counts and sums in the loops of an iterator. The verifier follows one turn for any, unless a number that the turns move is tested
// against something known: then it must keep that number exact, each turn begins with a new one, and the turns never come to an end.

import type { Expr, FunctionIr, LoopStmt, Place, Stmt } from '../ir.ts'
import { children, expressionsOf, ownExpressions, ownLists } from '../ir-walk.ts'
import { noPaths, type Flow, type Paths } from './flow.ts'
import { accumulated } from './rules/accumulated.ts'
import type { State } from './state.ts'
import { constant, isSingle, UNKNOWN } from './values.ts'

type OneTurn = (flow: Flow, loop: LoopStmt, state: State, out: Paths) => State[]

/** Turns that are followed one by one: a number that ends the loop, or stays, does so by then or not before FAR. */
const NEAR = 32
/** The verifier keeps at most so many branches to return to (BPF_COMPLEXITY_LIMIT_JMP_SEQ), and each turn leaves one. */
const FAR = 8192

/** Reports each local variable that the turns move without end and that is tested against a constant. */
export function judgeAccumulators(flow: Flow, loop: LoopStmt, state: State, oneTurn: OneTurn): void {
  if (flow.isQuiet() || flow.judged.has(loop)) return
  flow.judged.add(loop)
  const { frame } = state
  const before = { steps: flow.steps, instructions: flow.instructions }
  for (const local of testedLocals(frame.function, loop)) {
    const key = `s${frame.id}.${local.id}`
    const size = local.type.kind === 'int' ? local.type.bits / 8 : 0
    if (size === 0 || !flow.quietly(() => movesForEver(flow, loop, state, { key, size }, oneTurn))) continue
    flow.report(accumulated(loop, local.name))
  }
  flow.steps = before.steps
  flow.instructions = before.instructions
}

interface Cell {
  key: string
  size: number
}

/** True when there is a path through the turns on which the number moves by the same amount each time, as far as the verifier follows. */
function movesForEver(flow: Flow, loop: LoopStmt, start: State, cell: Cell, oneTurn: OneTurn): boolean {
  const first = exact(start, cell)
  if (first === null) return false
  let at: State = start.fork()
  let move: bigint | null = null
  for (let turn = 0; turn <= NEAR; turn++) {
    const value: bigint | null = turn === NEAR && move !== null ? first + BigInt(FAR) * move : exact(at, cell)
    if (value === null) return false
    if (turn === NEAR) at.store(cell.key, 0, cell.size, constant(value))
    forgetCounter(loop, at)
    let next: State | null = null
    for (const back of oneTurn(flow, loop, at.fork(), noPaths())) {
      const after = exact(back, cell)
      if (after === null || after === value || (move !== null && after - value !== move)) continue
      next = back
      move = after - value
      break
    }
    if (next === null) return false
    at = next
  }
  return true
}

/** The kernel's own count of the turns, of which the verifier knows nothing. */
function forgetCounter(loop: LoopStmt, state: State): void {
  const place = loop.step?.kind === 'update' ? loop.step.place : null
  if (place?.kind !== 'local' || place.type.kind !== 'int') return
  state.store(`s${state.frame.id}.${place.local}`, 0, place.type.bits / 8, UNKNOWN)
}

function exact(state: State, { key, size }: Cell): bigint | null {
  const value = state.load(key, 0, size)
  if (value === null || value === 'any' || value.kind !== 'scalar' || !isSingle(value.range)) return null
  return value.range.min
}

/** The variables whose number decides a test, in the loop or after it, by themselves or through a variable made from them. */
function testedLocals(f: FunctionIr, loop: LoopStmt): FunctionIr['locals'][number][] {
  const sources = sourcesOf(f)
  const tested = new Set<number>()
  const visit = (local: number): void => {
    if (tested.has(local)) return
    tested.add(local)
    for (const source of sources.get(local) ?? []) visit(source)
  }
  for (const condition of conditionsFrom(f.body, loop)) for (const local of decidersOf(condition)) visit(local)
  const counter = loop.step === null ? null : writtenBy(loop.step)
  return f.locals.filter(({ id }) => tested.has(id) && id !== counter)
}

/** Local -> the locals whose values it is computed from by an assignment. */
function sourcesOf(f: FunctionIr): Map<number, number[]> {
  const sources = new Map<number, number[]>()
  const add = (local: number | null, value: Expr | null): void => {
    if (local !== null && value !== null) sources.set(local, [...(sources.get(local) ?? []), ...localsRead(value)])
  }
  const walk = (body: readonly Stmt[]): void => {
    for (const statement of body) {
      if (statement.kind === 'declare') add(statement.local, statement.init)
      for (const list of ownLists(statement)) walk(list)
    }
  }
  walk(f.body)
  for (const expr of expressionsOf(f.body)) {
    if (expr.kind === 'assign' || expr.kind === 'update') add(localOf(expr.place), expr.value)
  }
  return sources
}

const writtenBy = (expr: Expr): number | null =>
  expr.kind === 'assign' || expr.kind === 'update' ? localOf(expr.place) : null

const localOf = (place: Place): number | null => (place.kind === 'local' ? place.local : null)

/** The conditions that the verifier may come to on its way from the loop's first turn on. */
function conditionsFrom(body: readonly Stmt[], loop: LoopStmt): Expr[] {
  return body.flatMap((statement) => {
    const inside = ownLists(statement).flatMap((list) => conditionsFrom(list, loop))
    if (statement.span.end <= loop.span.start) return inside
    const own = ownExpressions(statement).flatMap((expr) => [...conditionsIn(expr)])
    switch (statement.kind) {
      case 'if':
        return [statement.condition, ...own, ...inside]
      case 'switch':
        return [statement.value, ...own, ...inside]
      case 'loop':
        return statement.condition === null ? [...own, ...inside] : [statement.condition, ...own, ...inside]
      default:
        return [...own, ...inside]
    }
  })
}

function* conditionsIn(expr: Expr): Generator<Expr> {
  if (expr.kind === 'conditional') yield expr.condition
  if (expr.kind === 'compare' || expr.kind === 'logical' || expr.kind === 'not') yield expr
  for (const child of children(expr)) yield* conditionsIn(child)
}

/** The locals that alone decide a condition: nothing else but constants is compared with them. */
function decidersOf(condition: Expr): number[] {
  switch (condition.kind) {
    case 'logical':
      return [...decidersOf(condition.left), ...decidersOf(condition.right)]
    case 'not':
      return decidersOf(condition.operand)
    case 'compare':
      return isKnown(condition.left) && isKnown(condition.right) ? localsRead(condition) : []
    default:
      return isKnown(condition) ? localsRead(condition) : []
  }
}

/** True for what is made of local variables and constants only. */
function isKnown(expr: Expr): boolean {
  if (expr.kind === 'read') return expr.place.kind === 'local'
  return (expr.kind === 'const' || isArithmetic(expr)) && children(expr).every((child) => isKnown(child))
}

const isArithmetic = (expr: Expr): boolean =>
  expr.kind === 'binary' || expr.kind === 'unary' || expr.kind === 'convert' || expr.kind === 'update'

function localsRead(expr: Expr): number[] {
  const place = expr.kind === 'read' || expr.kind === 'update' ? expr.place : null
  const own = place === null ? null : localOf(place)
  const below = children(expr).flatMap((child) => localsRead(child))
  return own === null ? below : [own, ...below]
}
