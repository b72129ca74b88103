import { beforeAll, describe, expect, test } from 'vitest'

import { existsIn, KERNEL_VERSIONS, type KernelVersion } from '../../kernel/versions.ts'
import { ADVICE, CATALOGUE, findRule, isRule } from './catalogue.ts'
import { compilePolicy } from '../compile.ts'
import type { PolicyLanguage } from '../../document/policy.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { loadLanguage } from '../source.ts'
import { wordsPattern } from './verifier-words.ts'
import { REFUSED } from '../verifier/samples.ts'

beforeAll(() => loadLanguage('typescript'))

const diagnose = (language: PolicyLanguage, text: string, kernel: KernelVersion): readonly Diagnostic[] =>
  compilePolicy({ language, text }, kernel).diagnostics

const isAdvice = (code: string): boolean => ADVICE.rules.some((rule) => rule.code === code)

/** The codes of a text. The examples of other rules are too short to be good policies, so advice counts for its own examples only. */
const codesOf = (language: PolicyLanguage, text: string, kernel: KernelVersion, withAdvice: boolean): string[] => {
  const codes = new Set(diagnose(language, text, kernel).map((diagnostic) => diagnostic.code))
  return [...codes].filter((code) => withAdvice || !isAdvice(code))
}

/** The diagnostics whose verifier's words are none of those that their rule has. */
const otherWords = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.flatMap(({ code, verifier }) => {
    if (verifier === undefined) return []
    const known = findRule(code)?.verifier.some((words) =>
      new RegExp(`^(?:${wordsPattern(words).source})$`).test(verifier),
    )
    return known === true ? [] : [`${code}: ${verifier}`]
  })

describe('the catalogue', () => {
  const modules = import.meta.glob('../**/rules/*.ts', { eager: true })
  const texts = import.meta.glob<string>('../**/*.ts', { eager: true, query: '?raw', import: 'default' })

  test('lists the rules of every module that has some, each once', () => {
    const rules = Object.values(modules).flatMap((module) =>
      typeof module === 'object' && module !== null ? Object.values(module).filter(isRule) : [],
    )
    const codes = rules.map(({ code }) => code)
    expect(CATALOGUE.map(({ code }) => code).toSorted()).toEqual(codes.toSorted())
    expect(new Set(codes).size).toBe(codes.length)
  })

  test('has every rule that is written: each is exported by a module in a folder `rules`', () => {
    const written = Object.entries(texts).flatMap(([path, text]) =>
      path.endsWith('.test.ts') ? [] : [...text.matchAll(/(?<=(export )?)const \w+ = rule\(/g)].map(() => path),
    )
    expect(written.filter((path) => !path.includes('/rules/'))).toEqual([])
    expect(written.length).toBe(CATALOGUE.length)
  })

  test('finds a rule by its code', () => {
    expect(findRule('kernel-write')?.verifier).toEqual(['only read is supported'])
    expect(findRule('no-such-code')).toBeNull()
  })
})

describe.each(CATALOGUE)('$code', (rule) => {
  const { code, severity, language, title, explanation, example } = rule
  const kernel: KernelVersion = example.kernel ?? '6.12'

  test('is reported for its refused example, and nothing else is', () => {
    const found = codesOf(language, example.refused, kernel, isAdvice(code))
    expect(found.toSorted()).toEqual([code, ...(example.besides ?? [])].toSorted())
  })

  test('is as severe as it says, in words that it has', () => {
    const reported = diagnose(language, example.refused, kernel).filter((diagnostic) => diagnostic.code === code)
    expect(reported.map((diagnostic) => diagnostic.severity)).toContain(severity)
    expect(otherWords(reported)).toEqual([])
  })

  test('is not reported for its accepted example, which has no error', () => {
    const found = diagnose(language, example.accepted, kernel)
    expect(found.filter((diagnostic) => diagnostic.severity === 'error' || diagnostic.code === code)).toEqual([])
  })

  test('has a title without a full stop and an explanation with one', () => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(title).toMatch(/[^.]$/)
    expect(explanation).toMatch(/\.$/)
  })
})

test.each(REFUSED)('what the verifier says about $name is among the words of its rule', ({ text, since }) => {
  const kernels = KERNEL_VERSIONS.filter((kernel) => existsIn(kernel, since === undefined ? {} : { since }))
  for (const kernel of kernels) expect(otherWords(diagnose('c', text, kernel))).toEqual([])
})
