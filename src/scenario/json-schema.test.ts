import { describe, expect, test } from 'vitest'

import { GALLERY_FILES } from '../gallery/scenarios.ts'
import { printJsonSchema } from './json-schema.ts'
import { parseScenario } from './validate.ts'

type Schema = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** True when the value fits a JSON Schema of the keywords that ours uses. */
function fits(value: unknown, schema: unknown): boolean {
  if (!isObject(schema)) return false
  const { type, anyOf, pattern, minimum, maximum, properties, required, items } = schema
  if (Array.isArray(anyOf) && !anyOf.some((option) => fits(value, option))) return false
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value)) return false
  if ('const' in schema && schema['const'] !== value) return false
  if (type === 'string')
    return typeof value === 'string' && (typeof pattern !== 'string' || new RegExp(pattern, 'u').test(value))
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'integer')
    return Number.isInteger(value) && Number(value) >= Number(minimum) && Number(value) <= Number(maximum)
  if (type === 'array') return Array.isArray(value) && value.every((item) => fits(item, items))
  if (type === 'object')
    return (
      isObject(value) &&
      isObject(properties) &&
      Array.isArray(required) &&
      required.every((key) => Object.hasOwn(value, String(key))) &&
      Object.entries(value).every(([key, member]) => Object.hasOwn(properties, key) && fits(member, properties[key]))
    )
  return true
}

const schema: unknown = JSON.parse(printJsonSchema())

test('the published file is what the validator checks with', async () => {
  await expect(printJsonSchema()).toMatchFileSnapshot('../../public/scenario.schema.json')
})

test.each(Object.entries(GALLERY_FILES))('the gallery file %s fits the published schema', (_, file) => {
  expect(fits(file, schema)).toBe(true)
})

describe('the schema and the validator agree', () => {
  const minimal = {
    version: 1,
    machine: { ram: '1G' },
    tasks: [{ pid: 1, comm: 'init', anon: '1M' }],
    oom: { scope: 'global' },
  }
  const task = (rest: object) => ({ ...minimal, tasks: [{ ...minimal.tasks[0], ...rest }] })

  test.each([
    ['a minimal file', minimal],
    ['a size with a fraction', task({ anon: '1.5M' })],
    ['a size in bytes', task({ anon: 4096 })],
    ['a size with a unit of two letters', task({ anon: '4KiB' })],
    ['a mask in hex', { ...minimal, oom: { scope: 'global', gfp_mask: '0xcc0' } }],
    ['a flag', task({ oomOrigin: true })],
  ])('on %s, which is right', (_, file) => {
    expect(fits(file, schema)).toBe(true)
    expect(parseScenario(file).problems).toEqual([])
  })

  test.each([
    ['a missing machine', { ...minimal, machine: undefined }],
    ['a negative size', task({ anon: -1 })],
    ['a size without a number', task({ anon: 'M' })],
    ['an adj out of range', task({ oom_score_adj: 1001 })],
    ['a pid that is no whole number', task({ pid: 1.5 })],
    ['a flag that is a number', task({ kthread: 1 })],
    ['a wrong scope', { ...minimal, oom: { scope: 'local' } }],
    ['a wrong version', { ...minimal, version: 0 }],
  ])('on %s, which is wrong', (_, file) => {
    expect(fits(JSON.parse(JSON.stringify(file)), schema)).toBe(false)
    expect(parseScenario(file).value).toBeNull()
  })
})
