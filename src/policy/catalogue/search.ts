// Finds rules by words of a person, or by a line that the kernel's verifier, clang or libbpf printed.

import type { RuleAreaSummary, RuleSummary } from './answers.ts'
import { wordsPattern } from './verifier-words.ts'

/** The areas with the rules that have all the words of the query, or whose verifier's words stand in it; everything for an empty one. */
export function searchRules(areas: readonly RuleAreaSummary[], query: string): readonly RuleAreaSummary[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  const matches = (rule: RuleSummary): boolean => hasWords(rule, words) || isSaidIn(rule, query)
  return areas
    .map(({ title, rules }) => ({ title, rules: rules.filter(matches) }))
    .filter(({ rules }) => rules.length > 0)
}

function hasWords({ code, title, explanation, verifier }: RuleSummary, words: readonly string[]): boolean {
  const text = [code, title, explanation, ...verifier].join(' ').toLowerCase()
  return words.every((word) => text.includes(word))
}

/** True when a text has what the kernel's tools say about the rule. */
export const isSaidIn = ({ verifier }: Pick<RuleSummary, 'verifier'>, text: string): boolean =>
  verifier.some((words) => wordsPattern(words).test(text))
