import { describe, expect, it } from 'vitest'

import { movedBreakpoints, movedLine } from './moved-lines.ts'

describe('movedLine()', () => {
  const lines = 'a\nb\nc\nd'

  it('keeps lines with their text', () => {
    const after = movedLine(lines, 'a\nnew\nnew\nb\nc\nd')
    expect([1, 2, 4].map(after)).toEqual([1, 4, 6])
    expect([1, 3, 4].map(movedLine(lines, 'a\nc\nd'))).toEqual([1, 2, 3])
  })

  it('leaves an edited line where it was, and forgets one that is gone', () => {
    expect(movedLine(lines, 'a\nB\nc\nd')(2)).toBe(2)
    expect(movedLine(lines, 'a\nd')(3)).toBeNull()
  })
})

describe('movedBreakpoints()', () => {
  const at = (line: number | null) => ({ line, condition: '', task: '', verdict: null, change: false })

  it('gives the same list where nothing moves', () => {
    const list = [at(1), at(null)]
    expect(movedBreakpoints(list, 'a\nb', 'a\nb\nc')).toBe(list)
    expect(movedBreakpoints(list, 'a\nb', 'x\na\nb')).toEqual([at(2), at(null)])
  })
})
