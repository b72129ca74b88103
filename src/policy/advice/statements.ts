// Statements: where the paths go.

import type { LoopStmt, Stmt } from '../ir.ts'
import { assertNever, isScalar } from '../types.ts'
import { testBetween } from './conditions.ts'
import { settle, type Path } from './path.ts'
import { FROM, unknownFrom } from './values.ts'
import { addExits, noExits, settleOutcomes, type Exits, type Walk } from './walk.ts'

/** Runs a statement list; jumps ahead in it join at their label, jumps back are dropped. */
export function execute(walk: Walk, body: readonly Stmt[], paths: readonly Path[]): Exits {
  const out = noExits()
  const labels = new Set(body.flatMap((statement) => (statement.kind === 'label' ? [statement.label] : [])))
  const waiting = new Map<string, Path[]>()
  let current = settle(paths)
  for (const statement of body) {
    if (statement.kind === 'label') current = settle([...current, ...(waiting.get(statement.label) ?? [])])
    if (current.length === 0) continue
    if (--walk.steps < 0) return noExits()
    const exits = run(walk, statement, current)
    const outer = new Map<string, Path[]>()
    for (const [label, jumped] of exits.gotos) {
      const to = labels.has(label) ? waiting : outer
      to.set(label, [...(to.get(label) ?? []), ...jumped])
    }
    addExits(out, { ...exits, gotos: outer })
    current = settle(exits.next)
  }
  out.next = current
  return out
}

const endingsOf = (walk: Walk) => walk.frames.at(-1)?.endings ?? []

function run(walk: Walk, statement: Stmt, paths: readonly Path[]): Exits {
  const out = noExits()
  switch (statement.kind) {
    case 'expr':
      out.next = paths.flatMap((path) => walk.evaluate(statement.expr, path).map((o) => o.path))
      return out
    case 'declare':
      out.next = paths.flatMap((path) => declare(walk, statement, path))
      return out
    case 'if': {
      const tested = paths.map((path) => walk.test(statement.condition, path))
      const yes = walk.execute(statement.then, settle(tested.flatMap((one) => one.yes)))
      const no = walk.execute(statement.otherwise, settle(tested.flatMap((one) => one.no)))
      out.next = [...yes.next, ...no.next]
      addExits(out, yes)
      addExits(out, no)
      return out
    }
    case 'loop':
      return loop(walk, statement, paths)
    case 'switch':
      return runSwitch(walk, statement, paths)
    case 'block':
      return walk.execute(statement.body, paths)
    case 'break':
      out.breaks.push(...paths)
      return out
    case 'continue':
      out.continues.push(...paths)
      return out
    case 'return': {
      const { value, span } = statement
      const ended =
        value === null
          ? paths.map((path) => ({ path, value: unknownFrom(FROM.nothing) }))
          : settleOutcomes(paths.flatMap((path) => walk.evaluate(value, path)))
      endingsOf(walk).push(...ended.map((outcome) => ({ ...outcome, span: value?.span ?? span })))
      return out
    }
    case 'goto':
      out.gotos.set(statement.label, [...paths])
      return out
    case 'label':
      out.next = [...paths]
      return out
    default:
      return assertNever(statement)
  }
}

function declare(walk: Walk, statement: Extract<Stmt, { kind: 'declare' }>, path: Path): Path[] {
  const key = `%${walk.frames.length}.${statement.local}`
  path.store(key, unknownFrom(FROM.nothing))
  const local = walk.frames.at(-1)?.function.locals[statement.local]
  if (statement.init === null) return [path]
  return walk.evaluate(statement.init, path).map((outcome) => {
    if (local !== undefined && isScalar(local.type)) outcome.path.store(key, outcome.value)
    return outcome.path
  })
}

/** The body is followed twice: once from the start, once with everything that the first turn may have changed. */
function loop(walk: Walk, statement: LoopStmt, paths: readonly Path[]): Exits {
  const out = noExits()
  let entry = settle(paths)
  for (let turn = 0; turn < 2; turn++) {
    const isFirstDo = statement.form === 'do' && turn === 0
    const tested = isFirstDo ? [] : entry.map((path) => enter(walk, statement, path.fork()))
    const inside = isFirstDo ? entry.map((path) => path.fork()) : tested.flatMap(({ yes }) => yes)
    out.next.push(...tested.flatMap(({ no }) => no))
    const body = walk.execute(statement.body, inside)
    out.next.push(...body.breaks)
    for (const [label, jumped] of body.gotos) out.gotos.set(label, [...(out.gotos.get(label) ?? []), ...jumped])
    let after = settle([...body.next, ...body.continues])
    const { step } = statement
    if (step !== null) after = after.flatMap((path) => walk.evaluate(step, path).map((o) => o.path))
    entry = settle([...entry, ...after], true)
  }
  // A loop that nothing ends in two turns may end later, with what is known by then.
  const last = entry.map((path) => enter(walk, statement, path))
  out.next = settle([...out.next, ...last.flatMap(({ no }) => no)])
  return out
}

const enter = (walk: Walk, { condition }: LoopStmt, path: Path): { yes: Path[]; no: Path[] } =>
  condition === null ? { yes: [path], no: [] } : walk.test(condition, path)

function runSwitch(walk: Walk, statement: Extract<Stmt, { kind: 'switch' }>, paths: readonly Path[]): Exits {
  const out = noExits()
  const { value, sections } = statement
  for (const outcome of paths.flatMap((path) => walk.evaluate(value, path))) {
    // Each case is a comparison of the same value, in turn.
    let rest: Path[] = [outcome.path]
    const entering = sections.map((section) =>
      section.cases.flatMap(({ low, high }) => {
        const tested = rest.map((path) => testBetween(walk, value, outcome.value, { low, high }, path))
        rest = tested.flatMap(({ no }) => no)
        return tested.flatMap(({ yes }) => yes)
      }),
    )
    let falling: Path[] = []
    for (const [at, section] of sections.entries()) {
      const into = [...falling, ...(entering[at] ?? []), ...(section.isDefault ? rest.splice(0) : [])]
      const after = walk.execute(section.body, settle(into))
      falling = after.next
      out.next.push(...after.breaks)
      addExits(out, { ...after, breaks: [] })
    }
    out.next.push(...falling, ...rest)
  }
  return { ...out, next: settle(out.next) }
}
