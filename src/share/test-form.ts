// The tests of a document as files and links have them: the form of each, and what is wrong with one that cannot be read.

import {
  DEFAULT_SHUFFLES,
  MAX_SHUFFLES,
  TEST_KINDS,
  TEST_OUTCOMES,
  type PolicyTest,
  type TaskPattern,
} from '../document/tests.ts'
import { isCount, isList, isObject } from '../scenario/values.ts'

const MAX_ADJ = 1000

const patternForm = (who: TaskPattern): Record<string, unknown> => {
  switch (who.by) {
    case 'pid':
      return { pid: who.pid }
    case 'comm':
      return { comm: who.comm }
    case 'memcg':
      return { memcg: who.memcg }
    case 'adj':
      return { adj: who.adj }
  }
}

/** A test as a flat object: `{ "test": "never-killed", "comm": "sshd" }`. */
export function testToForm(test: PolicyTest): Record<string, unknown> {
  switch (test.kind) {
    case 'victim':
    case 'not-victim':
    case 'never-killed':
      return { test: test.kind, ...patternForm(test.who) }
    case 'killed':
      return { test: test.kind, count: test.count }
    case 'frees':
      return { test: test.kind, pages: test.pages }
    case 'outcome':
      return { test: test.kind, outcome: test.outcome }
    case 'order-independent':
      return { test: test.kind, shuffles: test.shuffles, seed: test.seed }
  }
}

/** The test of a form, or a sentence about what is wrong with it. */
export function readTest(form: unknown): PolicyTest | string {
  if (!isObject(form)) return 'A test is an object such as {"test": "victim", "comm": "stress-ng"}.'
  const kind = TEST_KINDS.find((one) => one === form['test'])
  switch (kind) {
    case undefined:
      return `There is no test ${JSON.stringify(form['test'])}; there are: ${TEST_KINDS.join(', ')}.`
    case 'victim':
    case 'not-victim':
    case 'never-killed': {
      const who = readPattern(form)
      return typeof who === 'string' ? `${kind}: ${who}` : { kind, who }
    }
    case 'killed':
      return isCount(form['count'])
        ? { kind, count: form['count'] }
        : 'killed: "count" says how many, as a whole number.'
    case 'frees':
      return isCount(form['pages'])
        ? { kind, pages: form['pages'] }
        : 'frees: "pages" says how much, in pages of 4 KiB.'
    case 'outcome': {
      const outcome = TEST_OUTCOMES.find((one) => one === form['outcome'])
      return outcome === undefined ? `outcome: "outcome" is one of ${TEST_OUTCOMES.join(', ')}.` : { kind, outcome }
    }
    case 'order-independent': {
      const { shuffles = DEFAULT_SHUFFLES, seed = 1 } = form
      return isCount(shuffles) && shuffles >= 1 && shuffles <= MAX_SHUFFLES && isCount(seed)
        ? { kind, shuffles, seed }
        : `order-independent: "shuffles" is a number from 1 to ${MAX_SHUFFLES}, "seed" a whole number.`
    }
  }
}

function readPattern(form: Readonly<Record<string, unknown>>): TaskPattern | string {
  const { pid, comm, memcg, adj } = form
  if (isCount(pid)) return { by: 'pid', pid }
  if (typeof comm === 'string' && comm !== '') return { by: 'comm', comm }
  if (typeof memcg === 'string' && memcg.startsWith('/')) return { by: 'memcg', memcg }
  if (typeof adj === 'number' && Number.isInteger(adj) && Math.abs(adj) <= MAX_ADJ) return { by: 'adj', adj }
  return 'say which process by "pid", "comm", "memcg" (a path) or "adj" (its oom_score_adj or less).'
}

/** The tests of a list, and what is wrong with those that were left out. */
export function readTests(
  value: unknown,
): { tests: readonly PolicyTest[]; wrong: readonly { index: number; message: string }[] } | null {
  if (!isList(value)) return null
  const read = value.map(readTest)
  return {
    tests: read.filter((test) => typeof test !== 'string'),
    wrong: read.flatMap((message, index) => (typeof message === 'string' ? [{ index, message }] : [])),
  }
}

export const isSameTest = (a: PolicyTest, b: PolicyTest): boolean =>
  JSON.stringify(testToForm(a)) === JSON.stringify(testToForm(b))
