// The values of expressions on a path. A test that depends splits the path in two, each with what the test has shown.

import type { BinaryOp, CompareOp, Expr, Place } from '../ir.ts'
import { assertNever, isScalar, sizeOf, type IntType, type PointerType } from '../types.ts'
import { INVERSE, MIRROR } from '../constant.ts'
import { binaryRange, compareRanges, refineRange, wrapRange } from './arithmetic.ts'
import { anyScalar, asRange, learn, type Flow, type Located, type Origin, type Result, type Tested } from './flow.ts'
import { access, isProbed, load, put, scalarAsPointer, store, viewAs } from './memory.ts'
import { divisionProblem } from './rules/division.ts'
import { indexProblem } from './rules/bounds.ts'
import { nullArithmetic } from './rules/null-check.ts'
import { isAddress, pointerArithmeticProblem, truncatedPointer } from './rules/pointer-arithmetic.ts'
import type { State } from './state.ts'
import {
  constant,
  isSingle,
  isZero,
  sameRegion,
  single,
  UNKNOWN,
  ZERO_RANGE,
  type PointerValue,
  type Range,
  type Region,
  type Value,
} from './values.ts'

const INDEX: IntType = { kind: 'int', bits: 64, signed: true, bool: false, name: 'long' }

const pointTo = (region: Region, id: number): PointerValue => ({
  kind: 'pointer',
  region,
  offset: ZERO_RANGE,
  nullness: 'never',
  id,
  blurred: false,
})

const shift = (pointer: PointerValue, by: Range): PointerValue => ({
  ...pointer,
  offset: { min: pointer.offset.min + by.min, max: pointer.offset.max + by.max },
})

/** Where a place is, on every path that its own expressions split into. */
export function resolve(flow: Flow, place: Place, state: State): Located[] {
  switch (place.kind) {
    case 'local': {
      const local = state.frame.function.locals[place.local]
      const size = sizeOf(place.type, flow.unit.structs)
      const region: Region = { kind: 'stack', frame: state.frame.id, local: place.local, name: local?.name ?? '', size }
      return [{ state, pointer: pointTo(region, 0) }]
    }
    case 'global': {
      const global = flow.globals.get(place.name)
      if (global === undefined) return [{ state, pointer: null }]
      const readonly = global.section === 'rodata'
      return [{ state, pointer: pointTo({ kind: 'global', name: place.name, size: global.size, readonly }, 0) }]
    }
    case 'map':
      return [{ state, pointer: pointTo({ kind: 'map', name: place.name }, 0) }]
    case 'deref':
      return flow.evaluate(place.pointer, state).map((result) => ({
        state: result.state,
        pointer:
          result.value.kind === 'pointer'
            ? result.value
            : result.value.kind === 'scalar'
              ? asAddress(result.value)
              : null,
      }))
    case 'member':
      if (place.field.unmodelled === true)
        return flow.resolve(place.base, state).map((base) => resolveUnmodelled(flow, place, base))
      return flow
        .resolve(place.base, state)
        .map((base) => ({ ...base, pointer: base.pointer && shift(base.pointer, single(BigInt(place.field.offset))) }))
    case 'index':
      return flow.resolve(place.base, state).flatMap((base) => resolveIndex(flow, place, base))
  }
}

/** A field without a memory of its own: some bytes of kernel memory, the same each time. */
function resolveUnmodelled(
  flow: Flow,
  place: Extract<Place, { kind: 'member' }>,
  { state, pointer }: Located,
): Located {
  if (pointer === null || pointer.region.kind !== 'kernel') return { state, pointer: null }
  const id = flow.derivedId(`unmodelled ${place.field.name} @${pointer.id} ${pointer.offset.min}`, null)
  return {
    state,
    pointer: { ...pointTo({ ...pointer.region, struct: null, reference: null }, id), blurred: pointer.blurred },
  }
}

function asAddress(value: Extract<Value, { kind: 'scalar' }>): PointerValue | null {
  const pointer = scalarAsPointer(value)
  return pointer.kind === 'pointer' ? pointer : null
}

function resolveIndex(flow: Flow, place: Extract<Place, { kind: 'index' }>, base: Located): Located[] {
  const elementSize = BigInt(sizeOf(place.type, flow.unit.structs))
  return flow.evaluate(place.index, base.state).map(({ state, value }) => {
    if (base.pointer === null) return { state, pointer: null }
    const index = asRange(value, INDEX)
    const problem = isProbed(place) ? null : indexProblem({ place, pointer: base.pointer, index, unit: flow.unit })
    if (problem !== null) {
      flow.report(problem)
      return { state, pointer: null }
    }
    const by = { min: index.range.min * elementSize, max: index.range.max * elementSize }
    const moved = shift(base.pointer, by)
    return { state, pointer: { ...moved, blurred: moved.blurred || index.blurred } }
  })
}

/** The value of an expression, once for every path it splits into. */
export function evaluate(flow: Flow, expr: Expr, state: State): Result[] {
  flow.steps--
  switch (expr.kind) {
    case 'const':
      return [{ state, value: viewAs(constant(expr.value), expr.type) }]
    case 'read':
      if (expr.place.kind !== 'local') flow.instructions++
      return flow
        .resolve(expr.place, state)
        .map((at) => ({ state: at.state, value: load(flow, at, expr.place, expr.type) }))
    case 'address':
      return flow.resolve(expr.place, state).map((at) => ({ state: at.state, value: at.pointer ?? UNKNOWN }))
    case 'functionAddress':
      return [{ state, value: pointTo({ kind: 'function', name: expr.function }, 0) }]
    case 'unary': {
      const zero = constant(expr.op === 'neg' ? 0n : -1n)
      return flow.evaluate(expr.operand, state).map((operand) => ({
        state: operand.state,
        value: combine(flow, operand.state, 'sub', zero, operand.value, expr.type),
      }))
    }
    case 'not':
    case 'compare':
    case 'logical': {
      const { yes, no } = flow.test(expr, state)
      return [
        ...yes.map((path) => ({ state: path, value: constant(1n) })),
        ...no.map((path) => ({ state: path, value: constant(0n) })),
      ]
    }
    case 'binary':
      flow.instructions++
      return flow.evaluate(expr.left, state).flatMap((left) =>
        flow.evaluate(expr.right, left.state).map((right) => {
          if (expr.op === 'div' || expr.op === 'mod') {
            const problem = divisionProblem(expr, right.value)
            if (problem !== null) flow.report(problem)
          }
          const address = pointerArithmeticProblem(expr.op, left.value, right.value, expr.span)
          if (address !== null) flow.report(address)
          return { state: right.state, value: combine(flow, right.state, expr.op, left.value, right.value, expr.type) }
        }),
      )
    case 'conditional': {
      const { yes, no } = flow.test(expr.condition, state)
      return [
        ...yes.flatMap((path) => flow.evaluate(expr.then, path)),
        ...no.flatMap((path) => flow.evaluate(expr.otherwise, path)),
      ]
    }
    case 'convert':
      return convert(flow, expr, state)
    case 'pointerAdd':
      return flow.evaluate(expr.pointer, state).flatMap((pointer) =>
        flow.evaluate(expr.index, pointer.state).map((index) => ({
          state: index.state,
          value: addToPointer(flow, index.state, expr, pointer.value, index.value),
        })),
      )
    case 'pointerDiff':
      return flow
        .evaluate(expr.left, state)
        .flatMap((left) => flow.evaluate(expr.right, left.state))
        .map((right) => ({ state: right.state, value: anyScalar(flow, expr.type) }))
    case 'assign':
      flow.instructions++
      return flow.evaluate(expr.value, state).flatMap(({ state: after, value }) =>
        flow.resolve(expr.place, after).map((at) => {
          const stored = viewAs(value, expr.type)
          store(flow, at, expr.place, stored, expr.type)
          return { state: at.state, value: stored }
        }),
      )
    case 'update':
      return update(flow, expr, state)
    case 'copy':
      return flow.resolve(expr.source, state).flatMap((source) => {
        if (source.pointer !== null) access(flow, source.state, source.pointer, expr.source, expr.source.type, false)
        return fillPlace(flow, expr.target, source.state, UNKNOWN, expr.size)
      })
    case 'zero':
      return fillPlace(flow, expr.target, state, constant(0n), expr.size)
    case 'call':
      flow.instructions += 1 + expr.args.length
      return flow.call(expr, state)
    case 'callIndirect':
      return [{ state, value: UNKNOWN }]
    case 'sequence': {
      const before = expr.effects.reduce(
        (states, effect) => states.flatMap((path) => flow.evaluate(effect, path).map((result) => result.state)),
        [state],
      )
      return before.flatMap((path) => flow.evaluate(expr.value, path))
    }
    case 'statements': {
      const { value } = expr
      const after = flow.execute(expr.body, [state]).next
      return after.flatMap((path) => (value === null ? [{ state: path, value: UNKNOWN }] : flow.evaluate(value, path)))
    }
    default:
      return assertNever(expr)
  }
}

function fillPlace(flow: Flow, target: Place, state: State, value: Value, size: number): Result[] {
  return flow.resolve(target, state).map((at) => {
    if (at.pointer !== null && access(flow, at.state, at.pointer, target, target.type, true)) {
      put(flow, at.state, at.pointer, value, size, true)
    }
    return { state: at.state, value: UNKNOWN }
  })
}

const operandKey = (value: { range: Range; id: number }): string | null =>
  isSingle(value.range) ? `#${value.range.min}` : value.id === 0 ? null : `@${value.id}`

/** `a op b` in the type. */
function combine(flow: Flow, state: State, op: BinaryOp, a: Value, b: Value, type: IntType): Value {
  if (a.kind === 'unknown' || b.kind === 'unknown') return UNKNOWN
  const left = asRange(a, type)
  const right = asRange(b, type)
  const range = binaryRange(op, left.range, right.range, type, flow.unit.kernel)
  const blurred = left.blurred || right.blurred
  if (isSingle(range)) return { ...constant(range.min), blurred }
  const [x, y] = [operandKey(left), operandKey(right)]
  const id =
    x === null || y === null
      ? flow.nextId()
      : flow.derivedId(`${op} ${x} ${y} ${type.bits}${type.signed}`, addOrigin(op, left, right, range))
  return state.refined({ kind: 'scalar', range, id, blurred })
}

function addOrigin(
  op: BinaryOp,
  left: { range: Range; id: number },
  right: { range: Range; id: number },
  range: Range,
): Origin | null {
  if ((op !== 'add' && op !== 'sub') || left.id === 0 || !isSingle(right.range)) return null
  const addend = op === 'add' ? right.range.min : -right.range.min
  const wrapped = range.min !== left.range.min + addend || range.max !== left.range.max + addend
  return wrapped ? null : { kind: 'add', id: left.id, addend }
}

function convert(flow: Flow, expr: Extract<Expr, { kind: 'convert' }>, state: State): Result[] {
  const { type, operand } = expr
  if (type.kind === 'int' && type.bool) {
    const { yes, no } = flow.test(operand, state)
    return [
      ...yes.map((path) => ({ state: path, value: constant(1n) })),
      ...no.map((path) => ({ state: path, value: constant(0n) })),
    ]
  }
  return flow.evaluate(operand, state).map((result) => {
    const { statement } = flow
    // What is returned is not cut: nobody looks at the upper half of the register.
    const isReturned = statement?.kind === 'return' && statement.value === expr
    if (type.kind === 'int' && type.bits < 64 && !isReturned && isAddress(result.value))
      flow.report(truncatedPointer(expr.span))
    return {
      state: result.state,
      value: convertValue(flow, result.state, result.value, operand.type.kind === 'int' ? operand.type : null, type),
    }
  })
}

function convertValue(flow: Flow, state: State, value: Value, from: IntType | null, to: IntType | PointerType): Value {
  if (to.kind === 'pointer') return viewAs(value, to)
  if (value.kind === 'pointer') return to.bits === 64 ? value : UNKNOWN
  if (value.kind !== 'scalar') return value
  const range = wrapRange(value.range, to)
  if (range.min === value.range.min && range.max === value.range.max) return value
  if (isSingle(range)) return { ...constant(range.min), blurred: value.blurred }
  const origin: Origin | null =
    from !== null && to.bits >= from.bits && value.id !== 0 ? { kind: 'convert', id: value.id, from, to } : null
  const id = value.id === 0 ? flow.nextId() : flow.derivedId(`convert @${value.id} ${to.bits}${to.signed}`, origin)
  return state.refined({ kind: 'scalar', range, id, blurred: value.blurred })
}

function addToPointer(
  flow: Flow,
  state: State,
  expr: Extract<Expr, { kind: 'pointerAdd' }>,
  pointer: Value,
  index: Value,
): Value {
  if (pointer.kind !== 'pointer') return UNKNOWN
  const { range, blurred } = asRange(index, INDEX)
  const scale = BigInt(expr.scale)
  const moved = shift(pointer, { min: range.min * scale, max: range.max * scale })
  if (range.min !== 0n || range.max !== 0n) {
    const problem = nullArithmetic(expr, pointer)
    if (problem !== null) {
      flow.report(problem)
      state.learnNullness(pointer.id, 'never')
    }
  }
  return { ...moved, blurred: moved.blurred || blurred }
}

function update(flow: Flow, expr: Extract<Expr, { kind: 'update' }>, state: State): Result[] {
  flow.instructions += 2
  const { computeType, type } = expr
  return flow.evaluate(expr.value, state).flatMap(({ state: after, value }) =>
    flow.resolve(expr.place, after).map((at) => {
      const old = load(flow, at, expr.place, type)
      let result: Value
      if (type.kind === 'pointer' || computeType.kind === 'pointer') {
        const { range } = asRange(value, INDEX)
        const by = expr.op === 'sub' ? { min: -range.max, max: -range.min } : range
        result = old.kind === 'pointer' ? shift(old, by) : UNKNOWN
      } else {
        const wide = convertValue(flow, at.state, old, type, computeType)
        result = convertValue(
          flow,
          at.state,
          combine(flow, at.state, expr.op, wide, value, computeType),
          computeType,
          type,
        )
      }
      store(flow, at, expr.place, result, type)
      return { state: at.state, value: expr.result === 'old' ? old : result }
    }),
  )
}

/** Splits the path by a condition. A side that cannot happen is empty. */
export function test(flow: Flow, expr: Expr, state: State): Tested {
  switch (expr.kind) {
    case 'not': {
      const { yes, no } = flow.test(expr.operand, state)
      return { yes: no, no: yes }
    }
    case 'logical': {
      const left = flow.test(expr.left, state)
      const [go, stay] = expr.op === 'and' ? [left.yes, left.no] : [left.no, left.yes]
      const right = go.map((path) => flow.test(expr.right, path))
      const yes = right.flatMap((tested) => tested.yes)
      const no = right.flatMap((tested) => tested.no)
      return expr.op === 'and' ? { yes, no: [...stay, ...no] } : { yes: [...stay, ...yes], no }
    }
    case 'convert':
      // Only a conversion to fewer bits can make a zero of something else.
      if (
        expr.type.kind === 'int' &&
        !expr.type.bool &&
        expr.operand.type.kind === 'int' &&
        expr.type.bits < expr.operand.type.bits
      ) {
        return testValue(flow, expr, state)
      }
      return isScalar(expr.operand.type) ? flow.test(expr.operand, state) : testValue(flow, expr, state)
    case 'compare':
      return testCompare(flow, expr, state)
    default:
      return testValue(flow, expr, state)
  }
}

function testValue(flow: Flow, expr: Expr, state: State): Tested {
  const tested: Tested = { yes: [], no: [] }
  for (const { state: path, value } of flow.evaluate(expr, state)) {
    const zero = isZero(value)
    if (zero === true) tested.no.push(path)
    else if (zero === false) tested.yes.push(path)
    else splitByZero(flow, path, value, tested.no, tested.yes)
  }
  return tested
}

/** Forks the path into one where the value is zero or NULL and one where it is not. */
function splitByZero(flow: Flow, path: State, value: Value, zero: State[], other: State[]): void {
  const without = path.fork()
  if (value.kind === 'pointer') {
    path.learnNullness(value.id, 'always')
    // Where the lookup failed there is nothing to release.
    path.references.delete(value.id)
    without.learnNullness(value.id, 'never')
  } else if (value.kind === 'scalar') {
    learn(flow, path, value.id, ZERO_RANGE)
    const rest = refineRange('ne', value.range, ZERO_RANGE)
    if (rest !== null) learn(flow, without, value.id, rest)
  }
  zero.push(path)
  other.push(without)
}

function testCompare(flow: Flow, expr: Extract<Expr, { kind: 'compare' }>, state: State): Tested {
  flow.instructions++
  const tested: Tested = { yes: [], no: [] }
  for (const left of flow.evaluate(expr.left, state)) {
    for (const right of flow.evaluate(expr.right, left.state)) {
      compareValues(flow, expr, right.state, right.state.refined(left.value), right.value, tested)
    }
  }
  return tested
}

function compareValues(
  flow: Flow,
  expr: Extract<Expr, { kind: 'compare' }>,
  path: State,
  left: Value,
  right: Value,
  into: Tested,
): void {
  const equality = expr.op === 'eq' || expr.op === 'ne'
  if (left.kind === 'pointer' || right.kind === 'pointer') {
    const [zero, other] = expr.op === 'eq' ? [into.yes, into.no] : [into.no, into.yes]
    const tested = isNull(right) ? left : isNull(left) ? right : null
    const known = compareOffsets(expr.op, left, right)
    if (known !== null) (known ? into.yes : into.no).push(path)
    else if (!equality || tested === null) fork(path, into)
    else {
      const isNullHere = isZero(tested)
      if (isNullHere === null) splitByZero(flow, path, tested, zero, other)
      else (isNullHere ? zero : other).push(path)
    }
    return
  }
  if (left.kind !== 'scalar' || right.kind !== 'scalar') {
    fork(path, into)
    return
  }
  const known = compareRanges(expr.op, left.range, right.range)
  if (known !== null) {
    ;(known ? into.yes : into.no).push(path)
    return
  }
  const otherwise = path.fork()
  narrow(flow, path, expr.op, left, right)
  narrow(flow, otherwise, INVERSE[expr.op], left, right)
  into.yes.push(path)
  into.no.push(otherwise)
}

/** Two pointers into one array or value compare by their offsets. */
function compareOffsets(op: CompareOp, left: Value, right: Value): boolean | null {
  if (left.kind !== 'pointer' || right.kind !== 'pointer' || left.id !== right.id) return null
  if (left.nullness !== 'never' || right.nullness !== 'never') return null
  if (left.region.kind === 'number' || !sameRegion(left.region, right.region)) return null
  return compareRanges(op, left.offset, right.offset)
}

const isNull = (value: Value): boolean => isZero(value) === true

function fork(path: State, into: Tested): void {
  into.no.push(path.fork())
  into.yes.push(path)
}

function narrow(
  flow: Flow,
  path: State,
  op: CompareOp,
  left: { range: Range; id: number },
  right: { range: Range; id: number },
): void {
  const first = refineRange(op, left.range, right.range)
  const second = refineRange(MIRROR[op], right.range, left.range)
  if (first !== null) learn(flow, path, left.id, first)
  if (second !== null) learn(flow, path, right.id, second)
}
