// Places, loads and stores: what policies may reach, what they read where they may not, and copies.

import { describe, expect, test } from 'vitest'
import type { MapDefinition } from '../../policy/ir.ts'
import { CHAR, INT, LONG, S16, U16, U8, UINT, ULONG, VOID } from '../../policy/types.ts'
import type { ArrayType } from '../../policy/types.ts'
import { FAULT_CODES } from './context.ts'
import { layoutData } from './layout.ts'
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
  element,
  fn,
  global,
  globalPlace,
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
} from './testing/build.ts'
import type { Running, Scalar } from './testing/build.ts'

const NO_SPAN = { start: 0, end: 0 }
const AB = [
  { name: 'a', type: LONG },
  { name: 'b', type: LONG },
]
const pointer = convert(local(0, LONG), pointerTo(LONG))
const arrayOf = (of: Scalar, length: number): ArrayType => ({ kind: 'array', of, length })

/** Calls the hook and gives why it stopped. */
function faultOf(running: Running, ...args: bigint[]): { code: number; site: unknown; count: number } {
  expect(() => running.call('hook', ...args)).toThrow(WebAssembly.RuntimeError)
  return {
    code: running.global('fault_code'),
    site: running.module.sites[running.global('fault_site')],
    count: running.global('fault_count'),
  }
}

describe('loads of a policy', () => {
  test('through a pointer into the memory read what is there, with the sign of their type', () => {
    for (const [type, expected] of [
      [U8, 0xf0n],
      [CHAR, -16n],
      [U16, 0xf1f0n],
      [S16, -3600n],
      [UINT, 0xf3f2f1f0n],
      [INT, BigInt.asIntN(32, 0xf3f2f1f0n)],
      [ULONG, BigInt.asIntN(64, 0xf7f6f5f4f3f2f1f0n)],
    ] as const) {
      const place = member(deref(pointer, { kind: 'struct', key: 's' }), 8, type)
      const running = startPolicy([fn('main', AB, LONG, [returns(convert(read(place, type), LONG))])])
      const address = running.module.layout.imageBase - 64
      for (let n = 0; n < 8; n++) running.view.setUint8(address + 8 + n, 0xf0 + n)
      expect(running.call('hook', BigInt(address), 0n)).toBe(expected)
    }
  })

  test('through NULL and pointers out of the memory read 0', () => {
    const near = member(deref(pointer, { kind: 'struct', key: 's' }), 40, LONG)
    const far = member(deref(pointer, { kind: 'struct', key: 's' }), 200_000, LONG)
    const indexed = element(deref(pointer, arrayOf(LONG, 8)), local(1, LONG), LONG)
    for (const place of [near, far, indexed]) {
      const running = startPolicy([
        fn('main', AB, LONG, [returns(binary('add', read(place, LONG), constant(LONG, 1), LONG))]),
      ])
      for (const address of [0n, -1n, 1n << 40n, BigInt(running.memory.buffer.byteLength - 65536), 1n << 63n]) {
        expect(running.call('hook', address, 1n)).toBe(1n)
      }
    }
  })

  test('an index beyond an array on the stack reads no further than the memory', () => {
    const array = localPlace(2, arrayOf(LONG, 2))
    const main = fn(
      'main',
      AB,
      LONG,
      [returns(read(element(array, local(0, LONG), LONG), LONG))],
      [{ name: 'array', type: arrayOf(LONG, 2), inMemory: true }],
    )
    expect(startPolicy([main]).call('hook', 1n << 50n, 0n)).toBe(0n)
  })
})

describe('stores of a policy', () => {
  const span = { start: 10, end: 20 }
  const store = assign(member(deref(pointer, { kind: 'struct', key: 's' }), 16, LONG), constant(LONG, 7), LONG, span)
  const main = fn('main', AB, LONG, [effect(store), returns(constant(LONG, 1))])
  const globals = [global('room', LONG, 64)]

  test('into its own data go through', () => {
    const running = startPolicy([main], { globals })
    const { layout } = running.module
    for (const address of [layout.globals.get('room') ?? 0, layout.writableStart - 16, layout.writableEnd - 24]) {
      expect(running.call('hook', BigInt(address), 0n)).toBe(1n)
      expect(running.view.getBigInt64(address + 16, true)).toBe(7n)
    }
  })

  test('anywhere else stop the run at their place', () => {
    const running = startPolicy([main], { globals })
    const { layout } = running.module
    for (const address of [0, layout.writableStart - 17, layout.writableEnd - 23, layout.imageBase, -1]) {
      expect(faultOf(running, BigInt(address), 0n)).toEqual({
        code: FAULT_CODES['bad-write'],
        site: { kind: 'store', function: 'main', span },
        count: 0,
      })
    }
  })

  test('an update and a copy are checked as well', () => {
    const bump = update('add', deref(pointer, LONG), constant(LONG, 1), LONG)
    const copy = {
      kind: 'copy',
      target: deref(pointer, LONG),
      source: deref(convert(local(1, LONG), pointerTo(LONG)), LONG),
      size: 8,
      type: VOID,
      span: NO_SPAN,
    } as const
    for (const expr of [bump, copy]) {
      const running = startPolicy([fn('main', AB, LONG, [effect(expr), returns(constant(LONG, 1))])], { globals })
      const room = BigInt(running.module.layout.globals.get('room') ?? 0)
      expect(running.call('hook', room, room)).toBe(1n)
      expect(faultOf(running, 64n, room).code).toBe(FAULT_CODES['bad-write'])
    }
  })

  test('kernel code is not checked', () => {
    const kernelMain = { ...main, name: 'kernel_main' }
    const running = start(unit('kernel', { functions: [kernelMain] }), null, ['kernel_main'])
    const address = running.module.layout.imageBase
    running.call('kernel_main', BigInt(address), 0n)
    expect(running.view.getBigInt64(address + 16, true)).toBe(7n)
  })
})

describe.each([1, 2, 3, 7, 8, 15, 64, 65, 200])('copies and fills of %d bytes', (size) => {
  const bytes = arrayOf(U8, size)
  const from = globalPlace('from', bytes)
  const to = localPlace(2, bytes)
  const main = fn(
    'main',
    AB,
    LONG,
    [
      { kind: 'declare', local: 2, init: null, span: NO_SPAN },
      effect({ kind: 'copy', target: to, source: from, size, type: VOID, span: NO_SPAN }),
      effect({ kind: 'copy', target: globalPlace('to', bytes), source: to, size, type: VOID, span: NO_SPAN }),
      effect({ kind: 'zero', target: from, size, type: VOID, span: NO_SPAN }),
      returns(constant(LONG, 1)),
    ],
    [{ name: 'buffer', type: bytes, inMemory: true }],
  )

  test('move exactly those', () => {
    const content = Array.from({ length: size }, (_, index) => (index % 250) + 1)
    const globals = [global('from', bytes, size + 8, [...content, 99]), global('to', bytes, size + 8)]
    const running = startPolicy([main], { globals })
    running.call('hook', 0n, 0n)
    const at = (name: string): number[] => {
      const address = running.module.layout.globals.get(name) ?? 0
      return [...new Uint8Array(running.memory.buffer, address, size + 1)]
    }
    expect(at('to')).toEqual([...content, 0])
    expect(at('from')).toEqual([...content.map(() => 0), 99])
  })
})

test('a variable without initialiser starts at 0 each time it is declared', () => {
  const counter = localPlace(2, LONG)
  const slot = localPlace(3, LONG)
  const sum = localPlace(4, LONG)
  for (const inMemory of [true, false]) {
    const body = [
      loop('for', compare('lt', local(2, LONG), constant(LONG, 3)), update('add', counter, constant(LONG, 1), LONG), [
        { kind: 'declare', local: 3, init: null, span: NO_SPAN },
        effect(update('add', slot, constant(LONG, 5), LONG)),
        effect(update('add', sum, read(slot, LONG), LONG)),
      ]),
      returns(read(sum, LONG)),
    ]
    const locals = [
      { name: 'i', type: LONG },
      { name: 'slot', type: LONG, inMemory },
      { name: 'sum', type: LONG },
    ]
    expect(startPolicy([fn('main', AB, LONG, body, locals)]).call('hook', 0n, 0n)).toBe(15n)
  }
})

test('an update evaluates its place once', () => {
  const calls: unknown[] = []
  const kernel = [
    fn('where', [], LONG, [returns(call('from_js', [], LONG, true))]),
    fn('main', [], LONG, [
      effect(
        update(
          'add',
          deref(convert(call('where', [], LONG), pointerTo(LONG)), LONG),
          constant(LONG, 5),
          LONG,
          LONG,
          'old',
        ),
      ),
      returns(constant(LONG, 0)),
    ]),
  ]
  const running = start(unit('kernel', { functions: kernel }), null, ['main'], {
    imports: { from_js: () => BigInt(65536 + 8 * calls.push(1)) },
  })
  expect(running.module.imports).toEqual(['from_js'])
  running.call('main')
  expect(calls).toHaveLength(1)
  expect(running.view.getBigInt64(65536 + 8, true)).toBe(5n)
})

describe('layout', () => {
  const map = (name: string): MapDefinition => ({
    name,
    mapKind: 'HASH',
    key: LONG,
    value: LONG,
    keySize: 8,
    valueSize: 8,
    maxEntries: 10,
    mapFlags: 0,
    doc: null,
    span: NO_SPAN,
  })
  const kernel = {
    ...unit('kernel', { functions: [], globals: [global('playground', LONG, 8)] }),
    structs: new Map([
      [
        'bpf_map',
        { key: 'bpf_map', spelling: 'struct bpf_map', union: false, kernel: true, size: 88, align: 8, fields: [] },
      ],
    ]),
  }
  const policy = unit('policy', {
    functions: [],
    globals: [{ ...global('limit', LONG, 8, [9]), section: 'rodata' as const }, global('count', LONG, 8)],
    maps: [map('m'), map('other')],
  })
  const layout = layoutData(kernel, policy)

  test('what a policy may write is one window without rodata, headers and kernel data', () => {
    const inWindow = (address: number | undefined): boolean =>
      address !== undefined && address >= layout.writableStart && address < layout.writableEnd
    expect(inWindow(layout.globals.get('limit'))).toBe(false)
    expect(inWindow(layout.globals.get('count'))).toBe(true)
    expect(inWindow(layout.maps.get('m')?.header)).toBe(false)
    expect(inWindow(layout.maps.get('m')?.arena)).toBe(true)
    expect(inWindow(layout.stackBase)).toBe(true)
    expect(inWindow(layout.kernelStackBase)).toBe(false)
    expect(inWindow(layout.kernelGlobals.get('playground'))).toBe(false)
  })

  test('nothing overlaps and the first page stays free', () => {
    const ranges = [
      [layout.kernelStackBase, layout.stackSize],
      [layout.stackBase, layout.stackSize],
      ...[...layout.globals.values(), ...layout.kernelGlobals.values()].map((address) => [address, 8]),
      ...[...layout.maps.values()].flatMap((m) => [
        [m.header, 88],
        [m.arena, m.arenaSize],
      ]),
    ].sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0))
    let end = 65536
    for (const [address = 0, size = 0] of ranges) {
      expect(address).toBeGreaterThanOrEqual(end)
      end = address + size
    }
    expect(layout.imageBase).toBeGreaterThanOrEqual(end)
    expect(layout.imageBase % 65536).toBe(0)
  })

  test('only what is not zero is written at the start', () => {
    expect(layout.initial.map(({ address }) => address)).toEqual([layout.globals.get('limit')])
  })

  test('the address of a map is its header', () => {
    const main = fn('main', [], LONG, [
      returns(
        convert(
          addressOf({ kind: 'map', name: 'other', type: { kind: 'struct', key: 'bpf_map' }, span: NO_SPAN }),
          LONG,
        ),
      ),
    ])
    const hook = fn('hook', [], LONG, [returns(constant(LONG, 0))])
    const running = start(
      { ...kernel, functions: [hook] },
      { ...policy, functions: [main], programs: [program('fmod_ret', 'hook', 'main')] },
      ['hook'],
    )
    expect(running.call('hook')).toBe(BigInt(running.module.layout.maps.get('other')?.header ?? 0))
  })
})
