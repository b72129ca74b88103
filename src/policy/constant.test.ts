import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHAR, INT, type IntType, LONG, S16, U16, U8, UINT, ULONG, BOOL } from './types.ts'
import { foldBinary, foldCompare, wrapConstant, writeConstant } from './constant.ts'

describe('wrapConstant()', () => {
  it.each<[bigint, IntType, bigint]>([
    [200n, CHAR, -56n],
    [-1n, U8, 255n],
    [65536n, U16, 0n],
    [32768n, S16, -32768n],
    [-1n, UINT, 4294967295n],
    [1n << 31n, INT, -(1n << 31n)],
    [-1n, ULONG, (1n << 64n) - 1n],
    [1n << 63n, LONG, -(1n << 63n)],
    [256n, BOOL, 1n],
    [0n, BOOL, 0n],
  ])('%s as %o is %s', (value, type, wrapped) => {
    expect(wrapConstant(value, type)).toBe(wrapped)
  })
})

describe('foldBinary()', () => {
  it.each<[Parameters<typeof foldBinary>[0], bigint, bigint, IntType, bigint]>([
    ['add', 2147483647n, 1n, INT, -2147483648n],
    ['sub', 0n, 1n, UINT, 4294967295n],
    ['mul', 1n << 32n, 1n << 32n, ULONG, 0n],
    ['div', -7n, 2n, INT, -3n],
    ['mod', -7n, 2n, INT, -1n],
    ['shr', -8n, 1n, INT, -4n],
    ['shr', 4294967288n, 1n, UINT, 2147483644n],
    // BPF's rules where C has none.
    ['div', 5n, 0n, UINT, 0n],
    ['mod', 5n, 0n, UINT, 5n],
    ['div', -(1n << 31n), -1n, INT, -(1n << 31n)],
    ['shl', 1n, 33n, UINT, 2n],
    ['shl', 1n, 65n, ULONG, 2n],
  ])('%s %s %s', (op, left, right, type, result) => {
    expect(foldBinary(op, left, right, type)).toBe(result)
  })

  it('agrees with 32-bit arithmetic of JavaScript', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        expect(foldBinary('add', BigInt(a), BigInt(b), INT)).toBe(BigInt((a + b) | 0))
        expect(foldBinary('mul', BigInt(a), BigInt(b), INT)).toBe(BigInt(Math.imul(a, b)))
        expect(foldBinary('xor', BigInt(a), BigInt(b), INT)).toBe(BigInt(a ^ b))
        expect(foldBinary('shr', BigInt(a), BigInt(b & 31), INT)).toBe(BigInt(a >> (b & 31)))
        expect(foldBinary('shl', BigInt(a >>> 0), BigInt(b & 31), UINT)).toBe(BigInt((a << (b & 31)) >>> 0))
        expect(foldCompare('lt', BigInt(a), BigInt(b))).toBe(a < b)
      }),
    )
  })
})

describe('writeConstant()', () => {
  it('writes little-endian, as many bytes as the type has', () => {
    const bytes = new Uint8Array(6)
    writeConstant(bytes, 1, 4, -2n)
    expect([...bytes]).toEqual([0, 0xfe, 0xff, 0xff, 0xff, 0])
  })
})
