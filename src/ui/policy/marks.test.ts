import { describe, expect, it } from 'vitest'

import type { Diagnostic, Severity } from '../../policy/diagnostics.ts'
import { cutAtProblems, severityByLine } from './marks.ts'

const TEXT = 'int a;\nint b\nreturn c;\n'

const problem = (severity: Severity, start: number, end: number): Diagnostic => ({
  code: 'test',
  severity,
  span: { start, end },
  message: 'Wrong.',
})

const cut = (...diagnostics: Diagnostic[]): string =>
  cutAtProblems(TEXT, diagnostics)
    .filter(({ severity }) => severity !== null)
    .map(({ text, severity }) => `${severity}:${text}`)
    .join(' ')

describe('problems drawn into a text', () => {
  it('marks each line with the worst that begins in it', () => {
    const lines = severityByLine(TEXT, [problem('hint', 0, 3), problem('error', 4, 5), problem('warning', 20, 21)])
    expect([...lines]).toEqual([
      [1, 'error'],
      [3, 'warning'],
    ])
  })

  it('cuts the text where problems begin and end', () => {
    expect(cut(problem('error', 11, 12), problem('warning', 4, 5))).toBe('warning:a error:b')
  })

  it('shows the worse one where two overlap', () => {
    expect(cut(problem('warning', 0, 6), problem('error', 4, 5))).toBe('warning:int  error:a warning:;')
  })

  it('gives a place without width a character, also at the end', () => {
    expect(cut(problem('error', 13, 13))).toBe('error:r')
    expect(cut(problem('error', TEXT.length, TEXT.length))).toBe('error:\n')
  })

  it('loses nothing of the text', () => {
    const pieces = cutAtProblems(TEXT, [problem('error', 2, 9), problem('hint', 5, 200)])
    expect(pieces.map(({ text }) => text).join('')).toBe(TEXT)
    expect(cutAtProblems('', [problem('error', 0, 0)])).toEqual([])
  })
})
