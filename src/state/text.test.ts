import { expect, it } from 'vitest'

import { applicableFixes, applyFix } from './text.ts'

it('applyFix() makes several edits of which none moves another', () => {
  const fix = {
    title: 'Declare it',
    edits: [
      { span: { start: 0, end: 0 }, text: 'int x;\n' },
      { span: { start: 4, end: 7 }, text: 'x' },
    ],
  }
  expect(applyFix('y = foo;', fix)).toBe('int x;\ny = x;')
})

it('applicableFixes() takes the diagnostics that the span touches', () => {
  const fix = { title: 'Mend', edits: [] }
  const at = (start: number, end: number) => ({
    code: 'c',
    severity: 'error' as const,
    span: { start, end },
    message: 'm',
    fixes: [fix],
  })
  expect(
    applicableFixes([at(0, 3), at(5, 5), at(9, 12)], { start: 5, end: 5 }).map(
      ({ diagnostic }) => diagnostic.span.start,
    ),
  ).toEqual([5])
  expect(applicableFixes([at(0, 3)], { start: 3, end: 3 })).toHaveLength(1)
})
