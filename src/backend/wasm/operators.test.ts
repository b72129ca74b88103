// Every operator at every width and sign against a model in BigInt.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BinaryOp, CompareOp, Expr } from '../../policy/ir.ts'
import type { IntType } from '../../policy/types.ts'
import { BOOL, CHAR, INT, LONG, S16, U16, U8, UINT, ULONG } from '../../policy/types.ts'
import {
  addressOf,
  assign,
  binary,
  compare,
  constant,
  convert,
  deref,
  effect,
  fn,
  local,
  localPlace,
  not,
  pointerTo,
  read,
  returns,
  startPolicy,
  start,
  unit,
  update,
} from './testing/build.ts'

const BINARY_OPS: readonly BinaryOp[] = ['add', 'sub', 'mul', 'div', 'mod', 'and', 'or', 'xor', 'shl', 'shr']
const COMPARE_OPS: readonly CompareOp[] = ['eq', 'ne', 'lt', 'le', 'gt', 'ge']
const PROMOTED: readonly IntType[] = [INT, UINT, LONG, ULONG]
const ALL: readonly IntType[] = [BOOL, CHAR, U8, S16, U16, ...PROMOTED]

function wrap(value: bigint, type: IntType): bigint {
  if (type.bool) return value === 0n ? 0n : 1n
  return type.signed ? BigInt.asIntN(type.bits, value) : BigInt.asUintN(type.bits, value)
}

function model(op: BinaryOp, a: bigint, b: bigint, type: IntType): bigint {
  const count = BigInt.asUintN(type.bits === 64 ? 6 : 5, b)
  switch (op) {
    case 'add':
      return a + b
    case 'sub':
      return a - b
    case 'mul':
      return a * b
    case 'div':
      return b === 0n ? 0n : a / b
    case 'mod':
      return b === 0n ? a : a % b
    case 'and':
      return a & b
    case 'or':
      return a | b
    case 'xor':
      return a ^ b
    case 'shl':
      return a << count
    case 'shr':
      return a >> count
  }
}

function compareModel(op: CompareOp, a: bigint, b: bigint): boolean {
  switch (op) {
    case 'eq':
      return a === b
    case 'ne':
      return a !== b
    case 'lt':
      return a < b
    case 'le':
      return a <= b
    case 'gt':
      return a > b
    case 'ge':
      return a >= b
  }
}

/** Values of a type with its edges well represented, and small ones, which divisions need. */
const valueOf = (type: IntType): fc.Arbitrary<bigint> =>
  fc
    .oneof(
      fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }),
      fc.bigInt({ min: -3n, max: 70n }),
      fc.constantFrom(...[7n, 8n, 15n, 16n, 31n, 32n, 63n].flatMap((b) => [1n << b, (1n << b) - 1n, -(1n << b)])),
    )
    .map((value) => wrap(value, type))

/** Compiles `f(a, b)` of two longs in kernel code, and gives it as a function. */
function compile(makeBody: (a: Expr, b: Expr) => Expr): (a: bigint, b: bigint) => bigint {
  const params = [
    { name: 'a', type: LONG },
    { name: 'b', type: LONG },
  ]
  const body = makeBody(local(0, LONG), local(1, LONG))
  const running = start(unit('kernel', { functions: [fn('f', params, LONG, [returns(convert(body, LONG))])] }), null, [
    'f',
  ])
  return (a, b) => BigInt.asIntN(64, BigInt(String(running.call('f', BigInt.asIntN(64, a), BigInt.asIntN(64, b)))))
}

describe.each(PROMOTED)('$name', (type) => {
  test.each(BINARY_OPS)('%s', (op) => {
    const f = compile((a, b) => binary(op, convert(a, type), convert(b, type), type))
    fc.assert(
      fc.property(valueOf(type), valueOf(type), (a, b) => {
        expect(f(a, b)).toBe(BigInt.asIntN(64, wrap(model(op, a, b, type), type)))
      }),
    )
  })

  test.each(['div', 'mod'] as const)('%s by a constant', (op) => {
    for (const divisor of [0n, 1n, -1n, 3n, -7n].map((d) => wrap(d, type))) {
      const f = compile((a) => binary(op, convert(a, type), constant(type, divisor), type))
      fc.assert(
        fc.property(valueOf(type), (a) => {
          expect(f(a, 0n)).toBe(BigInt.asIntN(64, wrap(model(op, a, divisor, type), type)))
        }),
        { numRuns: 40 },
      )
    }
  })

  test.each(COMPARE_OPS)('%s', (op) => {
    const f = compile((a, b) => compare(op, convert(a, type), convert(b, type)))
    const inverted = compile((a, b) => not(compare(op, convert(a, type), convert(b, type))))
    fc.assert(
      fc.property(valueOf(type), valueOf(type), (a, b) => {
        expect(f(a, b)).toBe(compareModel(op, a, b) ? 1n : 0n)
        expect(inverted(a, b)).toBe(compareModel(op, a, b) ? 0n : 1n)
        expect(f(a, a)).toBe(compareModel(op, a, a) ? 1n : 0n)
      }),
    )
  })

  test('shift counts of another width', () => {
    for (const countType of PROMOTED) {
      const f = compile((a, b) => binary('shr', convert(a, type), convert(b, countType), type))
      fc.assert(
        fc.property(valueOf(type), valueOf(countType), (a, b) => {
          expect(f(a, b)).toBe(BigInt.asIntN(64, wrap(model('shr', a, b, type), type)))
        }),
        { numRuns: 30 },
      )
    }
  })

  test('negation and complement', () => {
    const neg = compile((a) => ({
      kind: 'unary',
      op: 'neg',
      operand: convert(a, type),
      type,
      span: { start: 0, end: 0 },
    }))
    const inv = compile((a) => ({
      kind: 'unary',
      op: 'bitnot',
      operand: convert(a, type),
      type,
      span: { start: 0, end: 0 },
    }))
    fc.assert(
      fc.property(valueOf(type), (a) => {
        expect(neg(a, 0n)).toBe(BigInt.asIntN(64, wrap(-a, type)))
        expect(inv(a, 0n)).toBe(BigInt.asIntN(64, wrap(~a, type)))
      }),
    )
  })
})

describe.each(ALL)('conversion from $name', (from) => {
  test.each(ALL)('to $name', (to) => {
    const inRegister = compile((a) => convert(convert(a, from), to))
    const throughMemory = compileThroughMemory(from, to)
    fc.assert(
      fc.property(valueOf(from), (a) => {
        const expected = BigInt.asIntN(64, wrap(a, to))
        expect(inRegister(a, 0n)).toBe(expected)
        expect(throughMemory(a)).toBe(expected)
      }),
      { numRuns: 50 },
    )
  })
})

/** Stores a long as `from` and reads it back as `to`. */
function compileThroughMemory(from: IntType, to: IntType): (a: bigint) => bigint {
  const slot = localPlace(2, from)
  const body = [
    effect(assign(slot, convert(local(0, LONG), from), from)),
    returns(convert(convert(read(slot, from), to), LONG)),
  ]
  const params = [
    { name: 'a', type: LONG },
    { name: 'b', type: LONG },
  ]
  const main = fn('main', params, LONG, body, [{ name: 'slot', type: from, inMemory: true }])
  const running = startPolicy([main])
  return (a) => BigInt(String(running.call('hook', BigInt.asIntN(64, a), 0n)))
}

describe.each(ALL)('updates of $name', (type) => {
  const computeType = type.bits < 32 ? INT : type
  test.each(BINARY_OPS)('%s=', (op) => {
    const params = [
      { name: 'a', type: LONG },
      { name: 'b', type: LONG },
    ]
    // Gives what the update gives, plus what is in the place after it, from a register or from memory.
    const make = (inMemory: boolean, result: 'old' | 'new') => {
      const place = inMemory ? deref(addressOf(localPlace(2, type)), type) : localPlace(2, type)
      const value = convert(local(1, LONG), computeType)
      const body = [
        effect(assign(localPlace(2, type), convert(local(0, LONG), type), type)),
        effect(assign(localPlace(3, LONG), convert(update(op, place, value, type, computeType, result), LONG), LONG)),
        returns(
          binary(
            'add',
            binary('mul', local(3, LONG), constant(LONG, 3), LONG),
            convert(read(localPlace(2, type), type), LONG),
            LONG,
          ),
        ),
      ]
      const locals = [
        { name: 'x', type, inMemory },
        { name: 'y', type: LONG },
      ]
      const running = start(unit('kernel', { functions: [fn('f', params, LONG, body, locals)] }), null, ['f'])
      return (a: bigint, b: bigint) => running.call('f', BigInt.asIntN(64, a), BigInt.asIntN(64, b))
    }
    const forms = (['old', 'new'] as const).flatMap((result) =>
      [true, false].map((inMemory) => ({ result, run: make(inMemory, result) })),
    )
    fc.assert(
      fc.property(valueOf(type), valueOf(computeType), (a, b) => {
        const after = wrap(wrap(model(op, a, b, computeType), computeType), type)
        for (const { result, run } of forms) {
          const given = result === 'old' ? a : after
          expect(run(a, b)).toBe(BigInt.asIntN(64, given * 3n + after))
        }
      }),
      { numRuns: 40 },
    )
  })
})

test('pointers compare unsigned and step by their scale', () => {
  const pointer = pointerTo(LONG)
  const below = compile((a, b) => compare('lt', convert(a, pointer), convert(b, pointer)))
  expect(below(1n, -1n)).toBe(1n)
  expect(below(-1n, 1n)).toBe(0n)
  const step = compile((a, b) => ({
    kind: 'pointerAdd',
    pointer: convert(a, pointer),
    index: b,
    scale: 24,
    type: pointer,
    span: { start: 0, end: 0 },
  }))
  expect(step(100n, -2n)).toBe(52n)
  const difference = compile((a, b) => ({
    kind: 'pointerDiff',
    left: convert(a, pointer),
    right: convert(b, pointer),
    scale: 24,
    type: LONG,
    span: { start: 0, end: 0 },
  }))
  expect(difference(28n, 100n)).toBe(-3n)
})
