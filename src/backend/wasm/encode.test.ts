import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ByteWriter, encodeModule } from './encode.ts'

const written = (write: (w: ByteWriter) => void): number[] => {
  const writer = new ByteWriter()
  write(writer)
  return [...writer.toBytes()]
}

/** Reads a LEB128 number the slow and obvious way. */
function readLeb(bytes: readonly number[], signed: boolean): bigint {
  let value = 0n
  bytes.forEach((byte, index) => (value |= BigInt(byte & 0x7f) << BigInt(7 * index)))
  return signed ? BigInt.asIntN(7 * bytes.length, value) : value
}

/** The shortest form: a longer one would end in a byte that only repeats the sign. */
const isShortest = (bytes: readonly number[]): boolean =>
  bytes.length === 1 ||
  !(
    (bytes.at(-1) === 0 && ((bytes.at(-2) ?? 0) & 0x40) === 0) ||
    (bytes.at(-1) === 0x7f && ((bytes.at(-2) ?? 0) & 0x40) !== 0)
  )

describe('LEB128', () => {
  test.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [0xffffffff, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %d', (value, bytes) => {
    expect(written((w) => w.unsigned(value))).toEqual(bytes)
  })

  const edges = [6n, 7n, 13n, 31n, 32n, 63n]
    .flatMap((bits) => [(1n << bits) - 1n, 1n << bits, -(1n << bits), -(1n << bits) - 1n])
    .filter((value) => value === BigInt.asIntN(64, value))
  test.each(edges)('signed 64 at %d', (value) => {
    const bytes = written((w) => w.signed64(value))
    expect(readLeb(bytes, true)).toBe(value)
    expect(isShortest(bytes)).toBe(true)
  })
  test.each(edges.filter((value) => value === BigInt.asIntN(32, value)))('signed 32 at %d', (value) => {
    expect(written((w) => w.signed32(Number(value)))).toEqual(written((w) => w.signed64(value)))
  })

  test('any number reads back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
        expect(
          readLeb(
            written((w) => w.signed64(value)),
            true,
          ),
        ).toBe(value)
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (value) => {
        expect(
          readLeb(
            written((w) => w.unsigned(value)),
            false,
          ),
        ).toBe(BigInt(value))
      }),
    )
  })
})

test('a name counts bytes, not characters', () => {
  expect(written((w) => w.name('é€😀'))).toEqual([9, ...new TextEncoder().encode('é€😀')])
})

test('a module with names outside ASCII is valid and keeps them', () => {
  const bytes = encodeModule({
    types: [{ params: [], results: ['i32'] }],
    imports: [],
    memoryPages: 1,
    functions: [
      {
        name: 'größe',
        typeIndex: 0,
        body: { locals: [], instructions: Uint8Array.of(0x41, ...written((w) => w.signed32(-65))) },
      },
    ],
    globals: [{ name: 'zähler', type: 'i64', initial: 5 }],
    exports: [{ name: '答え', functionIndex: 0 }],
    table: [0],
  })
  const module = new WebAssembly.Module(bytes)
  expect(WebAssembly.Module.exports(module).map((e) => e.name)).toEqual(['zähler', '答え'])
  const instance = new WebAssembly.Instance(module, { env: { memory: new WebAssembly.Memory({ initial: 1 }) } })
  const answer = instance.exports['答え']
  expect(typeof answer === 'function' && Reflect.apply(answer, undefined, [])).toBe(-65)
})
