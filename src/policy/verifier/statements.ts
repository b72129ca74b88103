// Statements, path by path. Paths that look alike to the verifier are followed once.

import type { Stmt, SwitchSection } from '../ir.ts'
import { assertNever, isScalar, sizeOf } from '../types.ts'
import { addExits, addGotos, anyScalar, learn, localsOf, noPaths, type Flow, type Paths } from './flow.ts'
import { settle, type State } from './state.ts'
import { intersect, isSingle, UNKNOWN, type Range } from './values.ts'

/** How often a backward goto is followed before its paths are dropped. */
const MAX_JUMPS = 64

/** Runs a statement list from the given paths. */
export function execute(flow: Flow, body: readonly Stmt[], states: readonly State[]): Paths {
  const labels = new Map<string, number>()
  for (const [at, statement] of body.entries()) if (statement.kind === 'label') labels.set(statement.label, at)
  const out = noPaths()
  const waiting = new Map<number, State[]>([[0, [...states]]])
  for (let jumps = 0; waiting.size > 0 && jumps < MAX_JUMPS; jumps++) runFrom(flow, body, labels, waiting, out)
  return out
}

/** One pass over the list from the first waiting path on; jumps ahead join on the way, jumps back wait for the next pass. */
function runFrom(
  flow: Flow,
  body: readonly Stmt[],
  labels: ReadonlyMap<string, number>,
  waiting: Map<number, State[]>,
  out: Paths,
): void {
  let current: State[] = []
  for (let at = Math.min(...waiting.keys()); at <= body.length; at++) {
    current = settle([...current, ...(waiting.get(at) ?? [])], flow.nextId)
    waiting.delete(at)
    const statement = body[at]
    if (statement === undefined) {
      out.next.push(...current)
      return
    }
    if (current.length === 0) continue
    const paths = run(flow, statement, current)
    current = paths.next
    const outer = new Map<string, State[]>()
    for (const [label, jumped] of paths.gotos) {
      const target = labels.get(label)
      if (target === undefined) outer.set(label, jumped)
      else waiting.set(target, [...(waiting.get(target) ?? []), ...jumped])
    }
    addExits(out, { ...paths, gotos: outer })
  }
}

function run(flow: Flow, statement: Stmt, states: readonly State[]): Paths {
  const out = noPaths()
  if (flow.steps < 0) {
    // Out of budget: what is not followed is not judged.
    return out
  }
  if (statement.kind !== 'block' && statement.kind !== 'loop') flow.statement = statement
  switch (statement.kind) {
    case 'expr':
      for (const state of states) out.next.push(...flow.evaluate(statement.expr, state).map((result) => result.state))
      break
    case 'declare':
      for (const state of states) declare(flow, statement, state, out)
      break
    case 'if':
      for (const state of states) {
        const { yes, no } = flow.test(statement.condition, state)
        for (const [branch, paths] of [
          [statement.then, yes],
          [statement.otherwise, no],
        ] as const) {
          if (paths.length === 0) continue
          const after = flow.execute(branch, paths)
          const locals = localsOf(branch)
          if (locals.length > 0) for (const path of after.next) path.dropLocals(locals)
          out.next.push(...after.next)
          addExits(out, after)
        }
      }
      break
    case 'loop':
      return flow.loop(statement, states)
    case 'switch':
      for (const state of states) runSwitch(flow, statement, state, out)
      break
    case 'block': {
      const after = flow.execute(statement.body, states)
      const locals = localsOf(statement.body)
      if (locals.length > 0) for (const path of after.next) path.dropLocals(locals)
      return after
    }
    case 'break':
      out.breaks.push(...states)
      break
    case 'continue':
      out.continues.push(...states)
      break
    case 'return':
      for (const state of states) {
        if (statement.value === null) out.returns.push({ state, value: UNKNOWN })
        else out.returns.push(...flow.evaluate(statement.value, state))
        for (const result of out.returns) result.state.returned = statement.value
      }
      break
    case 'goto':
      out.gotos.set(statement.label, [...states])
      break
    case 'label':
      out.next.push(...states)
      break
    default:
      return assertNever(statement)
  }
  return out
}

function declare(flow: Flow, statement: Extract<Stmt, { kind: 'declare' }>, state: State, out: Paths): void {
  const local = state.frame.function.locals[statement.local]
  if (local === undefined) {
    out.next.push(state)
    return
  }
  const key = `s${state.frame.id}.${local.id}`
  state.overwrite(key, sizeOf(local.type, flow.unit.structs), { kind: 'uninitialised' })
  if (statement.init === null) {
    out.next.push(state)
    return
  }
  const place = { kind: 'local' as const, local: local.id, type: local.type, span: local.span }
  if (!isScalar(local.type)) {
    out.next.push(...flow.evaluate(statement.init, state).map((result) => result.state))
    return
  }
  const assign = { kind: 'assign' as const, place, value: statement.init, type: local.type, span: statement.span }
  out.next.push(...flow.evaluate(assign, state).map((result) => result.state))
}

function runSwitch(flow: Flow, statement: Extract<Stmt, { kind: 'switch' }>, state: State, out: Paths): void {
  const { value, sections } = statement
  if (value.type.kind !== 'int') return
  for (const result of flow.evaluate(value, state)) {
    const chosen = result.value.kind === 'scalar' ? result.value : anyScalar(flow, value.type)
    const entries = chooseSections(sections, chosen.range)
    let falling: State[] = []
    for (const [at, section] of sections.entries()) {
      const entry = entries.get(at)
      const entering = (entry ?? []).map((range) => {
        const path = result.state.fork()
        if (range !== null) learn(flow, path, chosen.id, range)
        return path
      })
      const after = flow.execute(section.body, settle([...falling, ...entering], flow.nextId))
      falling = after.next
      out.next.push(...after.breaks)
      out.continues.push(...after.continues)
      out.returns.push(...after.returns)
      addGotos(out, after)
    }
    out.next.push(...falling)
    if (!sections.some((section) => section.isDefault) && !isCovered(sections, chosen.range))
      out.next.push(result.state)
  }
}

/** For each section that can be entered, the ranges of the value with which it is; null for default, of which no range is known. */
function chooseSections(sections: readonly SwitchSection[], range: Range): Map<number, (Range | null)[]> {
  const entries = new Map<number, (Range | null)[]>()
  for (const [at, section] of sections.entries()) {
    const ranges: (Range | null)[] = []
    for (const { low, high } of section.cases) {
      const both = intersect(range, { min: low, max: high })
      if (both !== null) ranges.push(both)
    }
    if (section.isDefault && !isCovered(sections, range)) ranges.push(null)
    if (ranges.length > 0) entries.set(at, ranges)
  }
  return entries
}

const isCovered = (sections: readonly SwitchSection[], range: Range): boolean =>
  isSingle(range) && sections.some((section) => section.cases.some((c) => c.low <= range.min && range.min <= c.high))
