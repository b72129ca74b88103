import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StructLayout, Type } from '../../policy/types.ts'
import { BOOL, CHAR, INT, S16, U8, UINT, ULONG } from '../../policy/types.ts'
import { machine } from '../testing/machine.ts'
import { formatValue, parseValue } from './values.ts'

const POINT: StructLayout = {
  key: 'point',
  spelling: 'struct point',
  union: false,
  kernel: false,
  size: 16,
  align: 8,
  fields: [
    { name: 'x', type: INT, offset: 0 },
    { name: 'y', type: ULONG, offset: 8 },
  ],
}
const STRUCTS = new Map([['point', POINT]])
const POINT_TYPE: Type = { kind: 'struct', key: 'point' }
const chars = (length: number): Type => ({ kind: 'array', of: CHAR, length })
const ints = (length: number): Type => ({ kind: 'array', of: INT, length })

const NAMES = machine(`
  /
    10 db    anon=1
    11 twin  anon=1
    12 twin  anon=1
  /app id=77
`)

/** What a text becomes, shown again; or the message, after a mark. */
function roundTrip(text: string, type: Type): string {
  const parsed = parseValue(text, type, STRUCTS, NAMES)
  return parsed.ok ? formatValue(new DataView(parsed.bytes.buffer), 0, type, STRUCTS) : `! ${parsed.message}`
}

describe('parseValue()', () => {
  it.each([
    ['42', INT, '42'],
    [' -1 ', INT, '-1'],
    ['+7', INT, '7'],
    ['0x2a', UINT, '42'],
    ['-0x10', S16, '-16'],
    ['18446744073709551615', ULONG, '18446744073709551615'],
    ['true', BOOL, 'true'],
    ['0', BOOL, 'false'],
    ['cgroup:/app', ULONG, '77'],
    ['cgroup:/', ULONG, '1'],
    ['pid:db', INT, '10'],
    ['"nginx"', chars(16), '"nginx"'],
    ['nginx worker', chars(16), '"nginx worker"'],
    [String.raw`"a\"b\\\n\x01"`, chars(16), String.raw`"a\"b\\\n\x01"`],
    [String.raw`C:\dir`, chars(16), String.raw`"C:\\dir"`],
    ['{1, 2}', ints(3), '{1, 2, 0}'],
    ['{1, 2,}', ints(2), '{1, 2}'],
    ['{65, 66}', chars(4), '"AB"'],
    ['{1, 2}', POINT_TYPE, '{.x = 1, .y = 2}'],
    ['{.y = 2, .x = -1}', POINT_TYPE, '{.x = -1, .y = 2}'],
    ['{.y = cgroup:/app}', POINT_TYPE, '{.x = 0, .y = 77}'],
    ['{{1}, {.y = 3}}', { kind: 'array', of: POINT_TYPE, length: 2 } as const, '{{.x = 1, .y = 0}, {.x = 0, .y = 3}}'],
  ])('reads %s', (text, type, shown) => {
    expect(roundTrip(text, type)).toBe(shown)
  })

  it.each([
    ['', INT, 'A value is missing.'],
    ['ten', INT, '"ten" is not a number. Write 42, -1, 0x2a, cgroup:/path or pid:name.'],
    ['2147483648', INT, '2147483648 does not fit int (-2147483648 to 2147483647).'],
    ['-1', U8, '-1 does not fit unsigned char (0 to 255).'],
    ['1 2', INT, 'There is more after the value: "2".'],
    ['cgroup:/nowhere', ULONG, 'The machine has no cgroup /nowhere.'],
    ['pid:ghost', INT, 'The machine has no process called ghost.'],
    ['pid:twin', INT, '2 processes are called twin (11, 12): write the pid itself.'],
    ['"longer"', chars(4), 'The text has 6 bytes and char[4] holds 4.'],
    ['"open', ints(2), 'The text cannot be read from ""open" on.'],
    ['{1, 2, 3}', ints(2), 'There are more than 2 values between the braces.'],
    ['{1 2}', ints(2), 'A comma or a closing brace is missing.'],
    ['{1', ints(2), 'A comma or a closing brace is missing.'],
    ['5', POINT_TYPE, 'A list in braces is expected, such as {1, 2}.'],
    ['{.z = 1}', POINT_TYPE, 'struct point has no member z.'],
    ['1', { kind: 'pointer', to: INT, constant: false } as const, 'A pointer cannot be given a value here.'],
  ])('says what is wrong with %s', (text, type, message) => {
    expect(roundTrip(text, type)).toBe(`! ${message}`)
  })

  it('takes any text without throwing', () => {
    const types: Type[] = [INT, ULONG, BOOL, chars(8), ints(2), POINT_TYPE]
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...types), (text, type) => {
        expect(parseValue(text, type, STRUCTS, NAMES).ok).toBeTypeOf('boolean')
      }),
    )
  })

  it('reads back what formatValue() shows', () => {
    const types: Type[] = [INT, ULONG, U8, chars(8), ints(4), POINT_TYPE]
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.constantFrom(...types), (bytes, type) => {
        const shown = formatValue(new DataView(bytes.buffer), 0, type, STRUCTS)
        expect(roundTrip(shown, type)).toBe(shown)
      }),
    )
  })
})
