import { expect, it } from 'vitest'

import { changesOfRun, cursorAt, goneBefore, stopOf } from './rounds.ts'
import { roundOf, walk } from '../state/testing/walked-run.ts'

const LINES = '10 db policy select\n20 make policy next'
const AFTERMATH = {
  reaped: [],
  freedPages: 0,
  freedSwapPages: 0,
  usagePages: 0,
  limitPages: 1,
  requestPages: 1,
}
const run = walk(LINES, { after: { exited: [0], ...AFTERMATH } })
const rounds = [roundOf(run), roundOf(walk('20 make policy select'))]

it('counts the stops of all rounds, with an outcome at the end of each', () => {
  const places = [0, 1, 2, 3, 4].map((stop) => cursorAt(rounds, stop))
  expect(places.map(({ round, iteration }) => `${round}.${iteration ?? 'outcome'}`)).toEqual([
    '0.0',
    '0.1',
    '0.outcome',
    '1.0',
    '1.outcome',
  ])
  expect(places.map((place) => stopOf(rounds, place))).toEqual([0, 1, 2, 3, 4])
})

it('stays within the run', () => {
  expect(cursorAt(rounds, -3)).toEqual({ round: 0, iteration: 0 })
  expect(cursorAt(rounds, 99)).toEqual({ round: 1, iteration: null })
})

it('takes the end of a round for a change', () => {
  expect(changesOfRun(rounds, run.input.scenario.tasks)).toEqual([0, 2, 3])
})

it('knows who has exited before a round', () => {
  expect([...goneBefore(rounds, 0)]).toEqual([])
  expect([...goneBefore(rounds, 1)]).toEqual([[0, 0]])
})
