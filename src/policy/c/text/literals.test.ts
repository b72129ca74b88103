import { describe, expect, it } from 'vitest'
import { NO_SPAN } from '../../span.ts'
import { characterLiteral, literalBytes, numberLiteral } from './literals.ts'
import { showExpr } from '../parse/testing-tree.ts'

const number = (text: string): string => {
  const { expr, diagnostics } = numberLiteral(text, NO_SPAN)
  return [showExpr(expr), ...diagnostics.map(({ code }) => code)].join(' ')
}
const character = (text: string): string => {
  const { expr, diagnostics } = characterLiteral(text, NO_SPAN)
  return [showExpr(expr), ...diagnostics.map(({ code }) => code)].join(' ')
}
const bytes = (text: string): number[] => [...literalBytes(text, NO_SPAN).bytes]

describe('integers have the first type that holds them', () => {
  it.each([
    ['0', '0'],
    ['2147483647', '2147483647'],
    ['2147483648', '2147483648l'],
    ['0x7fffffff', '2147483647'],
    ['0x80000000', '2147483648u'],
    ['0xffffffff', '4294967295u'],
    ['0x100000000', '4294967296l'],
    ['4294967295u', '4294967295u'],
    ['4294967296U', '4294967296ul'],
    ['1l', '1l'],
    ['1uLL', '1ul'],
    ['1LLu', '1ul'],
    ['0x8000000000000000', '9223372036854775808ul'],
    ['18446744073709551615', '18446744073709551615ul'],
    ['0b1010', '10'],
    ['0755', '493'],
  ])('%s is %s', (text, shown) => {
    expect(number(text)).toBe(shown)
  })

  it.each([
    ['18446744073709551616', '0ul number-too-large'],
    ['09', '0 bad-number'],
    ['1_000', '0 bad-number'],
    ['0x', '0 bad-number'],
    ['1lul', '0 bad-number'],
    ['3x', '0 bad-number'],
  ])('%s is refused', (text, shown) => {
    expect(number(text)).toBe(shown)
  })

  it.each(['1.5', '.5', '1.', '1e3', '1.5e-3f', '0x1.8p3'])('%s is floating point', (text) => {
    expect(numberLiteral(text, NO_SPAN)).toMatchObject({ expr: { kind: 'float' }, diagnostics: [] })
  })
})

describe('characters', () => {
  it.each([
    ["'a'", '97'],
    [String.raw`'\n'`, '10'],
    [String.raw`'\0'`, '0'],
    [String.raw`'\x7f'`, '127'],
    [String.raw`'\xff'`, '-1'],
    [String.raw`'\377'`, '-1'],
    ["''", '0 bad-character'],
    ["'ab'", '97 bad-character'],
    ["'é'", '-61 bad-character'],
    [String.raw`'\q'`, '113 bad-escape'],
  ])('%s is %s', (text, shown) => {
    expect(character(text)).toBe(shown)
  })
})

describe('strings', () => {
  it('are UTF-8 with the escapes resolved', () => {
    expect(bytes(String.raw`"aé\t\101\x41G"`)).toEqual([97, 0xc3, 0xa9, 9, 65, 65, 71])
    expect(bytes('""')).toEqual([])
  })

  it('refuse escapes of more than a byte', () => {
    expect(literalBytes(String.raw`"\x100"`, NO_SPAN).diagnostics).toHaveLength(1)
    expect(literalBytes(String.raw`"\400"`, NO_SPAN).diagnostics).toHaveLength(1)
    expect(literalBytes(String.raw`"\x"`, NO_SPAN).diagnostics).toHaveLength(1)
    expect(literalBytes(String.raw`"\U00110000"`, NO_SPAN).diagnostics).toHaveLength(1)
  })
})
