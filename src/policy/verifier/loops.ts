// Loops, turn by turn, as the verifier follows them: a turn that begins like an earlier one of the same path never ends. When a loop
// has many turns, the walk looks at how its variables move and works out how many turns are left.

import type { Stmt } from '../ir.ts'
import { addExits, localsOf, noPaths, type Flow, type Paths } from './flow.ts'
import { anyIteratorTurn, anyLoopTurn, asksIterator } from './iterators.ts'
import { forgottenBound, infiniteLoop, tooLarge } from './rules/unbounded-loop.ts'
import { settle, type State } from './state.ts'
import { sameValue, typeRange, UNKNOWN, type ScalarValue, type Value } from './values.ts'

type Loop = Extract<Stmt, { kind: 'loop' }>

/** Turns that are followed one by one. */
const MAX_TURNS = 600
/** The verifier gives up after so many instructions (BPF_COMPLEXITY_LIMIT_INSNS). */
export const MAX_INSTRUCTIONS = 1_000_000

/** The beginning of a turn. `before` is an earlier beginning on the same path, to compare with. */
interface Turn {
  state: State
  before: State | null
}

export function runLoop(flow: Flow, loop: Loop, states: readonly State[]): Paths {
  if (loop.form === 'bpf_for' || loop.form === 'bpf_repeat') return anyLoopTurn(flow, loop, states, oneTurn)
  if (asksIterator(loop)) return anyIteratorTurn(flow, loop, states, oneTurn)
  if (states.some((state) => boundMayBeNegative(flow, loop, state))) flow.report(forgottenBound(loop))
  const out = noPaths()
  let turns: Turn[] = states.map((state) => ({ state, before: null }))
  const share = flow.steps / 2
  const startInstructions = flow.instructions
  for (let turn = 0; turns.length > 0; turn++) {
    if (turn >= MAX_TURNS || flow.steps < share) {
      runOut(flow, loop, turns, out)
      break
    }
    const next: Turn[] = []
    // The states to compare with are renewed at every power of two, so that any period is found in time.
    const renew = (turn & (turn - 1)) === 0
    for (const { state, before } of turns) {
      const head = state.fork()
      const compareWith = renew || before === null ? head : before
      for (const back of oneTurn(flow, loop, state, out)) {
        if (!back.sameAs(compareWith) && !back.sameAs(head)) next.push({ state: back, before: compareWith })
        else if (!isBlurred(back)) flow.report(infiniteLoop(loop))
      }
    }
    turns = settleTurns(flow, next)
    if (flow.instructions - startInstructions > MAX_INSTRUCTIONS && !flow.tooLarge) {
      flow.tooLarge = true
      flow.report(tooLarge(loop, null))
    }
  }
  out.next = settle(out.next, flow.nextId)
  return out
}

/** True for a condition about a signed int that has an upper limit and no lower one. */
function boundMayBeNegative(flow: Flow, loop: Loop, state: State): boolean {
  const { condition } = loop
  if (condition?.kind !== 'compare' || condition.op === 'eq' || condition.op === 'ne') return false
  return [condition.left, condition.right].some((side) => {
    if (side.type.kind !== 'int' || !side.type.signed || side.type.bits !== 32) return false
    const all = typeRange(side.type)
    return flow
      .quietly(() => flow.evaluate(side, state.fork()))
      .some(
        ({ value }) =>
          value.kind === 'scalar' && !value.blurred && value.range.min === all.min && value.range.max < all.max,
      )
  })
}

/** One turn: the paths that come back to where it began. Those that leave go to `out`. */
export function oneTurn(flow: Flow, loop: Loop, state: State, out: Paths): State[] {
  const enter = loop.form === 'do' ? [state] : goOn(flow, loop, [state], out)
  if (enter.length === 0) return []
  flow.instructions++
  const body = flow.execute(loop.body, enter)
  const locals = localsOf(loop.body)
  if (locals.length > 0) for (const path of [...body.next, ...body.continues, ...body.breaks]) path.dropLocals(locals)
  out.next.push(...body.breaks)
  addExits(out, { ...body, breaks: [], continues: [] })
  const done = settle([...body.next, ...body.continues], flow.nextId)
  const { step } = loop
  const stepped = step === null ? done : done.flatMap((path) => flow.evaluate(step, path).map((result) => result.state))
  return loop.form === 'do' ? goOn(flow, loop, stepped, out) : stepped
}

/** The paths on which the condition holds. The others leave the loop. */
function goOn(flow: Flow, loop: Loop, states: readonly State[], out: Paths): State[] {
  const { condition } = loop
  if (condition === null) return [...states]
  return states.flatMap((state) => {
    const { yes, no } = flow.test(condition, state)
    out.next.push(...no)
    return yes
  })
}

function settleTurns(flow: Flow, turns: readonly Turn[]): Turn[] {
  const states = settle(
    turns.map((turn) => turn.state),
    flow.nextId,
  )
  return states.map((state) => ({ state, before: turns.find((turn) => turn.state === state)?.before ?? null }))
}

function isBlurred(state: State): boolean {
  for (const { value } of state.variables()) if ('blurred' in value && value.blurred) return true
  return false
}

/** How a variable moves from one turn to the next. */
interface Motion {
  key: string
  offset: number
  size: number
  value: ScalarValue
  low: bigint
  high: bigint
}

/** The rest of a loop that has too many turns to follow: how many there are, and what is known afterwards. */
function runOut(flow: Flow, loop: Loop, turns: readonly Turn[], out: Paths): void {
  const [turn] = turns
  if (turn === undefined) return
  const before = turn.state.fork()
  const mark = flow.instructions
  const [after] = flow.quietly(() => oneTurn(flow, loop, turn.state.fork(), noPaths()))
  const cost = flow.instructions - mark
  if (after !== undefined) {
    const left = turnsLeft(flow, loop, before, after)
    const blurred = isBlurred(after)
    if (left === null || left * cost > MAX_INSTRUCTIONS) {
      if (!flow.tooLarge && (left !== null || !blurred)) flow.report(tooLarge(loop, left))
      flow.tooLarge = true
      flow.instructions = mark
    } else flow.instructions = mark + left * cost
  }
  const later = before.fork()
  if (after !== undefined) forgetChanges(later, before, after)
  oneTurn(flow, loop, later.fork(), out)
  out.next.push(later)
}

/** Turns until no path comes back to the head, or null when variables that move never get there. */
function turnsLeft(flow: Flow, loop: Loop, before: State, after: State): number | null {
  const goesOn = (turns: number): boolean =>
    flow.quietly(() => oneTurn(flow, loop, jump(before, after, BigInt(turns)), noPaths()).length > 0)
  let high = 1
  while (high <= MAX_INSTRUCTIONS && goesOn(high)) high *= 2
  if (high > MAX_INSTRUCTIONS) return null
  let low = high >> 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (goesOn(middle)) low = middle + 1
    else high = middle
  }
  return high
}

/** The state after so many more turns: what moved steadily has moved on, what changed otherwise is unknown. */
function jump(before: State, after: State, turns: bigint): State {
  const state = before.fork()
  forgetChanges(state, before, after)
  for (const { key, offset, size, value, low, high } of motions(before, after)) {
    const range = { min: value.range.min + turns * low, max: value.range.max + turns * high }
    const bits = BigInt(size * 8)
    const fits = range.min >= -(1n << (bits - 1n)) && range.max < 1n << bits
    state.store(key, offset, size, fits ? { ...value, range, id: 0 } : UNKNOWN)
  }
  return state
}

function* motions(before: State, after: State): Generator<Motion> {
  const earlier = indexed(before)
  for (const { key, offset, size, value } of after.variables()) {
    const was = earlier.get(`${key}@${offset}:${size}`)
    if (was?.kind !== 'scalar' || value.kind !== 'scalar') continue
    const low = value.range.min - was.range.min
    const high = value.range.max - was.range.max
    if (low !== 0n || high !== 0n) yield { key, offset, size, value: was, low, high }
  }
}

function forgetChanges(state: State, before: State, after: State): void {
  const earlier = indexed(before)
  for (const { key, offset, size, value } of after.variables()) {
    const was = earlier.get(`${key}@${offset}:${size}`)
    if (was === undefined || !sameValue(was, value)) state.store(key, offset, size, UNKNOWN)
  }
}

const indexed = (state: State): Map<string, Value> =>
  new Map([...state.variables()].map((cell) => [`${cell.key}@${cell.offset}:${cell.size}`, cell.value]))
