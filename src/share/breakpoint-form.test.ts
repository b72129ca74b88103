import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { breakpointToForm, MAX_ASKED, readAsked, readBreakpoint, readWatch } from './breakpoint-form.ts'
import { anyBreakpoint } from './document.arbitrary.ts'
import { parseDocument } from './file.ts'

describe('a breakpoint in a file', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyBreakpoint, (breakpoint) => {
        expect(readBreakpoint(breakpointToForm(breakpoint))).toEqual(breakpoint)
      }),
    )
  })

  it('has only what is set', () => {
    const breakpoint = { line: 84, condition: 'task->pid == 951', task: '', verdict: null, change: false }
    expect(breakpointToForm(breakpoint)).toEqual({ line: 84, if: 'task->pid == 951' })
  })

  it.each([
    [12, /^A breakpoint is an object/],
    [{ line: 0 }, /^"line" is the number of a line/],
    [{ if: 3 }, /^"if" is an expression/],
    [{ task: 951 }, /^"task" is a pid or a name as text/],
    [{ verdict: 'constructor' }, /^"verdict" is one of NO_BPF_POLICY, /],
    [{ change: 1 }, /^"change" is true or false/],
  ])('%j is refused with a reason', (form, reason) => {
    expect(readBreakpoint(form)).toMatch(reason)
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
      breakpoints: [{ change: true }, { line: -1 }],
      watches: ['oc->chosen', '', 'oc->chosen'],
    })
    const { document, problems } = parseDocument(text, { policies: [], scenarios: [] })
    expect(document?.breakpoints).toEqual([{ line: null, condition: '', task: '', verdict: null, change: true }])
    expect(document?.watches).toEqual(['oc->chosen'])
    expect(problems.find(({ place }) => place === 'breakpoints[1]')?.message).toBe(
      '"line" is the number of a line of the policy, from 1 on. What stands here was left out.',
    )
    expect(problems.find(({ place }) => place === 'watches[1]')?.message).toMatch(/^A watch is an expression/)
  })
})

describe('a list of what is asked', () => {
  it('is refused as a whole when it is none', () => {
    expect(readAsked('all', readWatch)).toBeNull()
  })

  it('ends where no page could show more', () => {
    const read = readAsked(
      Array.from({ length: MAX_ASKED + 5 }, () => 'x'),
      readWatch,
    )
    expect(read?.asked).toHaveLength(MAX_ASKED)
    expect(read?.wrong).toEqual([{ index: MAX_ASKED, message: `Only the first ${MAX_ASKED} were read.` }])
  })
})
