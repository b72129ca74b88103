// Calls: functions of the policy are followed, of helpers and kfuncs it is known what their results come from.

import type { Expr, FunctionIr } from '../ir.ts'
import type { Path } from './path.ts'
import { load } from './places.ts'
import { FROM, unknownFrom, type Value } from './values.ts'
import { settleOutcomes, type Outcome, type Walk } from './walk.ts'

type Call = Extract<Expr, { kind: 'call' }>

/** Deeper calls are not followed. */
const MAX_DEPTH = 12

/** Helpers whose result is the same for every task of a search, whatever their arguments. */
const PER_EVENT = /^bpf_get_current_|^bpf_get_smp_processor_id$/
const VARYING = /^bpf_ktime_|^bpf_get_prandom_|^bpf_jiffies64$/

export function runCall(walk: Walk, expr: Call, path: Path): Outcome[] {
  let paths: { path: Path; values: Value[] }[] = [{ path, values: [] }]
  for (const argument of expr.args) {
    paths = paths.flatMap((one) =>
      walk.evaluate(argument, one.path).map((o) => ({ path: o.path, values: [...one.values, o.value] })),
    )
  }
  const callee = walk.functions.get(expr.callee)
  return settleOutcomes(
    paths.flatMap((one) =>
      callee === undefined || isActive(walk, callee)
        ? [{ path: one.path, value: callHelper(walk, expr.callee, one.path, one.values) }]
        : callFunction(walk, callee, one.path, one.values),
    ),
  )
}

const isActive = (walk: Walk, callee: FunctionIr): boolean =>
  walk.frames.length >= MAX_DEPTH || walk.frames.some((frame) => frame.function === callee)

function callFunction(walk: Walk, callee: FunctionIr, path: Path, values: readonly Value[]): Outcome[] {
  const frame = { function: callee, endings: [] }
  walk.frames.push(frame)
  const depth = walk.frames.length
  for (const [at, local] of callee.params.entries())
    path.store(`%${depth}.${local}`, values[at] ?? unknownFrom(FROM.varies))
  const { next } = walk.execute(callee.body, [path])
  walk.frames.pop()
  const ended: Outcome[] = [...frame.endings, ...next.map((one) => ({ path: one, value: unknownFrom(FROM.nothing) }))]
  for (const outcome of ended) outcome.path.dropFrame(depth)
  return ended
}

function callHelper(walk: Walk, name: string, path: Path, values: readonly Value[]): Value {
  const [first] = values
  if (PER_EVENT.test(name)) {
    spoil(path, values, FROM.nothing)
    return { from: FROM.nothing, key: `${name}()`, consts: null }
  }
  const given = values.reduce((from, value) => from | value.from | behind(path, value), FROM.nothing as number)
  const isLookup = name.startsWith('bpf_map_lookup') || name.endsWith('_storage_get')
  const kept = isLookup && walk.keepsMaps ? FROM.kept : FROM.nothing
  const from = given | kept | (VARYING.test(name) ? FROM.varies : FROM.nothing)
  if (name.startsWith('bpf_probe_read') && first?.key?.startsWith('&%') === true) {
    const source = values[2]?.key
    const read = source?.startsWith('&') === true ? load(walk, { path, key: source.slice(1), from }) : null
    path.store(first.key.slice(1), read ?? unknownFrom(from))
    return unknownFrom(FROM.nothing)
  }
  // A callback may do anything to what it is given.
  const isLoop = name === 'bpf_loop' || name === 'bpf_for_each_map_elem'
  spoil(path, values, isLoop ? from | FROM.kept | FROM.varies : from)
  return unknownFrom(isLoop ? from | FROM.kept | FROM.varies : from)
}

const behind = (path: Path, { key }: Value): number =>
  key?.startsWith('&') === true ? path.originBelow(key.slice(1)) : FROM.nothing

/** Variables whose address was given away hold what the call was given. */
function spoil(path: Path, values: readonly Value[], from: number): void {
  for (const { key } of values) if (key?.startsWith('&%') === true) path.store(key.slice(1), unknownFrom(from))
}
