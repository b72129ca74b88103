import { beforeAll, describe, expect, test } from 'vitest'

import type { KernelVersion } from '../kernel/versions.ts'
import { ADVICE_CODES } from './advice/codes.ts'
import { C_CODES } from './c/codes.ts'
import { LOWER_CODES } from './c/lower/codes.ts'
import { CATALOGUE, findCatalogueRow } from './catalogue.ts'
import { compilePolicy } from './compile.ts'
import { loadLanguage } from './source.ts'
import type { PolicyLanguage } from '../document/policy.ts'
import { TS_CODES } from './typescript/codes.ts'
import { VERIFIER_CODES } from './verifier/codes.ts'

beforeAll(() => loadLanguage('typescript'))

/** The codes of a text. The examples of other codes are too short to be good policies, so advice counts for its own examples only. */
const codesOf = (language: PolicyLanguage, text: string, kernel: KernelVersion, withAdvice: boolean): string[] => {
  const { diagnostics } = compilePolicy({ language, text }, kernel)
  const codes = new Set(diagnostics.map((diagnostic) => diagnostic.code))
  return [...codes].filter((code) => withAdvice || !Object.hasOwn(ADVICE_CODES, code))
}

test('every code that a pass can report has one row', () => {
  const tables = [C_CODES, LOWER_CODES, VERIFIER_CODES, ADVICE_CODES, TS_CODES]
  const codes = new Set(tables.flatMap((table) => Object.keys(table)))
  expect(CATALOGUE.map((row) => row.code).toSorted()).toEqual([...codes].toSorted())
})

describe.each(CATALOGUE)('$code', (row) => {
  const { code, language, accepted, refused, title, explanation } = row
  const kernel: KernelVersion = row.kernel ?? '6.12'

  test('is reported for its refused example, and nothing else is', () => {
    const found = codesOf(language, refused, kernel, Object.hasOwn(ADVICE_CODES, code))
    expect(found.toSorted()).toEqual([code, ...(row.besides ?? [])].toSorted())
  })

  test('is not reported for its accepted example, which has no error', () => {
    const { diagnostics } = compilePolicy({ language, text: accepted }, kernel)
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error' || diagnostic.code === code)).toEqual([])
  })

  test('has a title without a full stop and an explanation with one', () => {
    expect(title).toMatch(/[^.]$/)
    expect(explanation).toMatch(/\.$/)
  })
})

test('rows are found by code', () => {
  expect(findCatalogueRow('kernel-write')?.verifier).toBe('only read is supported')
  expect(findCatalogueRow('no-such-code')).toBeNull()
})
