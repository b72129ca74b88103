// A rule as a person reads it: its explanation, what the kernel's tools say, and its two examples without what all policies have in common.

import { DEFAULT_KERNEL } from '../../kernel/versions.ts'
import { RULE_AREAS } from './catalogue.ts'
import { compilePolicy } from '../compile.ts'
import { HEADERS, LICENCE } from './examples.ts'
import type { Explanation, RuleAreaSummary, RuleSummary } from './answers.ts'
import type { Rule } from './rule.ts'
import { loadLanguage } from '../source.ts'
import { lineColumnAt, lineStarts } from '../span.ts'

const summaryOf = ({ code, severity, title, explanation, verifier }: Rule): RuleSummary => ({
  code,
  severity,
  title,
  explanation,
  verifier,
})

/** All rules, under the headings of the catalogue. */
export const listRules = (): readonly RuleAreaSummary[] =>
  RULE_AREAS.map(({ title, rules }) => ({ title, rules: rules.map(summaryOf) }))

/** Everything about the rule of a code; null where there is none. It loads the language of the examples. */
export async function explainRule(code: string): Promise<Explanation | null> {
  const area = RULE_AREAS.find(({ rules }) => rules.some((rule) => rule.code === code))
  const rule = area?.rules.find((one) => one.code === code)
  if (area === undefined || rule === undefined) return null
  const { language, example } = rule
  await loadLanguage(language)
  const lead = sharedLead(example.refused, example.accepted)
  return {
    ...summaryOf(rule),
    area: area.title,
    language,
    kernel: example.kernel ?? null,
    accepted: excerpt(example.accepted, lead),
    refused: excerpt(example.refused, lead),
    found: findProblem(rule, lead),
  }
}

/** How much of the usual beginning both policies have. */
function sharedLead(...texts: readonly string[]): number {
  const lead = [HEADERS + LICENCE, HEADERS].find((one) => texts.every((text) => text.startsWith(one)))
  return lead?.length ?? 0
}

/** More lines than any example needs that is not about its size. */
const MAX_LINES = 32
const MAX_COLUMNS = 120

/** The text after its lead, cut where it is only long. */
function excerpt(text: string, lead: number): string {
  const lines = text.slice(lead).trimEnd().split('\n')
  const shown = lines
    .slice(0, MAX_LINES)
    .map((line) => (line.length > MAX_COLUMNS ? `${line.slice(0, MAX_COLUMNS)}…` : line))
  return [...shown, ...(lines.length > MAX_LINES ? ['…'] : [])].join('\n')
}

/** The first place in the refused example where the rule is reported. */
function findProblem({ code, language, example }: Rule, lead: number): Explanation['found'] {
  const { diagnostics } = compilePolicy({ language, text: example.refused }, example.kernel ?? DEFAULT_KERNEL)
  const reported = diagnostics.find((diagnostic) => diagnostic.code === code)
  if (reported === undefined || reported.span.start < lead) return null
  const { line } = lineColumnAt(lineStarts(example.refused.slice(lead)), reported.span.start - lead)
  return line > MAX_LINES ? null : { line: line - 1, message: reported.message }
}
