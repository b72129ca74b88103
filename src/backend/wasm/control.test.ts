// Control flow: what runs, in which order. A trace is kept as decimal digits in a long: `note(d)` appends d.

import { describe, expect, test } from 'vitest'
import type { Expr, Stmt } from '../../policy/ir.ts'
import { INT, LONG, ULONG, VOID } from '../../policy/types.ts'
import { planSwitch } from './control.ts'
import {
  assign,
  binary,
  BREAK,
  call,
  compare,
  constant,
  CONTINUE,
  convert,
  effect,
  fn,
  goto,
  label,
  local,
  localPlace,
  logical,
  loop,
  not,
  returns,
  start,
  switchOn,
  unit,
  update,
  when,
} from './testing/build.ts'

const NO_SPAN = { start: 0, end: 0 }
const n = (value: number | bigint): Expr => constant(LONG, value)
const A = 0
const TRACE = 1
const I = 2
const a = local(A, LONG)
const i = local(I, LONG)
const noteExpr = (digit: number): Expr =>
  assign(localPlace(TRACE, LONG), binary('add', binary('mul', local(TRACE, LONG), n(10), LONG), n(digit), LONG), LONG)
const note = (digit: number): Stmt => effect(noteExpr(digit))
const setI = (value: number): Expr => assign(localPlace(I, LONG), n(value), LONG)
const nextI = update('add', localPlace(I, LONG), n(1), LONG)
const returnTrace = returns(local(TRACE, LONG))
/** Notes the digit and gives the value: shows whether and when an operand is evaluated. */
const noted = (digit: number, value: Expr): Expr => ({
  kind: 'sequence',
  effects: [noteExpr(digit)],
  value,
  type: LONG,
  span: NO_SPAN,
})

/** Runs the body both as kernel code and as a policy's, in the plain and in the probed build, and gives the trace they agree on. */
function run(body: readonly Stmt[], argument: number | bigint = 0): bigint {
  const locals = [
    { name: 'trace', type: LONG },
    { name: 'i', type: LONG },
  ]
  const f = fn('f', [{ name: 'a', type: LONG }], LONG, [...body, returnTrace], locals)
  const hook = fn('hook', [{ name: 'a', type: LONG }], LONG, [returns(n(0))])
  const policy = unit('policy', {
    functions: [f],
    programs: [{ section: '', attach: 'fmod_ret', target: 'hook', function: 'f', abi: 'args', span: NO_SPAN }],
  })
  const imports = { probe: () => {} }
  const results = [true, false].flatMap((probed) => {
    const alone = start(unit('kernel', { functions: [f] }), null, ['f'], { probed, imports })
    const hooked = start(unit('kernel', { functions: [hook] }), policy, ['hook'], { probed, imports })
    return [alone.call('f', BigInt(argument)), hooked.call('hook', BigInt(argument))]
  })
  expect(new Set(results).size).toBe(1)
  return BigInt(String(results[0]))
}

test('if, else and conditions of every shape', () => {
  const positive = compare('gt', a, n(0))
  const small = compare('lt', a, n(10))
  const bodies: [Expr, (v: number) => boolean][] = [
    [positive, (v) => v > 0],
    [not(positive), (v) => !(v > 0)],
    [a, (v) => v !== 0],
    [not(a), (v) => v === 0],
    [not(not(a)), (v) => v !== 0],
    [logical('and', positive, small), (v) => v > 0 && v < 10],
    [logical('or', positive, small), (v) => v > 0 || v < 10],
    [not(logical('and', positive, small)), (v) => !(v > 0 && v < 10)],
    [logical('or', not(positive), logical('and', a, not(small))), (v) => !(v > 0) || (v !== 0 && !(v < 10))],
    [logical('and', logical('or', not(a), small), not(logical('or', not(small), not(a)))), (v) => v < 10 && v !== 0],
    [convert(a, { kind: 'int', bits: 8, signed: false, bool: true, name: 'bool' }), (v) => v !== 0],
  ]
  for (const [condition, expected] of bodies) {
    for (const value of [-5, 0, 5, 50]) {
      expect(run([when(condition, [note(1)], [note(2)])], value)).toBe(expected(value) ? 1n : 2n)
      expect(run([when(condition, [note(1)]), note(3)], value)).toBe(expected(value) ? 13n : 3n)
      expect(
        run([loop('do', logical('and', not(condition), compare('lt', nextI, n(3))), null, [note(4)])], value),
      ).toBe(expected(value) ? 4n : 444n)
    }
  }
})

test('&&, || and ?: evaluate what they need, once', () => {
  const value = (expr: Expr): Stmt => effect(assign(localPlace(I, LONG), convert(expr, LONG), LONG))
  const noteI: Stmt = effect(
    assign(localPlace(TRACE, LONG), binary('add', binary('mul', local(TRACE, LONG), n(10), LONG), i, LONG), LONG),
  )
  expect(run([value(logical('and', noted(2, a), noted(3, n(7)))), noteI], 0)).toBe(20n)
  expect(run([value(logical('and', noted(2, a), noted(3, n(7)))), noteI], 4)).toBe(231n)
  expect(run([value(logical('or', noted(2, a), noted(3, n(7)))), noteI], 4)).toBe(21n)
  expect(run([value(logical('or', noted(2, a), noted(3, n(0)))), noteI], 0)).toBe(230n)
  const choice: Expr = {
    kind: 'conditional',
    condition: noted(1, a),
    then: noted(2, n(8)),
    otherwise: noted(3, n(9)),
    type: LONG,
    span: NO_SPAN,
  }
  expect(run([value(choice), noteI], 1)).toBe(128n)
  expect(run([value(choice), noteI], 0)).toBe(139n)
  expect(run([effect(choice), note(5)], 0)).toBe(135n)
})

test('loops with break and continue', () => {
  const body = [
    when(compare('eq', i, n(2)), [CONTINUE]),
    when(compare('eq', i, n(5)), [BREAK]),
    effect(
      assign(localPlace(TRACE, LONG), binary('add', binary('mul', local(TRACE, LONG), n(10), LONG), i, LONG), LONG),
    ),
  ]
  expect(run([effect(setI(0)), loop('for', compare('lt', i, n(9)), nextI, body), note(9)])).toBe(1349n)
  expect(run([loop('while', compare('lt', nextI, n(9)), null, body)])).toBe(134n)
  expect(run([loop('while', null, nextI, body)])).toBe(134n)
  expect(run([loop('do', n(0), null, [note(7)]), note(8)])).toBe(78n)
  expect(run([loop('do', compare('lt', nextI, n(4)), null, [note(1), when(i, [CONTINUE]), note(2)])])).toBe(12111n)
})

describe('switch', () => {
  const sections = (values: readonly (readonly [bigint, bigint])[]) => [
    { cases: [{ low: values[0]?.[0] ?? 0n, high: values[0]?.[1] ?? 0n }], isDefault: false, body: [note(1), BREAK] },
    { cases: [{ low: values[1]?.[0] ?? 0n, high: values[1]?.[1] ?? 0n }], isDefault: false, body: [note(2)] },
    { cases: [], isDefault: true, body: [note(3)] },
    {
      cases: values.slice(2).map(([low, high]) => ({ low, high })),
      isDefault: false,
      body: [note(4), loop('while', null, null, [BREAK])],
    },
  ]
  const shapes: Record<string, readonly (readonly [bigint, bigint])[]> = {
    dense: [
      [-2n, -2n],
      [-1n, -1n],
      [1n, 3n],
      [6n, 6n],
    ],
    sparse: [
      [-(1n << 62n), -(1n << 62n)],
      [5n, 5n],
      [1000n, 1_000_000n],
      [1n << 62n, 1n << 62n],
    ],
  }
  const expected = (values: readonly (readonly [bigint, bigint])[], value: bigint): bigint => {
    const hit = values.findIndex(([low, high]) => value >= low && value <= high)
    return hit === 0 ? 1n : hit === 1 ? 234n : hit === -1 ? 34n : 4n
  }

  test.each(Object.keys(shapes))('%s', (shape) => {
    const values = shapes[shape] ?? []
    const samples = values.flatMap(([low, high]) => [low - 1n, low, high, high + 1n])
    for (const value of samples) {
      expect(run([switchOn(a, sections(values))], value)).toBe(expected(values, value))
    }
    expect(planSwitch(sections(values).map((s) => ({ ...s, span: NO_SPAN }))).kind).toBe(
      shape === 'dense' ? 'table' : 'chain',
    )
  })

  test('of an int', () => {
    const values = shapes['dense'] ?? []
    for (const value of [-3n, -2n, -1n, 0n, 1n, 3n, 4n, 6n, 7n]) {
      expect(run([switchOn(convert(a, INT), sections(values))], value)).toBe(expected(values, value))
    }
  })

  test('values far outside a table go to the default', () => {
    const values = shapes['dense'] ?? []
    for (const value of [1n << 32n, -(1n << 63n), (1n << 63n) - 1n, (1n << 32n) - 2n]) {
      expect(run([switchOn(convert(a, ULONG), sections(values))], value)).toBe(34n)
    }
  })

  test('without a default nothing runs, and break inside a loop in it ends the switch', () => {
    const only = [{ cases: [{ low: 1n, high: 1n }], isDefault: false, body: [note(1)] }]
    expect(run([switchOn(a, only), note(9)], 2)).toBe(9n)
    const inLoop = loop('for', compare('lt', i, n(3)), nextI, [
      switchOn(i, [
        { cases: [{ low: 1n, high: 1n }], isDefault: false, body: [CONTINUE] },
        { cases: [], isDefault: true, body: [BREAK] },
      ]),
      note(7),
    ])
    expect(run([inLoop])).toBe(77n)
  })
})

describe('goto', () => {
  test('forwards, out of nested statements', () => {
    const body = [
      loop('while', null, null, [
        when(compare('eq', a, n(1)), [goto('one')]),
        when(compare('eq', a, n(2)), [goto('two')]),
        BREAK,
      ]),
      note(5),
      label('one'),
      note(1),
      label('two'),
      note(2),
    ]
    expect(run(body, 1)).toBe(12n)
    expect(run(body, 2)).toBe(2n)
    expect(run(body, 3)).toBe(512n)
  })

  test('backwards, with a loop made of it', () => {
    const body = [
      label('again'),
      note(1),
      when(compare('lt', nextI, n(3)), [goto('again')]),
      when(compare('eq', a, n(1)), [goto('done')]),
      note(2),
      label('done'),
      note(3),
    ]
    expect(run(body, 0)).toBe(11123n)
    expect(run(body, 1)).toBe(1113n)
  })

  test('into an enclosing list, past an inner one with labels of its own', () => {
    const inner: Stmt = {
      kind: 'block',
      body: [label('in'), note(4), when(compare('lt', nextI, n(2)), [goto('in')]), goto('out'), note(9)],
      span: NO_SPAN,
    }
    expect(run([inner, note(8), label('out'), note(6)])).toBe(446n)
  })

  test('the shape of a retry at the end of a loop body', () => {
    const body = loop('for', compare('lt', i, n(4)), nextI, [
      when(compare('eq', i, n(2)), [goto('skip')]),
      note(1),
      label('skip'),
      note(2),
    ])
    expect(run([body])).toBe(1212212n)
  })
})

test('statement expressions give their value and may leave the function', () => {
  const early: Expr = {
    kind: 'statements',
    body: [when(a, [returns(n(77))]), note(1)],
    value: n(5),
    type: LONG,
    span: NO_SPAN,
  }
  const body = [
    effect(assign(localPlace(I, LONG), binary('add', n(1), early, LONG), LONG)),
    when(compare('eq', i, n(6)), [note(6)]),
  ]
  expect(run(body, 0)).toBe(16n)
  expect(run(body, 1)).toBe(77n)
})

test('small kernel functions are inlined without changing what they do', () => {
  const pick = fn('pick', [{ name: 'x', type: LONG }], LONG, [
    when(compare('gt', local(0, LONG), n(3)), [returns(n(1))]),
    loop('while', compare('lt', local(0, LONG), n(3)), null, [
      effect(update('add', localPlace(0, LONG), n(1), LONG)),
      when(compare('eq', local(0, LONG), n(2)), [returns(n(2))]),
    ]),
  ])
  const nothing = fn('nothing', [], VOID, [returns(null)])
  const main = fn('main', [{ name: 'a', type: LONG }], LONG, [
    effect(call('nothing', [], VOID)),
    returns(
      binary(
        'add',
        binary('mul', call('pick', [local(0, LONG)], LONG), n(10), LONG),
        call('pick', [call('pick', [n(9)], LONG)], LONG),
        LONG,
      ),
    ),
  ])
  const running = start(unit('kernel', { functions: [pick, nothing, main] }), null, ['main'])
  expect([9n, 3n, 0n].map((x) => running.call('main', x))).toEqual([12n, 2n, 22n])
})
