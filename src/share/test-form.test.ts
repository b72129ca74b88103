import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { anyTest } from './document.arbitrary.ts'
import { parseDocument } from './file.ts'
import { readTest, testToForm } from './test-form.ts'
import { formatTest } from '../reading/test-words.ts'

describe('a test in a file', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyTest, (test) => {
        expect(readTest(testToForm(test))).toEqual(test)
      }),
    )
  })

  it.each([
    ['a text', /^A test is an object/],
    [{ test: 'wins' }, /^There is no test "wins"; there are: victim, not-victim/],
    [{ test: 'victim' }, /^victim: say which process by "pid", "comm", "memcg" \(a path\) or "adj"/],
    [{ test: 'victim', memcg: 'web' }, /^victim: say which process/],
    [{ test: 'killed', count: -1 }, /^killed: "count"/],
    [{ test: 'frees' }, /^frees: "pages"/],
    [{ test: 'outcome', outcome: 'won' }, /^outcome: "outcome" is one of killed, nobody/],
    [{ test: 'order-independent', shuffles: 0 }, /^order-independent: "shuffles" is a number from 1/],
  ])('%j is refused with a reason', (form, reason) => {
    expect(readTest(form)).toMatch(reason)
  })

  it('is left out alone when it cannot be read, and its place is named', () => {
    const text = JSON.stringify({
      version: 1,
      title: 'T',
      policy: { language: 'c', text: '' },
      parameters: {},
      maps: {},
      scenario: { gallery: 'twins' },
      view: { round: 0, iteration: null },
      tests: [{ test: 'killed', count: 1 }, { test: 'killed' }],
    })
    const { document, problems } = parseDocument(text, {
      policies: [],
      scenarios: [],
    })
    expect(document?.tests).toEqual([{ kind: 'killed', count: 1 }])
    expect(problems.find(({ place }) => place === 'tests[1]')?.message).toBe(
      'killed: "count" says how many, as a whole number. This test was left out.',
    )
  })
})

describe('a test in words', () => {
  it.each([
    [{ test: 'victim', comm: 'web' }, 'The first victim is web'],
    [{ test: 'not-victim', pid: 3 }, 'The first victim is not pid 3'],
    [{ test: 'never-killed', comm: 'sshd' }, 'Process sshd is never killed'],
    [{ test: 'never-killed', memcg: '/db' }, 'No process in /db is ever killed'],
    [{ test: 'never-killed', adj: -900 }, 'No process with an oom_score_adj of -900 or less is ever killed'],
    [{ test: 'killed', count: 1 }, '1 process is killed'],
    [{ test: 'frees', pages: 256 }, 'At least 1 MiB come back'],
    [{ test: 'outcome', outcome: 'panic' }, 'In the end the kernel panics'],
    [{ test: 'order-independent', shuffles: 1000 }, '1,000 other orders of the processes give the same victim'],
  ])('%j', (form, words) => {
    const test = readTest(form)
    expect(typeof test === 'string' ? test : formatTest(test)).toBe(words)
  })
})
