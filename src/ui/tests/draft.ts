// A test as the form has it, in texts, and the test that these make.

import type { PolicyTest, TaskPattern, TestOutcome } from '../../document/tests.ts'
import { DEFAULT_SHUFFLES, MAX_SHUFFLES } from '../../document/tests.ts'
import { PAGE_BYTES, parseSize } from '../../scenario/size.ts'

export interface TestDraft {
  kind: PolicyTest['kind']
  by: TaskPattern['by']
  who: string
  number: string
  outcome: TestOutcome
}

export const EMPTY_DRAFT: TestDraft = { kind: 'never-killed', by: 'comm', who: '', number: '', outcome: 'killed' }

/** True for tests that are about some processes. */
export const hasPattern = (kind: PolicyTest['kind']): kind is 'victim' | 'not-victim' | 'never-killed' =>
  kind === 'victim' || kind === 'not-victim' || kind === 'never-killed'

const wholeNumber = (text: string): number | null => (/^-?\d{1,9}$/.test(text.trim()) ? Number(text) : null)

function patternOf({ by, who }: TestDraft): TaskPattern | string {
  const text = who.trim()
  const number = wholeNumber(text)
  switch (by) {
    case 'pid':
      return number === null || number < 0 ? 'A pid is a whole number.' : { by, pid: number }
    case 'comm':
      return text === '' ? 'Enter the name of a process.' : { by, comm: text }
    case 'memcg':
      return text.startsWith('/') ? { by, memcg: text } : 'A cgroup path starts with /.'
    case 'adj':
      return number === null || Math.abs(number) > 1000 ? 'oom_score_adj goes from -1000 to 1000.' : { by, adj: number }
  }
}

/** The test, or what is missing in a sentence. */
export function testOfDraft(draft: TestDraft): PolicyTest | string {
  const { kind, number, outcome } = draft
  switch (kind) {
    case 'victim':
    case 'not-victim':
    case 'never-killed': {
      const who = patternOf(draft)
      return typeof who === 'string' ? who : { kind, who }
    }
    case 'killed': {
      const count = wholeNumber(number)
      return count === null || count < 0 ? 'Enter a whole number.' : { kind, count }
    }
    case 'frees': {
      const bytes = parseSize(number)
      return bytes === null ? 'Enter a size such as 400M.' : { kind, pages: Math.ceil(bytes / PAGE_BYTES) }
    }
    case 'outcome':
      return { kind, outcome }
    case 'order-independent': {
      const shuffles = number.trim() === '' ? DEFAULT_SHUFFLES : wholeNumber(number)
      return shuffles === null || shuffles < 1 || shuffles > MAX_SHUFFLES
        ? `Enter a number of orders from 1 to ${MAX_SHUFFLES}.`
        : { kind, shuffles, seed: 1 }
    }
  }
}
