// Loads and stores: what memory gives on a path and what a store leaves there. Whether the access is allowed is the rules' part.

import { readConstant } from '../constant.ts'
import type { Place } from '../ir.ts'
import { rootOf } from '../ir-walk.ts'
import { sizeOf, type IntType, type PointerType, type Type } from '../types.ts'
import { wrapRange } from './arithmetic.ts'
import { anyScalar, passed, type Flow, type Located } from './flow.ts'
import { accessProblem } from './rules/access.ts'
import { released } from './rules/references.ts'
import { uninitialisedRead } from './rules/uninitialised.ts'
import { regionKey, type State } from './state.ts'
import { constant, isSingle, UNKNOWN, type PointerValue, type Value } from './values.ts'

/** What the first load from a place gives of which nothing is recorded. */
function firstLoad(flow: Flow, pointer: PointerValue, type: IntType | PointerType): Value {
  const { region } = pointer
  if (region.kind === 'context') {
    const argument = isSingle(pointer.offset) ? region.arguments[Number(pointer.offset.min) / 8] : undefined
    return argument === undefined ? UNKNOWN : passed(flow, argument, region.trust)
  }
  if (type.kind === 'int') return anyScalar(flow, type)
  const loaded = (made: PointerValue['region']): Value => ({
    kind: 'pointer',
    region: made,
    offset: { min: 0n, max: 0n },
    nullness: 'maybe',
    id: flow.nextId(),
    blurred: pointer.blurred,
  })
  switch (region.kind) {
    case 'kernel':
      // A pointer to anything but a struct has no type that the verifier would follow.
      return type.to.kind === 'struct'
        ? loaded({ kind: 'kernel', struct: type.to.key, trust: region.trust === false ? false : null, reference: null })
        : loaded({ kind: 'number', why: 'untyped' })
    case 'global':
    case 'mapValue':
      // Memory of a map holds numbers: an address that was stored there is not a pointer any more.
      return loaded({ kind: 'number', why: 'stored' })
    case 'stack':
    case 'map':
    case 'number':
    case 'function':
      return UNKNOWN
  }
}

/** The value as the type of the place shows it: a zero is NULL for a pointer, an integer may change its sign. */
export function viewAs(value: Value, type: IntType | PointerType): Value {
  if (type.kind === 'pointer') return value.kind === 'scalar' ? scalarAsPointer(value) : value
  if (value.kind !== 'scalar') return value
  const range = wrapRange(value.range, type)
  return range === value.range ? value : { ...value, range, id: isSingle(range) ? 0 : value.id }
}

export function scalarAsPointer(value: Extract<Value, { kind: 'scalar' }>): Value {
  const zero = value.range.min === 0n && value.range.max === 0n
  return {
    kind: 'pointer',
    region: { kind: 'number', why: 'integer' },
    offset: { min: 0n, max: 0n },
    nullness: zero ? 'always' : 'maybe',
    id: value.id,
    blurred: value.blurred,
  }
}

/** The value of a constant or parameter, which is loaded before the verifier looks, or of a static that nothing writes. */
function constantLoad(flow: Flow, pointer: PointerValue, type: IntType): Value | null {
  if (pointer.region.kind !== 'global' || !isSingle(pointer.offset)) return null
  const global = flow.globals.get(pointer.region.name)
  if (global === undefined) return null
  const known = global.section === 'rodata' || (global.internal === true && flow.unwritten.has(global.name))
  if (!known) return null
  const start = Number(pointer.offset.min)
  const bytes = global.initial.subarray(start, start + type.bits / 8)
  if (bytes.length !== type.bits / 8) return null
  return constant(readConstant(bytes, type))
}

/** True for what BPF_CORE_READ reads: the verifier sees a helper call that copies bytes to the stack. */
export function isProbed(place: Place): boolean {
  const base = rootOf(place)
  return base.kind === 'deref' && base.probed === true
}

/** What a probe read gives: a number, also where it is an address. */
function probe(flow: Flow, type: IntType | PointerType): Value {
  if (type.kind === 'int') return anyScalar(flow, type)
  const region: PointerValue['region'] = { kind: 'number', why: 'probed' }
  return { kind: 'pointer', region, offset: { min: 0n, max: 0n }, nullness: 'maybe', id: flow.nextId(), blurred: false }
}

/** Reads a place, reporting what the verifier would say about the read. */
export function load(flow: Flow, located: Located, place: Place, type: IntType | PointerType): Value {
  const { state, pointer } = located
  if (pointer === null) return UNKNOWN
  if (isProbed(place)) return probe(flow, type)
  const size = sizeOf(type, flow.unit.structs)
  if (!access(flow, state, pointer, place, type, false)) return UNKNOWN
  if (pointer.region.kind === 'number') return UNKNOWN
  const known = type.kind === 'int' ? constantLoad(flow, pointer, type) : null
  if (known !== null) return known
  if (!isSingle(pointer.offset)) return type.kind === 'int' ? anyScalar(flow, type) : firstLoad(flow, pointer, type)
  const key = regionKey(pointer.region, pointer.id)
  const offset = Number(pointer.offset.min)
  const recorded = state.load(key, offset, size)
  if (recorded !== null && recorded !== 'any') {
    if (recorded.kind !== 'uninitialised') return viewAs(recorded, type)
    flow.report(uninitialisedRead(place, pointer.region))
  }
  const first = firstLoad(flow, pointer, type)
  state.store(key, offset, size, first)
  return first
}

/** Writes a place, reporting what the verifier would say about the write. */
export function store(flow: Flow, located: Located, place: Place, value: Value, type: Type): void {
  const { state, pointer } = located
  if (pointer === null || !access(flow, state, pointer, place, type, true)) return
  put(flow, state, pointer, value, sizeOf(type, flow.unit.structs), false)
}

/** Records that `size` bytes at the pointer hold the value; a place that is not known exactly makes the whole region unknown. */
export function put(
  flow: Flow,
  state: State,
  pointer: PointerValue,
  value: Value | 'any',
  size: number,
  fill: boolean,
): void {
  const key = regionKey(pointer.region, pointer.id)
  if (isSingle(pointer.offset)) state.store(key, Number(pointer.offset.min), size, value, fill)
  else state.overwrite(key, regionSize(flow, pointer), 'any')
}

function regionSize(flow: Flow, pointer: PointerValue): number {
  const { region } = pointer
  if (region.kind === 'kernel')
    return region.struct === null ? 4096 : (flow.unit.structs.get(region.struct)?.size ?? 4096)
  return 'size' in region ? region.size : 4096
}

/** Reports what is wrong with an access; false when nothing can be said about what it gives. */
export function access(
  flow: Flow,
  state: State,
  pointer: PointerValue,
  place: Place,
  type: Type,
  write: boolean,
): boolean {
  if (state.released.has(pointer.id)) {
    flow.report(released(place.span))
    return false
  }
  const problem = accessProblem({
    pointer,
    place,
    type,
    size: sizeOf(type, flow.unit.structs),
    write,
    unit: flow.unit,
    locals: state.frame.function.locals,
    statement: flow.statement,
  })
  if (problem === null) return true
  flow.report(problem)
  // One report a pointer: the rest of the path takes it as checked.
  if (pointer.nullness === 'maybe') state.learnNullness(pointer.id, 'never')
  return false
}
