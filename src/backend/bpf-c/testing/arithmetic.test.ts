import { describe, expect, test } from 'vitest'

import { arithmetic, atomic, byteOrder, isTaken, type Width } from './arithmetic.ts'

const OPERATIONS = {
  add: 0x00,
  sub: 0x10,
  mul: 0x20,
  div: 0x30,
  lsh: 0x60,
  rsh: 0x70,
  neg: 0x80,
  mod: 0x90,
  mov: 0xb0,
  arsh: 0xc0,
} as const

const ALL_ONES = 0xffff_ffff_ffff_ffffn
const LLONG_MIN = 1n << 63n
const INT_MIN = 1n << 31n

describe('what the kernel computes where C says nothing', () => {
  test.each<[keyof typeof OPERATIONS, Width, bigint, bigint, number, bigint]>([
    ['div', 64, 7n, 0n, 0, 0n],
    ['div', 32, 7n, 1n << 32n, 0, 0n],
    ['mod', 64, ALL_ONES, 0n, 0, ALL_ONES],
    ['mod', 32, ALL_ONES, 0n, 0, 0xffff_ffffn],
    ['div', 64, 7n, 0n, 1, 0n],
    ['mod', 64, ALL_ONES, 0n, 1, ALL_ONES],
    ['div', 64, ALL_ONES, 2n, 0, ALL_ONES >> 1n],
    ['div', 64, BigInt.asUintN(64, -7n), 2n, 1, BigInt.asUintN(64, -3n)],
    ['mod', 64, BigInt.asUintN(64, -7n), 2n, 1, ALL_ONES],
    ['div', 64, LLONG_MIN, ALL_ONES, 1, LLONG_MIN],
    ['mod', 64, LLONG_MIN, ALL_ONES, 1, 0n],
    ['div', 32, INT_MIN, ALL_ONES, 1, INT_MIN],
    ['lsh', 64, 1n, 65n, 0, 2n],
    ['lsh', 32, 1n, 33n, 0, 2n],
    ['rsh', 32, ALL_ONES, 32n, 0, 0xffff_ffffn],
    ['arsh', 64, LLONG_MIN, 63n, 0, ALL_ONES],
    ['arsh', 32, INT_MIN, 31n, 0, 0xffff_ffffn],
    ['add', 32, ALL_ONES, 1n, 0, 0n],
    ['mul', 64, ALL_ONES, ALL_ONES, 0, 1n],
    ['neg', 32, 1n, 0n, 0, 0xffff_ffffn],
    ['mov', 32, 0n, ALL_ONES, 0, 0xffff_ffffn],
    ['mov', 64, 0n, 0x80n, 8, BigInt.asUintN(64, -128n)],
    ['mov', 32, 0n, 0x8000n, 16, 0xffff_8000n],
  ])('%s in %d bits of %d and %d (offset %d) is %d', (name, width, a, b, offset, result) => {
    expect(arithmetic(OPERATIONS[name], width, a, b, offset)).toBe(result)
  })
})

test('jumps compare unsigned or signed, in their own width', () => {
  expect(isTaken(0x20, 64, ALL_ONES, 1n)).toBe(true)
  expect(isTaken(0x60, 64, ALL_ONES, 1n)).toBe(false)
  expect(isTaken(0x60, 32, 0x7fff_ffffn, ALL_ONES)).toBe(true)
  expect(isTaken(0x10, 32, 1n << 32n, 0n)).toBe(true)
  expect(isTaken(0x40, 64, 6n, 1n)).toBe(false)
})

test('byte swaps cut to their width', () => {
  expect(byteOrder(0x1122_3344n, 16, true)).toBe(0x4433n)
  expect(byteOrder(0x1122_3344n, 16, false)).toBe(0x3344n)
  expect(byteOrder(1n, 64, true)).toBe(1n << 56n)
})

test('atomics wrap in their width', () => {
  expect(atomic(0x00, 32, 0xffff_ffffn, 2n)).toBe(1n)
  expect(atomic(0xe0, 64, 1n, 2n)).toBe(2n)
})
