// bpf_for, bpf_repeat and loops that ask an iterator for the next number: the kernel counts their turns, so that the verifier looks at one turn that stands for any. What the body
// changes is unknown when a turn begins; the loop variable lies within its bounds.

import type { Expr, Stmt } from '../ir.ts'
import { judgeAccumulators } from './accumulators.ts'
import { expressionsOf } from '../ir-walk.ts'
import { anyScalar, noPaths, type Flow, type Paths } from './flow.ts'
import { settle, type State } from './state.ts'
import { sameValue, UNKNOWN, type Value } from './values.ts'

type Loop = Extract<Stmt, { kind: 'loop' }>
type OneTurn = (flow: Flow, loop: Loop, state: State, out: Paths) => State[]

/** Runs the loop by one turn that stands for all. */
export function anyLoopTurn(flow: Flow, loop: Loop, states: readonly State[], oneTurn: OneTurn): Paths {
  const out = noPaths()
  for (const state of states) {
    judgeAccumulators(flow, loop, state, oneTurn)
    const turn = state.fork()
    for (const [key, value] of changesOf(flow, loop, state, oneTurn)) {
      const [region = '', offset = '', size = ''] = key.split('|')
      turn.store(region, Number(offset), Number(size), loopVariable(flow, loop, turn, region, value))
    }
    out.next.push(state)
    out.next.push(...oneTurn(flow, loop, turn, out))
  }
  out.next = settle(out.next, flow.nextId)
  return out
}

/** True for the kfuncs that give the next of a walk. */
export const isIteratorNext = (callee: string): boolean => /^bpf_iter_\w+_next$/.test(callee)

/** True for `while ((i = bpf_iter_num_next(&it)))` and loops that ask in their body: when the iterator is at its end, so are they. */
export const asksIterator = (loop: Loop): boolean =>
  (loop.condition !== null && asks([{ kind: 'expr', expr: loop.condition, span: loop.span }])) ||
  asks(loop.body.filter((statement) => statement.kind !== 'loop'))

function asks(body: readonly Stmt[]): boolean {
  for (const expr of expressionsOf(body)) if (expr.kind === 'call' && isIteratorNext(expr.callee)) return true
  return false
}

/** Runs such a loop by one turn that stands for all: it leaves where the loop itself tests for the end. */
export function anyIteratorTurn(flow: Flow, loop: Loop, states: readonly State[], oneTurn: OneTurn): Paths {
  const out = noPaths()
  for (const state of states) {
    judgeAccumulators(flow, loop, state, oneTurn)
    const turn = state.fork()
    for (const key of changesOf(flow, loop, state, oneTurn).keys()) {
      const [region = '', offset = '', size = ''] = key.split('|')
      turn.store(region, Number(offset), Number(size), UNKNOWN)
    }
    oneTurn(flow, loop, turn, out)
  }
  out.next = settle(out.next, flow.nextId)
  return out
}

/** What one turn changes, with the value before it. */
function changesOf(flow: Flow, loop: Loop, state: State, oneTurn: OneTurn): Map<string, Value> {
  const changes = new Map<string, Value>()
  const before = new Map<string, Value>()
  for (const { key, offset, size, value } of state.variables()) before.set(`${key}|${offset}|${size}`, value)
  const leaving = noPaths()
  const coming = flow.quietly(() => oneTurn(flow, loop, state.fork(), leaving))
  for (const after of coming) {
    for (const { key, offset, size, value } of after.variables()) {
      const cell = `${key}|${offset}|${size}`
      const was = before.get(cell)
      if (was !== undefined && !sameValue(was, value)) changes.set(cell, was)
    }
  }
  return changes
}

/** The loop's own counter is any number from its first on; everything else that changes is unknown. */
function loopVariable(flow: Flow, loop: Loop, state: State, region: string, first: Value): Value {
  const counter = loop.step === null ? null : countedLocal(loop.step)
  if (counter === null || region !== `s${state.frame.id}.${counter.local}` || first.kind !== 'scalar') return UNKNOWN
  const any = anyScalar(flow, counter.type)
  return { ...any, range: { min: first.range.min, max: any.range.max } }
}

function countedLocal(step: Expr): { local: number; type: Extract<Expr['type'], { kind: 'int' }> } | null {
  const place = step.kind === 'update' || step.kind === 'assign' ? step.place : null
  return place?.kind === 'local' && place.type.kind === 'int' ? { local: place.local, type: place.type } : null
}
