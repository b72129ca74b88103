// The tests of a document in words: the same sentences on the page and on the command line.

import { OUTCOME_WORDS } from './outcome-words.ts'
import type { PolicyTest, TaskPattern, TestOutcome } from '../document/tests.ts'
import { formatCount, formatPages, plural } from '../scenario/amounts.ts'

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

/** The pattern behind "This machine has no": `process named sshd`. */
export function formatMissing(pattern: TaskPattern): string {
  switch (pattern.by) {
    case 'pid':
      return `process with the pid ${pattern.pid}`
    case 'comm':
      return `process named ${pattern.comm}`
    case 'memcg':
    case 'adj':
      return formatPattern(pattern).replace(/^a /, '')
  }
}

export const formatOutcomeWord = (outcome: TestOutcome): string => OUTCOME_WORDS[outcome].expected

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
      return `In the end ${OUTCOME_WORDS[test.outcome].expected}`
    case 'order-independent':
      return `${formatCount(test.shuffles)} other orders of the processes give the same victim`
  }
}
