// `explain`: what is known of a problem that a policy can have, by its code or by the words of the verifier; `--list` has all of them.

import { CATALOGUE } from '../policy/catalogue/catalogue.ts'
import { explainRule, listRules } from '../policy/catalogue/explain.ts'
import type { Explanation } from '../policy/catalogue/answers.ts'
import { isSaidIn } from '../policy/catalogue/search.ts'
import { nearestNames, didYouMean } from '../kernel/nearest.ts'
import type { Io } from './io.ts'
import { readOptions, refusePositionals } from './options.ts'
import { EXIT, UsageError } from './problem.ts'
import { alignColumns } from './run-table.ts'

export async function explain(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readOptions(args, {
    list: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  })
  const [code, ...more] = positionals
  refusePositionals(values.list ? positionals : more)
  if (values.list) io.out(values.json ? JSON.stringify(listRules(), null, 2) : printList())
  else {
    const explanation = await findExplanation(code)
    io.out(values.json ? JSON.stringify(explanation, null, 2) : printExplanation(explanation))
  }
  return EXIT.ran
}

/** By its code, or by a line that only one rule says. */
async function findExplanation(asked: string | undefined): Promise<Explanation> {
  if (asked === undefined) throw new UsageError('Which code? For example: explain null-check. --list shows all.')
  const said = CATALOGUE.filter((rule) => isSaidIn(rule, asked))
  const [only, ...others] = said.map(({ code }) => code)
  const explanation = await explainRule(only !== undefined && others.length === 0 ? only : asked)
  if (explanation !== null) return explanation
  if (only !== undefined)
    throw new UsageError(['Several rules match:', ...said.map(({ code, title }) => `  ${code}  ${title}`)].join('\n'))
  const near = nearestNames(
    asked,
    CATALOGUE.map(({ code }) => code),
  )
  throw new UsageError(`No rule has the code "${asked}".${didYouMean(near)} --list shows all.`)
}

function printList(): string {
  const areas = listRules().map(({ title, rules }) =>
    [
      title,
      ...alignColumns(
        rules.map((rule) => [`  ${rule.code}`, rule.severity, rule.title]),
        () => false,
      ),
    ].join('\n'),
  )
  return areas.join('\n\n')
}

function printExplanation(rule: Explanation): string {
  const { found } = rule
  const refused = rule.refused
    .split('\n')
    .flatMap((line, at) => [`    ${line}`, ...(found?.line === at ? [`    ^ ${found.message}`] : [])])
  const kernel = rule.kernel === null ? '' : ` (Linux ${rule.kernel})`
  return [
    `${rule.title} [${rule.code}]`,
    `${SEVERITIES[rule.severity]} · ${rule.area}`,
    '',
    rule.explanation,
    ...(rule.verifier.length === 0
      ? []
      : ['', 'What the kernel\u2019s tools say:', ...rule.verifier.map((words) => `    ${words}`)]),
    '',
    `${rule.severity === 'error' ? 'Refused' : 'With the problem'}${kernel}:`,
    ...refused,
    '',
    `${rule.severity === 'error' ? 'Accepted' : 'Without it'}:`,
    ...rule.accepted.split('\n').map((line) => `    ${line}`),
  ].join('\n')
}

const SEVERITIES = { error: 'Error', warning: 'Warning', hint: 'Hint' } as const
