import { describe, expect, it } from 'vitest'

import { birthsOf, momentOf, nanoseconds } from './births.ts'
import type { Scenario } from './model.ts'
import { printScenario } from './print.ts'
import { parseScenario } from './validate.ts'

/** A machine whose tasks start at these seconds; null where none is said. */
function machineOf(starts: readonly (number | null)[], uptimeSeconds?: number): Scenario {
  const { value } = parseScenario({
    version: 1,
    machine: { ram: '1G', ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }) },
    tasks: starts.map((start, index) => ({
      pid: index + 1,
      comm: 'p',
      anon: '1M',
      ...(start === null ? {} : { startSeconds: start }),
    })),
    oom: { scope: 'global' },
  })
  if (value === null) throw new Error('the machine of this test is wrong')
  return value
}

const birthsFrom = (...starts: (number | null)[]) => birthsOf(machineOf(starts).tasks)

describe('birthsOf', () => {
  it('lets processes without a time of their own follow in fork order, by nanoseconds', () => {
    expect(birthsFrom(null, null, null)).toEqual([0, 1, 2])
    expect(birthsFrom(5, null, 6, null)).toEqual([5e9, 5e9 + 1, 6e9, 6e9 + 1])
  })

  it('keeps fractions of a second', () => {
    expect(birthsFrom(1.5, 1.500000002, null)).toEqual([1_500_000_000, 1_500_000_002, 1_500_000_003])
  })

  it('gives no two processes one time, also where given times stand where others were moved to', () => {
    expect(birthsFrom(1, null, 1.000000001, 1)).toEqual([1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3])
  })

  it('is exact after years', () => {
    expect(birthsFrom(400_000_000, null)).toEqual([400_000_000_000_000_000n, 400_000_000_000_000_001n])
  })
})

describe('momentOf', () => {
  it('is the uptime, and after the last birth where that is as late', () => {
    const early = machineOf([1, 2], 10)
    expect(momentOf(early.machine, birthsOf(early.tasks))).toBe(10e9)
    const late = machineOf([1, 10, 10], 10)
    expect(momentOf(late.machine, birthsOf(late.tasks))).toBe(10e9 + 2)
  })
})

describe('nanoseconds', () => {
  it('loses no digit of large times', () => {
    expect(nanoseconds(0.25)).toBe(250_000_000)
    expect(nanoseconds(123456789.5)).toBe(123456789_500000000n)
    expect(nanoseconds(4_000_000_000)).toBe(4_000_000_000_000_000_000n)
  })
})

describe('the file', () => {
  it('keeps fractions of a second', () => {
    const scenario = machineOf([0, 12.345678901], 20.5)
    expect(parseScenario(printScenario(scenario)).value).toEqual(scenario)
  })

  it('says what is wrong with a time', () => {
    const { problems } = parseScenario({
      version: 1,
      machine: { ram: '1G' },
      tasks: [{ pid: 1, comm: 'p', startSeconds: -1 }],
      oom: { scope: 'global' },
    })
    expect(problems.map(({ place }) => place)).toEqual(['tasks[0].startSeconds'])
    expect(problems[0]?.message).toContain('must be a number of seconds from 0 to 4294967296')
  })
})
