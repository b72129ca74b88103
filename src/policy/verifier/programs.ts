// The walk through the programs of a unit: makes the shared context, gives each program its arguments, and judges how it ends.

import { kernelTypes, parsePrototype, structOfBtfId } from '../kernel-types.ts'
import type { Diagnostic } from '../diagnostics.ts'
import type { FunctionIr, Program, Unit } from '../ir.ts'
import { sizeOf, type Type } from '../types.ts'
import { runCall } from './calls.ts'
import { expressionsOf, rootOf } from '../ir-walk.ts'
import { evaluate, resolve, test } from './expressions.ts'
import { passed, type Flow, type Origin } from './flow.ts'
import { runLoop } from './loops.ts'
import { returnProblem } from './rules/returns.ts'
import { unreleased } from './rules/references.ts'
import { lockKept } from './rules/spin-lock.ts'
import { State, type Frame } from './state.ts'
import { execute } from './statements.ts'
import { ZERO_RANGE, type Value } from './values.ts'
import { findHook } from '../../kernel/interfaces.ts'

/** Steps for one program: enough for loops of several hundred turns, few enough to answer while a person types. */
const STEPS = 30_000

/** What the verifier would say about each program, path by path. */
export function walkPrograms(unit: Unit): Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  const separate = new Map<FunctionIr, Program>()
  const note = (diagnostic: Diagnostic): void => {
    const key = `${diagnostic.code} ${diagnostic.span.start} ${diagnostic.span.end}`
    if (!found.has(key)) found.set(key, diagnostic)
  }
  for (const program of unit.programs) {
    const f = unit.functions.find((candidate) => candidate.name === program.function)
    if (f === undefined) continue
    const flow = createFlow(unit, note, (callee) => void separate.set(callee, separate.get(callee) ?? program))
    walkProgram(flow, program, f)
  }
  // A map goes on with what is added to it on the way: functions that such a function calls.
  for (const [callee, program] of separate) {
    const flow = createFlow(unit, note, (inner) => void separate.set(inner, separate.get(inner) ?? program))
    walkSeparate(flow, program, callee)
  }
  return [...found.values()]
}

/** A function that is not static: with any numbers, and with memory of its parameters' types, which may be NULL. */
function walkSeparate(flow: Flow, program: Program, f: FunctionIr): void {
  const frame: Frame = { id: flow.nextId(), function: f, program, depth: 1, caller: null }
  const state = new State(frame)
  for (const id of f.params) {
    const local = f.locals[id]
    if (local === undefined) continue
    const { type, name } = local
    const size = type.kind === 'pointer' ? sizeOf(type.to, flow.unit.structs) : 0
    const value: Value =
      type.kind !== 'pointer'
        ? passed(flow, type, false)
        : {
            kind: 'pointer',
            region: { kind: 'mapValue', name, size, parameter: true },
            offset: ZERO_RANGE,
            nullness: 'maybe',
            id: flow.nextId(),
            blurred: false,
          }
    state.store(`s${frame.id}.${id}`, 0, sizeOf(type, flow.unit.structs), value)
  }
  flow.execute(f.body, [state])
}

function walkProgram(flow: Flow, program: Program, f: FunctionIr): void {
  const frame: Frame = { id: flow.nextId(), function: f, program, depth: 1, caller: null }
  const state = new State(frame)
  for (const id of f.params) {
    const local = f.locals[id]
    if (local === undefined) continue
    state.store(`s${frame.id}.${id}`, 0, sizeOf(local.type, flow.unit.structs), argument(flow, program, local.type))
  }
  const paths = flow.execute(f.body, [state])
  for (const { state: end, value } of paths.returns) {
    const expr = end.returned
    const problem = expr === null ? null : returnProblem(flow.unit, program, expr, end.refined(value))
    if (problem !== null) flow.report(problem)
    for (const reference of end.references.values()) {
      if (reference.kfunc === 'bpf_spin_lock') flow.report(lockKept(reference.span))
      else if (reference.endsWithScope !== true) flow.report(unreleased(reference))
    }
  }
}

/** What the kernel passes: structs of the kernel (trusted for tp_btf only), or numbers. */
function argument(flow: Flow, program: Program, type: Type): Value {
  const trust: false | null = program.attach === 'tp_btf' ? null : false
  if (program.abi === 'args') return passed(flow, type, trust)
  const hook = findHook(program.section)
  const all = hook === undefined ? [] : parsePrototype(hook.prototype).type.params
  const region = { kind: 'context' as const, arguments: all, trust }
  return { kind: 'pointer', region, offset: ZERO_RANGE, nullness: 'never', id: flow.nextId(), blurred: false }
}

function createFlow(
  unit: Unit,
  found: (diagnostic: Diagnostic) => void,
  separately: (callee: FunctionIr) => void,
): Flow {
  const kernel = kernelTypes(unit.kernel, 'policy')
  const derived = new Map<string, number>()
  const origins = new Map<number, Origin>()
  let lastId = 0
  let quiet = 0
  const nextId = (): number => ++lastId
  const flow: Flow = {
    unit,
    functions: new Map(unit.functions.map((f) => [f.name, f])),
    globals: new Map(unit.globals.map((global) => [global.name, global])),
    maps: new Map(unit.maps.map((map) => [map.name, map])),
    unwritten: unwrittenGlobals(unit),
    helper: (name) => kernel.functions.get(name) ?? null,
    structOfBtfId: (id) => structOfBtfId(kernel, id),
    nextId,
    derivedId: (key, origin) => {
      const known = derived.get(key)
      if (known !== undefined) return known
      const id = nextId()
      derived.set(key, id)
      if (origin !== null) origins.set(id, origin)
      return id
    },
    originOf: (id) => origins.get(id) ?? null,
    report: (diagnostic) => {
      if (quiet === 0) found(diagnostic)
    },
    quietly: (run) => {
      quiet++
      try {
        return run()
      } finally {
        quiet--
      }
    },
    isQuiet: () => quiet > 0,
    judged: new Set(),
    steps: STEPS,
    instructions: 0,
    statement: null,
    tooLarge: false,
    evaluate: (expr, state) => evaluate(flow, expr, state),
    resolve: (place, state) => resolve(flow, place, state),
    test: (expr, state) => test(flow, expr, state),
    execute: (body, states) => execute(flow, body, states),
    separately,
    call: (expr, state) => runCall(flow, expr, state),
    loop: (loop, states) => runLoop(flow, loop, states),
  }
  return flow
}

/** Globals that no statement stores to and whose address is not taken. */
function unwrittenGlobals(unit: Unit): ReadonlySet<string> {
  const unwritten = new Set(unit.globals.map((global) => global.name))
  for (const f of unit.functions) {
    for (const expr of expressionsOf(f.body)) {
      const written = expr.kind === 'assign' || expr.kind === 'update' || expr.kind === 'address' ? expr.place : null
      const place = expr.kind === 'copy' || expr.kind === 'zero' ? expr.target : written
      const root = place === null ? null : rootOf(place)
      if (root?.kind === 'global') unwritten.delete(root.name)
    }
  }
  return unwritten
}
