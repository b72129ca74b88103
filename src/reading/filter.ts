// The language of the world's filter: words of a name, and pid:, memcg:, verdict: and rule:, all of which must hold. A comma is "or", a
// minus before a word is "not". What is wrong is said, and the rest still filters.

import { verdictOf } from '../kernel/interfaces.ts'
import type { Scenario } from '../scenario/model.ts'
import { RULES, type RoundTrace } from '../simulator/trace/trace.ts'
import { isInside } from '../scenario/usage.ts'
import { iterationAt, roundIndex, type Iteration } from './iteration.ts'

const VERDICTS = ['select', 'next', 'abort', 'default', 'unasked', 'victim', 'killed', 'outside'] as const
const KEYS = ['name', 'pid', 'memcg', 'verdict', 'rule'] as const
type Key = (typeof KEYS)[number]

interface Term {
  key: Key
  /** Any of them. */
  values: readonly string[]
  not: boolean
}

export interface Filter {
  terms: readonly Term[]
  /** What is wrong with the text, as a sentence; null where nothing is. */
  problem: string | null
}

export const FILTER_HINT = `A part of a name, pid:903, memcg:/system.slice, verdict:${VERDICTS.join('|')}, rule:${RULES.join('|')}. A comma is "or", a minus in front is "not".`

const listed = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

function problemOf(key: Key, values: readonly string[]): string | null {
  if (values.some((value) => value === '')) return `Write something after ${key}:.`
  const wrong = (known: readonly string[]) => values.find((value) => !known.includes(value))
  switch (key) {
    case 'name':
    case 'memcg':
      return null
    case 'pid':
      return values.every((value) => /^\d+$/.test(value)) ? null : `pid: takes numbers, such as pid:903.`
    case 'verdict': {
      const value = wrong(VERDICTS)
      return value === undefined ? null : `There is no verdict "${value}": write ${listed(VERDICTS)}.`
    }
    case 'rule': {
      const value = wrong(RULES)
      return value === undefined ? null : `There is no rule "${value}": write ${listed(RULES)}.`
    }
  }
}

export function parseFilter(text: string): Filter {
  const terms: Term[] = []
  let problem: string | null = null
  for (const word of text.trim().split(/\s+/)) {
    if (word === '' || word === '-') continue
    const not = word.startsWith('-')
    const [, named, rest = ''] = /^([a-z]*):(.*)$/i.exec(not ? word.slice(1) : word) ?? []
    const key = named === undefined ? 'name' : KEYS.find((one) => one === named.toLowerCase())
    if (key === undefined) {
      problem ??= `There is no filter "${named}:": write a name, pid:, memcg:, verdict: or rule:.`
      continue
    }
    const values = (named === undefined ? word.slice(not ? 1 : 0) : rest).toLowerCase().split(',')
    const wrong = problemOf(key, values)
    problem ??= wrong
    if (wrong === null) terms.push({ key, values, not })
  }
  return { terms, problem }
}

/** The words under which the verdict of a task is found. */
function verdictsOf(iteration: Iteration | null): readonly string[] {
  if (iteration === null) return ['outside']
  if (!iteration.asked) return ['unasked']
  return [verdictOf(iteration.verdict).word]
}

/** By task: 1 where all terms hold; null where there is nothing to filter by. */
export function filterMatches({ terms }: Filter, scenario: Scenario, round: RoundTrace): Uint8Array | null {
  if (terms.length === 0) return null
  const index = roundIndex(round, scenario.tasks)
  const iterationOf = (task: number) => iterationAt(round.iterations, index.iterationOfTask[task] ?? -1)
  const holds = (term: Term, at: number): boolean => {
    const task = scenario.tasks[at]
    if (task === undefined) return false
    switch (term.key) {
      case 'name':
        return term.values.some((value) => value !== '' && task.comm.toLowerCase().includes(value))
      case 'pid':
        return term.values.some((value) => Number(value) === task.pid)
      case 'memcg': {
        const path = task.cgroup.toLowerCase()
        return term.values.some((value) => (value.startsWith('/') ? isInside(path, value) : path.includes(value)))
      }
      case 'verdict': {
        const kill = index.kills.get(at)
        const words = [
          ...verdictsOf(iterationOf(at)),
          ...(kill === undefined ? [] : ['killed', ...(kill === 'victim' ? ['victim'] : [])]),
        ]
        return term.values.some((value) => words.includes(value))
      }
      case 'rule': {
        const rule = iterationOf(at)?.rule
        return term.values.some((value) => value === rule)
      }
    }
  }
  return Uint8Array.from(scenario.tasks, (_, at) => (terms.every((term) => holds(term, at) !== term.not) ? 1 : 0))
}
