// Calls: functions of the policy are followed inside their caller; helpers and kfuncs are checked against the table and give what it says.

import { has } from '../../kernel/differences.ts'
import type { Expr, FunctionIr, MapDefinition } from '../ir.ts'
import { sizeOf, type Type } from '../types.ts'
import { anyScalar, type Flow, type Result } from './flow.ts'
import { isIteratorNext } from './iterators.ts'
import { MAX_STATES, regionKey, type Frame, type State } from './state.ts'
import { argumentProblems } from './arguments.ts'
import { wrong, type Argument } from './rules/wrong-argument.ts'
import { policyNameProblems } from './rules/policy-name.ts'
import { ACQUIRING, BEGINNING, notBegun, released, RELEASING, nestedRcu } from './rules/references.ts'
import { globalCallProblem } from './rules/global-function.ts'
import { callbackProblem } from './rules/returns.ts'
import { callUnderLock, lockElsewhere, notLocked } from './rules/spin-lock.ts'
import {
  isSingle,
  mergeValues,
  sameValue,
  structKey,
  unites,
  UNKNOWN,
  ZERO_RANGE,
  type PointerValue,
  type Region,
  type Value,
} from './values.ts'

type Call = Extract<Expr, { kind: 'call' }>

/** Deeper calls are not followed; the call graph's rule reports them. */
const MAX_DEPTH = 16

export function runCall(flow: Flow, expr: Call, state: State): Result[] {
  let paths: { state: State; values: Value[] }[] = [{ state, values: [] }]
  for (const argument of expr.args) {
    paths = paths.flatMap((path) =>
      flow
        .evaluate(argument, path.state)
        .map((result) => ({ state: result.state, values: [...path.values, result.value] })),
    )
  }
  const callee = flow.functions.get(expr.callee)
  return paths.flatMap((path) => {
    const values = path.values.map((value) => path.state.refined(value))
    return callee === undefined
      ? callHelper(flow, expr, path.state, values)
      : callFunction(flow, expr, callee, path.state, values)
  })
}

const isActive = (frame: Frame | null, callee: FunctionIr): boolean =>
  frame !== null && (frame.function === callee || isActive(frame.caller, callee))

function callFunction(flow: Flow, expr: Call, callee: FunctionIr, state: State, values: readonly Value[]): Result[] {
  if (state.references.has(LOCK)) flow.report(callUnderLock(expr.span, callee.name))
  if (callee.separate === true) {
    const wrongCall = globalCallProblem(callee, values, expr.span)
    if (wrongCall === null) flow.separately(callee)
    else flow.report(wrongCall)
    return [{ state, value: resultOf(flow, expr) }]
  }
  const caller = state.frame
  if (caller.depth >= MAX_DEPTH || isActive(caller, callee)) return [{ state, value: resultOf(flow, expr) }]
  const frame = enter(flow, callee, caller, state, values)
  const statement = flow.statement
  const paths = flow.execute(callee.body, [state])
  flow.statement = statement
  const results: Result[] = [...paths.returns, ...paths.next.map((path) => ({ state: path, value: UNKNOWN }))]
  for (const result of results) {
    result.state.dropFrame(frame.id)
    result.state.frame = caller
  }
  return settleResults(flow, results)
}

/** Opens a frame with the arguments in the parameters. */
function enter(flow: Flow, callee: FunctionIr, caller: Frame, state: State, values: readonly Value[]): Frame {
  const frame: Frame = { id: flow.nextId(), function: callee, program: caller.program, depth: caller.depth + 1, caller }
  for (const [at, id] of callee.params.entries()) {
    const local = callee.locals[id]
    if (local === undefined) continue
    state.store(`s${frame.id}.${id}`, 0, sizeOf(local.type, flow.unit.structs), values[at] ?? UNKNOWN)
  }
  state.frame = frame
  return frame
}

/** Results that may be told apart; beyond the limit they become one. */
function settleResults(flow: Flow, results: readonly Result[]): Result[] {
  const kept: Result[] = []
  for (const result of results) {
    if (kept.some((other) => compareResults(other, result) === 'same')) continue
    const united = kept.find((other) => compareResults(other, result) === 'unites')
    const target = united ?? (kept.length >= MAX_STATES ? kept.at(-1) : undefined)
    if (target === undefined) kept.push(result)
    else {
      target.value = mergeValues(target.value, result.value, flow.nextId)
      target.state.merge(result.state, flow.nextId)
    }
  }
  return kept
}

function compareResults(a: Result, b: Result): 'same' | 'unites' | 'differs' {
  const states = a.state.compare(b.state)
  if (sameValue(a.value, b.value)) return states
  return states === 'same' && unites(a.value, b.value) ? 'unites' : 'differs'
}

function callHelper(flow: Flow, expr: Call, state: State, values: readonly Value[]): Result[] {
  const helper = flow.helper(expr.callee)
  const args = expr.args.map((argument, at): Argument => ({
    name: helper?.params[at] ?? '',
    writes: writes(helper?.type.params[at]),
    value: values[at] ?? UNKNOWN,
    expr: argument,
    register: at + 1,
  }))
  const problems = argumentProblems(flow, expr, helper, args, state)
  problems.push(...policyNameProblems(flow, expr, args))
  for (const problem of problems) flow.report(problem)
  const isLock = expr.callee === 'bpf_spin_lock' || expr.callee === 'bpf_spin_unlock'
  if (isLock) followLock(flow, expr, args, state)
  else if (state.references.has(LOCK)) flow.report(callUnderLock(expr.span, expr.callee))
  // The result may depend on a key, whose number is forgotten then.
  const value = helperResult(flow, expr, args, state)
  if (helper !== null) {
    for (const argument of args) clobber(state, helper.row.args?.[argument.name], argument)
    if (Object.values(helper.row.args ?? {}).includes('callback')) runCallback(flow, expr, args, state)
  }
  followPairs(flow, expr, args, state)
  return [{ state, value }]
}

/** The lock that a program holds, as a reference. */
const LOCK = -1_000_000_000

function followLock(flow: Flow, { callee, span }: Call, args: readonly Argument[], state: State): void {
  const value = args[0]?.value
  if (value?.kind === 'pointer' && value.region.kind === 'stack') flow.report(lockElsewhere(span, 'fp'))
  if (callee === 'bpf_spin_unlock') {
    if (!state.references.delete(LOCK)) flow.report(notLocked(span))
  } else if (state.references.has(LOCK)) flow.report(callUnderLock(span, callee))
  else state.references.set(LOCK, { span, kfunc: callee })
}

/** What the call gives back, begins or ends. */
function followPairs(flow: Flow, expr: Call, args: readonly Argument[], state: State): void {
  const { callee, span } = expr
  if (RELEASING.has(callee)) {
    for (const { value } of args) {
      if (value.kind !== 'pointer') continue
      if (state.released.has(value.id)) flow.report(released(span))
      if (state.references.delete(value.id)) state.released.add(value.id)
    }
  }
  const pair = pairId(callee, args)
  if (pair === null) return
  if (BEGINNING.has(callee)) {
    if (pair === RCU_SECTION && state.references.has(pair)) flow.report(nestedRcu(span))
    state.references.set(pair, { span, kfunc: callee, ...(endsWithScope(state, args) ? { endsWithScope: true } : {}) })
    return
  }
  if (!state.references.has(pair)) flow.report(notBegun(span, callee))
  if (!isIteratorNext(callee)) state.references.delete(pair)
}

/** Below every identity of a value: an RCU section, and the iterator in a variable. */
const RCU_SECTION = -1

function pairId(callee: string, args: readonly Argument[]): number | null {
  if (callee === 'bpf_rcu_read_lock' || callee === 'bpf_rcu_read_unlock') return RCU_SECTION
  const value = args[0]?.value
  if (!/^bpf_iter_\w+_(?:new|next|destroy)$/.test(callee) || value?.kind !== 'pointer' || value.region.kind !== 'stack')
    return null
  return -2 - value.region.frame * 4096 - value.region.local
}

/** True for the iterator of bpf_for_each, which needs no call to be ended. */
function endsWithScope(state: State, args: readonly Argument[]): boolean {
  const value = args[0]?.value
  if (value?.kind !== 'pointer' || value.region.kind !== 'stack') return false
  return state.frame.function.locals[value.region.local]?.endsWithScope === true
}

const writes = (type: Type | undefined): boolean => type?.kind === 'pointer' && !type.constant

/** Arguments whose bytes a helper reads or writes. */
const LOOKED_AT: ReadonlySet<string> = new Set(['map-key', 'map-value', 'memory'])

/** What a helper writes is unknown afterwards. */
function clobber(state: State, kind: string | undefined, argument: Argument): void {
  const { value } = argument
  if (value.kind !== 'pointer' || kind === undefined) return
  const { region } = value
  // The verifier takes what a helper has looked at on the stack for changed, and knows no number there any more.
  const isWritten = argument.writes && kind === 'memory'
  if (region.kind === 'stack' && !isWritten && LOOKED_AT.has(kind)) {
    state.overwriteNumbers(regionKey(region, value.id))
    return
  }
  if (!isWritten) return
  if (region.kind === 'stack' || region.kind === 'global' || region.kind === 'mapValue') {
    state.overwrite(regionKey(region, value.id), region.size, 'any')
  }
}

/** A callback may run any number of times: what it may change is unknown before and after. */
function runCallback(flow: Flow, expr: Call, args: readonly Argument[], state: State): void {
  const callback = args.find((argument) => argument.name === 'callback_fn')
  const context = args.find((argument) => argument.name === 'callback_ctx')
  if (callback?.value.kind !== 'pointer' || callback.value.region.kind !== 'function') return
  const callee = flow.functions.get(callback.value.region.name)
  if (callee === undefined || isActive(state.frame, callee)) return
  const own = context?.value.kind === 'pointer' ? regionKey(context.value.region, context.value.id) : null
  const forget = (): void =>
    state.forget(({ key, value }) => key.startsWith('g') || (key === own && value.kind !== 'pointer'))
  forget()
  const inside = state.fork()
  const given = callbackArguments(flow, expr, args, callee, context?.value ?? UNKNOWN)
  enter(flow, callee, state.frame, inside, given)
  for (const { state: end, value } of flow.execute(callee.body, [inside]).returns) {
    const problem = callbackProblem(flow.unit, end.returned, end.refined(value))
    if (problem !== null) flow.report(problem)
  }
  forget()
}

function callbackArguments(
  flow: Flow,
  expr: Call,
  args: readonly Argument[],
  callee: FunctionIr,
  context: Value,
): Value[] {
  if (expr.callee !== 'bpf_loop') return [UNKNOWN, UNKNOWN, UNKNOWN, context]
  const [first] = callee.params
  const type = first === undefined ? undefined : callee.locals[first]?.type
  const [turns] = args
  if (type?.kind !== 'int') return [UNKNOWN, context]
  const any = anyScalar(flow, type)
  const max = turns?.value.kind === 'scalar' && turns.value.range.max > 0n ? turns.value.range.max - 1n : any.range.max
  return [{ ...any, range: { min: 0n, max: max < any.range.max ? max : any.range.max } }, context]
}

/** What is known of a result by its type alone. */
function resultOf(flow: Flow, expr: Call): Value {
  return expr.type.kind === 'int' ? anyScalar(flow, expr.type) : UNKNOWN
}

function helperResult(flow: Flow, expr: Call, args: readonly Argument[], state: State): Value {
  const pointer = (region: Region, nullness: PointerValue['nullness']): PointerValue => ({
    kind: 'pointer',
    region,
    offset: ZERO_RANGE,
    nullness,
    id: flow.nextId(),
    blurred: false,
  })
  switch (expr.callee) {
    case 'bpf_map_lookup_elem':
    case 'bpf_map_lookup_percpu_elem':
    case 'bpf_task_storage_get':
    case 'bpf_cgrp_storage_get': {
      const name = mapName(args[0]?.value)
      const map = name === null ? undefined : flow.maps.get(name)
      if (map === undefined) return UNKNOWN
      return pointer(
        { kind: 'mapValue', name: map.name, size: map.valueSize },
        isAlwaysThere(flow, map, args, state) ? 'never' : 'maybe',
      )
    }
    case 'bpf_ringbuf_reserve': {
      const size = args[1]?.value
      const name = mapName(args[0]?.value)
      const isKnown = size?.kind === 'scalar' && isSingle(size.range)
      if (size?.kind === 'scalar' && !isKnown && !size.blurred && args[1] !== undefined)
        flow.report(
          wrong(
            args[1],
            'The verifier must know the size of the record: write a constant, such as sizeof(*e).',
            "R2 is not a known constant'",
          ),
        )
      if (name === null || size?.kind !== 'scalar' || !isKnown) return UNKNOWN
      const record = pointer({ kind: 'mapValue', name, size: Number(size.range.min), record: true }, 'maybe')
      state.references.set(record.id, { span: expr.span, kfunc: expr.callee })
      return record
    }
    case 'bpf_rdonly_cast': {
      const id = args[1]?.value
      const struct = id?.kind === 'scalar' && isSingle(id.range) ? flow.structOfBtfId(id.range.min) : null
      return struct === null ? UNKNOWN : pointer({ kind: 'kernel', struct, trust: false, reference: null }, 'maybe')
    }
    case 'bpf_get_current_task_btf':
      return pointer({ kind: 'kernel', struct: 'task_struct', trust: null, reference: null }, 'never')
    default:
  }
  if (isIteratorNext(expr.callee)) {
    const iterator = pairId(expr.callee, args) ?? RCU_SECTION
    const struct = expr.type.kind === 'pointer' ? structKey(expr.type.to) : null
    return pointer({ kind: 'kernel', struct, trust: null, reference: iterator }, 'maybe')
  }
  if (expr.type.kind !== 'pointer') return resultOf(flow, expr)
  const struct = structKey(expr.type.to)
  if (struct === null || !ACQUIRING.has(expr.callee)) return UNKNOWN
  const made = pointer({ kind: 'kernel', struct, trust: true, reference: null }, 'maybe')
  state.references.set(made.id, { span: expr.span, kfunc: expr.callee })
  return { ...made, region: { kind: 'kernel', struct, trust: true, reference: made.id } }
}

const mapName = (value: Value | undefined): string | null =>
  value?.kind === 'pointer' && value.region.kind === 'map' ? value.region.name : null

/** Newer verifiers know that an array has the element of a constant key below its size. */
function isAlwaysThere(flow: Flow, map: MapDefinition, args: readonly Argument[], state: State): boolean {
  if (!has(flow.unit.kernel, 'verifier-knows-array-elements')) return false
  if (map.mapKind !== 'ARRAY' && map.mapKind !== 'PERCPU_ARRAY') return false
  const key = args[1]?.value
  if (key?.kind !== 'pointer' || key.region.kind !== 'stack' || !isSingle(key.offset)) return false
  const value = state.load(regionKey(key.region, key.id), Number(key.offset.min), map.keySize)
  if (value === null || value === 'any' || value.kind !== 'scalar' || !isSingle(value.range)) return false
  return value.range.min >= 0n && value.range.min < BigInt(map.maxEntries)
}
