import { describe, expect, test } from 'vitest'

import { roundIndex } from '../iteration.ts'
import { roundOf, walk } from '../../state/testing/walked-run.ts'
import { railAt, stepsOnRows } from './rail.ts'

const RUN = walk(`
  10 init   unkillable next
  20 db     badness 400 select
  30 shell  badness 10 next
  40 build  badness 900 select
`)
const ROUND = roundOf(RUN)
const { tasks } = RUN.input.scenario
const stepOfTask = roundIndex(ROUND, tasks).iterationOfTask

/** Rows as tasks, -1 for a cgroup. */
const railOver = (rows: readonly number[], position: number, [first, end] = [0, rows.length]) =>
  railAt({ steps: stepsOnRows(rows, stepOfTask), round: ROUND, position, first, end })

describe('the rail', () => {
  const rows = [-1, 0, 1, -1, 2, 3]

  test('stops at each process in the order of the walk', () => {
    expect(railOver(rows, 2).stops).toEqual([
      { row: 1, step: 0, kind: 'asked' },
      { row: 2, step: 1, kind: 'best' },
      { row: 4, step: 2, kind: 'now' },
      { row: 5, step: 3, kind: 'waiting' },
    ])
  })

  test('leaves a mark where the best so far was', () => {
    const { stops, best } = railOver(rows, 3)
    expect(stops.map(({ kind }) => kind)).toEqual(['asked', 'was-best', 'asked', 'best'])
    expect(best).toBe(5)
  })

  test('goes straight past cgroups, and in a bow past other processes or backwards', () => {
    expect(railOver(rows, 1).legs).toEqual([
      { from: 1, to: 2, straight: true, walked: true },
      { from: 2, to: 4, straight: true, walked: false },
      { from: 4, to: 5, straight: true, walked: false },
    ])
    expect(railOver([0, 3, 1, 2], 3).legs.map(({ straight }) => straight)).toEqual([false, true, false])
  })

  test('has only what is in sight, with the ways out of it', () => {
    const { stops, legs } = railOver(rows, 3, [4, 5])
    expect(stops.map(({ row }) => row)).toEqual([4])
    expect(legs.map(({ from, to }) => [from, to])).toEqual([
      [2, 4],
      [4, 5],
    ])
  })

  test('passes over processes that are folded away', () => {
    expect(railOver([0, -1, 3], 3).legs).toEqual([{ from: 0, to: 2, straight: true, walked: true }])
  })
})

test('the killed are crossed out at the outcome, and not before', () => {
  const round = { ...ROUND, kills: [{ ...ROUND.kills[0], task: 3, reason: 'victim' as const }] }
  const kinds = (position: number) =>
    railAt({ steps: stepsOnRows([0, 1, 2, 3], stepOfTask), round, position, first: 0, end: 4 }).stops.map(
      ({ kind }) => kind,
    )
  expect(kinds(3).at(-1)).toBe('best')
  expect(kinds(4).at(-1)).toBe('killed')
})
