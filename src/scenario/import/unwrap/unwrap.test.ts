import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { importKernelLog, importReport } from '../import-log.ts'
import { GLOBAL_4_19, GLOBAL_EL6, MEMCG_6_12, MEMCG_EL7 } from '../testing/logs.ts'
import { PAIRS, WRAPPINGS } from '../testing/wrappings.ts'
import { plainLines, unwrap } from './unwrap.ts'

const LOGS = { MEMCG_6_12, GLOBAL_4_19, GLOBAL_EL6, MEMCG_EL7 }

/** What a text says of every report in it, without the stamps that wrappings add. */
function meaningOf(text: string): unknown[] {
  const log = importKernelLog(text)
  return log.reports.map(({ index }) => {
    const imported = importReport(text, index, log)
    if (imported === null) throw new Error('a listed report can be read')
    const { stamp: _, uptimeSeconds: __, ...report } = imported.report
    return { report, replay: imported.replay }
  })
}

const MEANINGS = Object.fromEntries(Object.entries(LOGS).map(([name, log]) => [name, meaningOf(log)]))

describe('a report reads the same', () => {
  test.each(WRAPPINGS)('as $name', (wrapping) => {
    for (const [name, log] of Object.entries(LOGS))
      expect({ name, is: meaningOf(wrapping.wrap(log)) }).toEqual({ name, is: MEANINGS[name] })
  })

  test('in one thing inside another', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PAIRS), fc.constantFrom(...Object.keys(LOGS)), ([inner, outer], name) => {
        const log = Object.entries(LOGS).find(([key]) => key === name)?.[1] ?? ''
        expect(meaningOf(outer.wrap(inner.wrap(log)))).toEqual(MEANINGS[name])
      }),
      { numRuns: 120 },
    )
  })

  test('whatever is written before and after it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...WRAPPINGS), (wrapping) => {
        const prose = 'Something else was written here.\n'.repeat(40)
        expect(importKernelLog(`${prose}\n${wrapping.wrap(MEMCG_6_12)}\n\n${prose}`).reports).toHaveLength(1)
      }),
      { numRuns: 40 },
    )
  })
})

const recordsOf = (text: string): string[] => {
  const steps = unwrap(text)
  for (;;) {
    const step = steps.next()
    if (step.done === true)
      return [...plainLines(step.value, 0, step.value.text.length)].map(({ line }) => line.text.trim()).filter(Boolean)
  }
}

describe('what is no wrapping stays', () => {
  test.each([
    ['a path with backslashes', String.raw`Task in /a\x2db.slice/c\x2dd killed as a result of limit of /a\x2db.slice`],
    ['a name like an entity', '[  402]  1000   402   400000   200000     390        0             0 a&amp'],
    ['a name with a quote', '[  402]  1000   402   400000   200000     390        0             0 say "no"'],
  ])('%s', (_, line) => {
    expect(recordsOf(line)).toEqual([line])
  })

  test('rows that are all equally long are no broken lines', () => {
    const rows = Array.from(
      { length: 6 },
      (_, index) => `[  40${index}]  1000   40${index}   400000   200000     390        0             0 work${index}`,
    )
    expect(recordsOf(rows.join('\n'))).toEqual(rows)
  })
})

test('any text is unwrapped without an error', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            '{"',
            '[[',
            '"message": "',
            "'",
            '\n',
            '\\n',
            '=3D',
            '=\n',
            '&lt;',
            '<br>',
            ',"',
            'MESSAGE=',
            '- "',
            '#012',
          ),
          fc.constantFrom(...MEMCG_6_12.split('\n')),
        ),
        { maxLength: 30 },
      ),
      (parts) => {
        expect(recordsOf(parts.join('')).every((line) => !line.includes('\n'))).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})
