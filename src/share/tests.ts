// The tests of a document: what a person expects of a policy on a machine. Their model, their form in files and links, and their words.

import { formatCount, formatPages, plural } from '../scenario/amounts.ts'
import { isCount, isList, isObject } from '../scenario/values.ts'

/** Which processes a test is about. */
export type TaskPattern =
  | { by: 'pid'; pid: number }
  | { by: 'comm'; comm: string }
  /** All in the cgroup and below it. */
  | { by: 'memcg'; memcg: string }
  /** All whose oom_score_adj is at most this. */
  | { by: 'adj'; adj: number }

/** How a run may end: as `RunResult.outcome` says it. */
export const TEST_OUTCOMES = ['killed', 'nobody', 'aborted', 'panic', 'already-dying', 'fault'] as const
export type TestOutcome = (typeof TEST_OUTCOMES)[number]

export type PolicyTest =
  /** The first victim is, or is not, one of these. */
  | { kind: 'victim'; who: TaskPattern }
  | { kind: 'not-victim'; who: TaskPattern }
  /** None of these dies, in any round and for any reason. */
  | { kind: 'never-killed'; who: TaskPattern }
  /** So many processes die in all rounds together. */
  | { kind: 'killed'; count: number }
  /** At least so much memory comes back in all rounds together. */
  | { kind: 'frees'; pages: number }
  | { kind: 'outcome'; outcome: TestOutcome }
  /** The first victim does not depend on the order of the tasks. */
  | { kind: 'order-independent'; shuffles: number; seed: number }

export const TEST_KINDS = [
  'victim',
  'not-victim',
  'never-killed',
  'killed',
  'frees',
  'outcome',
  'order-independent',
] as const satisfies readonly PolicyTest['kind'][]

export const DEFAULT_SHUFFLES = 1000
/** More would take minutes on large machines. */
export const MOST_SHUFFLES = 100_000
const ADJ_LIMIT = 1000

/** `pid 903`, `postgres`, `a process in /system.slice`. */
export function formatPattern(pattern: TaskPattern): string {
  switch (pattern.by) {
    case 'pid':
      return `pid ${pattern.pid}`
    case 'comm':
      return pattern.comm
    case 'memcg':
      return `a process in ${pattern.memcg}`
    case 'adj':
      return `a process with an oom_score_adj of ${pattern.adj} or less`
  }
}

const OUTCOMES: Readonly<Record<TestOutcome, string>> = {
  killed: 'somebody dies',
  nobody: 'nobody is chosen',
  aborted: 'the search is aborted',
  panic: 'the kernel panics',
  'already-dying': 'the kernel waits for a dying process',
  fault: 'the policy is stopped by a fault',
}

export const formatOutcomeWord = (outcome: TestOutcome): string => OUTCOMES[outcome]

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A test as a sentence without its full stop: `The first victim is stress-ng`. */
export function formatTest(test: PolicyTest): string {
  switch (test.kind) {
    case 'victim':
      return `The first victim is ${formatPattern(test.who)}`
    case 'not-victim':
      return `The first victim is not ${formatPattern(test.who)}`
    case 'never-killed': {
      const { who } = test
      return who.by === 'memcg' || who.by === 'adj'
        ? sentence(`${formatPattern(who).replace(/^a /, 'no ')} is ever killed`)
        : `${who.by === 'pid' ? 'Pid' : 'Process'} ${who.by === 'pid' ? who.pid : who.comm} is never killed`
    }
    case 'killed':
      return `${plural(test.count, 'process is', 'processes are')} killed`
    case 'frees':
      return `At least ${formatPages(test.pages)} come back`
    case 'outcome':
      return `In the end ${OUTCOMES[test.outcome]}`
    case 'order-independent':
      return `${formatCount(test.shuffles)} other orders of the tasks give the same victim`
  }
}

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
      return isCount(shuffles) && shuffles >= 1 && shuffles <= MOST_SHUFFLES && isCount(seed)
        ? { kind, shuffles, seed }
        : `order-independent: "shuffles" is a number from 1 to ${MOST_SHUFFLES}, "seed" a whole number.`
    }
  }
}

function readPattern(form: Readonly<Record<string, unknown>>): TaskPattern | string {
  const { pid, comm, memcg, adj } = form
  if (isCount(pid)) return { by: 'pid', pid }
  if (typeof comm === 'string' && comm !== '') return { by: 'comm', comm }
  if (typeof memcg === 'string' && memcg.startsWith('/')) return { by: 'memcg', memcg }
  if (typeof adj === 'number' && Number.isInteger(adj) && Math.abs(adj) <= ADJ_LIMIT) return { by: 'adj', adj }
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
