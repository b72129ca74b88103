// What happens around a function: budgets and faults, hooks with their programs, calls through pointers, probes.

import { describe, expect, test } from 'vitest'
import type { Expr, FunctionIr, Place, Program } from '../../policy/ir.ts'
import type { Span } from '../../policy/span.ts'
import { INT, LONG, UINT, VOID } from '../../policy/types.ts'
import type { Type } from '../../policy/types.ts'
import { FAULT_CODES } from './context.ts'
import { BUDGET } from './emit-function.ts'
import {
  addressOf,
  assign,
  binary,
  call,
  compare,
  constant,
  convert,
  deref,
  effect,
  fn,
  global,
  globalPlace,
  goto,
  label,
  local,
  localPlace,
  loop,
  member,
  pointerTo,
  program,
  read,
  returns,
  start,
  startPolicy,
  unit,
  update,
  VOID_POINTER,
  when,
} from './testing/build.ts'
import type { Running } from './testing/build.ts'

const NO_SPAN = { start: 0, end: 0 }
const AB = [
  { name: 'a', type: LONG },
  { name: 'b', type: LONG },
]
const n = (value: number): Expr => constant(LONG, value)
const a = local(0, LONG)

function faultOf(running: Running): { code: number; site: unknown; count: number } {
  expect(() => running.call('hook', 0n, 0n)).toThrow(WebAssembly.RuntimeError)
  return {
    code: running.global('fault_code'),
    site: running.module.sites[running.global('fault_site')],
    count: running.global('fault_count'),
  }
}

describe('budget', () => {
  const headSpan = { start: 5, end: 9 }

  test('an endless loop is stopped and named, with the count of its iterations', () => {
    const outer = loop('while', null, null, [
      loop('for', compare('lt', local(2, LONG), n(10)), update('add', localPlace(2, LONG), n(1), LONG), []),
      loop('while', null, null, [effect(update('add', localPlace(2, LONG), n(1), LONG))], headSpan),
    ])
    const fault = faultOf(startPolicy([fn('main', AB, LONG, [outer], [{ name: 'i', type: LONG }])]))
    expect(fault.code).toBe(FAULT_CODES.budget)
    expect(fault.site).toEqual({ kind: 'loop', function: 'main', span: headSpan })
    expect(fault.count).toBeGreaterThan(BUDGET / 10)
    expect(fault.count).toBeLessThan(BUDGET)
  })

  test('a loop of gotos is stopped as well', () => {
    const body = [effect(update('add', localPlace(0, LONG), n(1), LONG)), label('again'), goto('again')]
    expect(faultOf(startPolicy([fn('main', AB, LONG, body)])).code).toBe(FAULT_CODES.budget)
  })

  test('a loop that ends in time is counted, and every program starts anew', () => {
    const count = loop(
      'for',
      compare('lt', local(2, LONG), a),
      update('add', localPlace(2, LONG), n(1), LONG),
      [],
      headSpan,
    )
    const body = [effect(assign(localPlace(2, LONG), n(0), LONG)), count, returns(n(1))]
    const running = startPolicy([fn('main', AB, LONG, body, [{ name: 'i', type: LONG }])])
    running.call('hook', 1000n, 0n)
    const first = running.global('instructions')
    expect(first).toBeGreaterThanOrEqual(2000)
    expect(first).toBeLessThan(5000)
    for (let round = 0; round < 1000; round++) running.call('hook', 1000n, 0n)
    expect(running.global('instructions')).toBe(1001 * first)
  })

  test('only the way that is taken costs', () => {
    const body = [
      when(a, [returns(n(1))]),
      effect(update('add', localPlace(0, LONG), binary('mul', local(1, LONG), n(3), LONG), LONG)),
      returns(n(2)),
    ]
    const running = startPolicy([fn('main', AB, LONG, body)])
    running.call('hook', 1n, 0n)
    const short = running.global('instructions')
    running.call('hook', 0n, 0n)
    expect(short).toBe(2)
    expect(running.global('instructions') - short).toBe(4)
  })

  test('callbacks through pointers share it, whatever types they have', () => {
    const repeat = fn(
      'repeat',
      [
        { name: 'times', type: UINT },
        { name: 'callback', type: VOID_POINTER },
      ],
      LONG,
      [
        loop(
          'while',
          compare('lt', local(2, UINT), local(0, UINT)),
          update('add', localPlace(2, UINT), constant(UINT, 1), UINT),
          [
            effect({
              kind: 'callIndirect',
              pointer: local(1, VOID_POINTER),
              signature: { kind: 'function', params: [UINT], returns: LONG, variadic: false },
              args: [local(2, UINT)],
              type: LONG,
              span: NO_SPAN,
            }),
          ],
        ),
        returns(convert(local(2, UINT), LONG)),
      ],
      [{ name: 'i', type: UINT }],
    )
    const total = globalPlace('total', LONG)
    const callback = fn(
      'callback',
      [
        { name: 'index', type: LONG },
        { name: 'context', type: VOID_POINTER },
      ],
      INT,
      [effect(update('add', total, a, LONG)), returns(constant(INT, -1))],
    )
    const nameSpan = { start: 3, end: 4 }
    const main = fn('main', AB, LONG, [
      effect(
        call(
          'repeat',
          [convert(a, UINT), { kind: 'functionAddress', function: 'callback', type: VOID_POINTER, span: NO_SPAN }],
          LONG,
          true,
        ),
      ),
      returns(read(total, LONG)),
    ])
    const functions = [{ ...callback, nameSpan }, main]
    const running = startPolicy(functions, { kernel: [repeat], globals: [global('total', LONG, 8)] })
    expect(running.call('hook', 10n, 0n)).toBe(45n)
    expect(() => running.call('hook', 4_000_000n, 0n)).toThrow(WebAssembly.RuntimeError)
    expect(running.global('fault_code')).toBe(FAULT_CODES.budget)
    expect(running.module.sites[running.global('fault_site')]).toEqual({
      kind: 'function',
      function: 'callback',
      span: nameSpan,
    })
  })

  test('endless recursion ends as a stack fault', () => {
    const again = fn('again', [{ name: 'x', type: LONG }], LONG, [
      returns(binary('add', call('again', [a], LONG), n(1), LONG)),
    ])
    const main = fn('main', AB, LONG, [returns(call('again', [a], LONG))])
    expect(faultOf(startPolicy([again, main])).code).toBe(FAULT_CODES.stack)
  })
})

describe('hooks', () => {
  const log = globalPlace('log', LONG)
  const note = (digit: number) =>
    effect(assign(log, binary('add', binary('mul', read(log, LONG), n(10), LONG), n(digit), LONG), LONG))
  /** A program that notes its digit and gives `result`. */
  const noting = (name: string, digit: number, result: number): FunctionIr =>
    fn(name, [], INT, [note(digit), returns(constant(INT, result))])

  function run(results: Type, programs: readonly Program[], functions: readonly FunctionIr[], target = 'target') {
    const body = results.kind === 'void' ? [] : [returns(constant(INT, 42))]
    const kernel = unit('kernel', {
      functions: [fn(target, [{ name: 'a', type: INT }], results, body)],
      globals: [],
    })
    const policy = unit('policy', { functions, programs, globals: [global('log', LONG, 8)] })
    const running = start(kernel, policy, [target])
    const result = running.call(target, 5)
    return { result, log: running.view.getBigInt64(running.module.layout.globals.get('log') ?? 0, true) }
  }

  test('fmod_ret: attached last is asked first, the first opinion ends it', () => {
    const programs = ['one', 'two', 'three'].map((name) => program('fmod_ret', 'target', name))
    const functions = (middle: number): FunctionIr[] => [
      noting('one', 1, 7),
      noting('two', 2, middle),
      noting('three', 3, 0),
    ]
    expect(run(INT, programs, functions(-8))).toEqual({ result: -8, log: 32n })
    expect(run(INT, programs, functions(0))).toEqual({ result: 7, log: 321n })
  })

  test('fmod_ret: without an opinion the function itself runs', () => {
    expect(run(INT, [program('fmod_ret', 'target', 'one')], [noting('one', 1, 0)])).toEqual({ result: 42, log: 1n })
  })

  test('fentry: attached last first, before fmod_ret, results do not matter', () => {
    const programs = [
      program('fentry', 'target', 'one'),
      program('fmod_ret', 'target', 'mod'),
      program('fentry', 'target', 'two'),
    ]
    const functions = [noting('one', 1, 1), noting('two', 2, 1), noting('mod', 5, 0)]
    expect(run(INT, programs, functions)).toEqual({ result: 42, log: 215n })
    expect(run(VOID, programs.slice(0, 1), functions)).toEqual({ result: undefined, log: 1n })
  })

  test('tp_btf: in the order of attachment, on the function trace_<name>', () => {
    const programs = [program('tp_btf', 'event', 'one'), program('tp_btf', 'event', 'two')]
    const functions = [noting('one', 1, 1), noting('two', 2, 0)]
    expect(run(VOID, programs, functions, 'trace_event')).toEqual({ result: undefined, log: 12n })
  })

  test('a program takes its arguments as it declares them; one more is the value so far', () => {
    const main = fn(
      'main',
      [
        { name: 'a', type: LONG },
        { name: 'so_far', type: INT },
      ],
      INT,
      [returns(convert(binary('add', binary('mul', a, n(10), LONG), convert(local(1, INT), LONG), LONG), INT))],
    )
    expect(run(INT, [program('fmod_ret', 'target', 'main')], [main]).result).toBe(50)
  })

  test('a program with a bare context finds the arguments in an array of u64', () => {
    const context = deref(local(0, VOID_POINTER), { kind: 'struct', key: 'context' })
    const main = fn('main', [{ name: 'ctx', type: VOID_POINTER }], INT, [
      returns(
        convert(
          binary(
            'add',
            binary('mul', read(member(context, 0, LONG), LONG), n(100), LONG),
            read(member(context, 8, LONG), LONG),
            LONG,
          ),
          INT,
        ),
      ),
    ])
    expect(run(INT, [program('fmod_ret', 'target', 'main', 'context')], [main]).result).toBe(500)
  })

  test('kernel code reads what the programs have cost, which starts the count again', () => {
    const ask = call('playground_instructions', [], UINT, true)
    const kernel = unit('kernel', {
      functions: [
        fn('target', [], INT, [returns(constant(INT, 0))]),
        fn(
          'main',
          [],
          UINT,
          [
            effect(call('target', [], INT)),
            effect(call('target', [], INT)),
            effect(assign(localPlace(0, UINT), ask, UINT)),
            returns(binary('add', binary('mul', local(0, UINT), constant(UINT, 10), UINT), ask, UINT)),
          ],
          [{ name: 'cost', type: UINT }],
        ),
      ],
    })
    const policy = unit('policy', {
      functions: [fn('main', [], INT, [returns(constant(INT, 0))])],
      programs: [program('fmod_ret', 'target', 'main'), program('fentry', 'target', 'main')],
    })
    expect(start(kernel, policy, ['main']).call('main')).toBe(40)
  })
})

test('a policy calls its own functions and the kernel unit by name, also where both have one', () => {
  const kernel = [fn('same', [{ name: 'x', type: LONG }], LONG, [returns(binary('add', a, n(1), LONG))])]
  const own = fn('same', [{ name: 'x', type: LONG }], LONG, [returns(binary('add', a, n(100), LONG))])
  const main = fn('main', AB, LONG, [returns(call('same', [call('same', [a], LONG, true)], LONG))])
  expect(startPolicy([own, main], { kernel }).call('hook', 5n, 0n)).toBe(106n)
})

test('a name that is nowhere is a bug of the front end', () => {
  const main = fn('main', AB, LONG, [returns(call('missing', [], LONG, true))])
  expect(() => startPolicy([main])).toThrow('missing')
})

describe('probes', () => {
  const spans = [0, 1, 2, 3, 4].map((at) => ({ start: at, end: at + 1 }))
  const [first = NO_SPAN, head = NO_SPAN, body = NO_SPAN, last = NO_SPAN, helper = NO_SPAN] = spans
  const double = fn('double', [{ name: 'x', type: LONG }], LONG, [returns(binary('mul', a, n(2), LONG), helper)])
  const main = fn(
    'main',
    AB,
    LONG,
    [
      { kind: 'declare', local: 2, init: call('double', [a], LONG), span: first },
      loop(
        'while',
        compare('gt', local(2, LONG), n(0)),
        null,
        [effect(update('sub', localPlace(2, LONG), n(2), LONG), body)],
        head,
      ),
      returns(n(9), last),
    ],
    [{ name: 'left', type: LONG }],
  )

  test('fire before every statement and loop condition, with the locals in the frame', () => {
    const seen: { span: unknown; kind: string; locals: Record<string, bigint> }[] = []
    const running: Running = startPolicy([double, main], {
      probed: true,
      imports: {
        probe: (index, frame) => {
          const probe = running.module.probes[Number(index)]
          if (probe?.origin !== 'policy' || probe.kind === 'enter' || probe.kind === 'leave') return
          const locals = probe.locals.map(({ name, offset }): [string, bigint] => [
            name,
            running.view.getBigInt64(Number(frame) + offset, true),
          ])
          seen.push({ span: probe.span, kind: probe.kind, locals: Object.fromEntries(locals) })
        },
      },
    })
    expect(running.call('hook', 2n, 8n)).toBe(9n)
    const statement = (span: unknown, locals: Record<string, bigint>) => ({ span, kind: 'statement', locals })
    const loopHead = (left: bigint) => ({ span: head, kind: 'loop-head', locals: { a: 2n, b: 8n, left } })
    expect(seen).toEqual([
      statement(first, { a: 2n, b: 8n, left: 0n }),
      statement(helper, { x: 2n }),
      loopHead(4n),
      statement(body, { a: 2n, b: 8n, left: 4n }),
      loopHead(2n),
      statement(body, { a: 2n, b: 8n, left: 2n }),
      loopHead(0n),
      statement(last, { a: 2n, b: 8n, left: 0n }),
    ])
  })

  test('follow calls in and out, with the result in the frame', () => {
    const seen: string[] = []
    const running: Running = startPolicy([double, main], {
      probed: true,
      imports: {
        probe: (index, frame) => {
          const probe = running.module.probes[Number(index)]
          if (probe?.kind !== 'enter' && probe?.kind !== 'leave') return
          const { kind, function: name, result } = probe
          const value = result === null ? '' : ` ${running.view.getBigInt64(Number(frame) + result.offset, true)}`
          seen.push(`${kind} ${name}${value}`)
        },
      },
    })
    running.call('hook', 2n, 8n)
    expect(seen).toEqual(['enter main', 'enter double', 'leave double 4', 'leave main 9'])
  })

  test('report only landmarks while nobody listens', () => {
    const seen: string[] = []
    const kernel = unit('kernel', {
      functions: [
        fn('hook', AB, LONG, [returns(call('inner', [a], LONG))]),
        fn('inner', [{ name: 'x', type: LONG }], LONG, [returns(a)]),
      ],
    })
    const running: Running = start(kernel, null, ['hook'], {
      probed: true,
      debug: { landmarks: ['inner'], expressions: [], reads: false },
      imports: {
        probe: (index) => {
          const probe = running.module.probes[Number(index)]
          seen.push(`${probe?.kind} ${probe?.function}`)
        },
      },
    })
    running.setGlobal('probing', 0)
    running.call('hook', 2n, 8n)
    expect(seen).toEqual(['enter inner', 'statement inner', 'leave inner'])
  })

  test('know what a statement reads, as expressions over its frame', () => {
    const readAt = (place: Place, span: Span): Expr => ({ kind: 'read', place: { ...place, span }, type: LONG, span })
    const sum = binary('add', readAt(localPlace(0, LONG), helper), readAt(localPlace(1, LONG), body), LONG)
    const seen: Record<string, unknown>[] = []
    const running: Running = startPolicy([fn('main', AB, LONG, [returns(sum, last)])], {
      probed: true,
      debug: { landmarks: [], expressions: [], reads: true },
      imports: {
        probe: (index, frame) => {
          for (const { name, span } of running.module.probes[Number(index)]?.reads ?? []) {
            running.setGlobal('probing', 0)
            seen.push({ span, value: running.call(name, frame) })
          }
        },
      },
    })
    expect(running.call('hook', 40n, 2n)).toBe(42n)
    expect(seen).toEqual([
      { span: helper, value: 40n },
      { span: body, value: 2n },
    ])
  })

  test('the probed build costs and gives the same', () => {
    const plain = startPolicy([double, main])
    const probed = startPolicy([double, main], { probed: true, imports: { probe: () => {} } })
    expect(plain.call('hook', 30n, 1n)).toBe(probed.call('hook', 30n, 1n))
    expect(plain.global('instructions')).toBe(probed.global('instructions'))
    expect(plain.module.layout).toEqual(probed.module.layout)
    expect(plain.module.probes).toEqual([])
  })
})

test('a pointer to a local of the caller can be written through', () => {
  const set = fn('set', [{ name: 'target', type: pointerTo(LONG) }], VOID, [
    effect(assign(deref(local(0, pointerTo(LONG)), LONG), n(31), LONG)),
  ])
  const main = fn(
    'main',
    AB,
    LONG,
    [effect(call('set', [addressOf(localPlace(2, LONG))], VOID)), returns(local(2, LONG))],
    [{ name: 'x', type: LONG, inMemory: true }],
  )
  expect(startPolicy([set, main]).call('hook', 0n, 0n)).toBe(31n)
})
