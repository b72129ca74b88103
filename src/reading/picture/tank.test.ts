import { describe, expect, test } from 'vitest'

import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import { runPolicy } from '../../simulator/engine.ts'
import { machine } from '../../simulator/testing/machine.ts'
import { NO_POLICY } from '../../simulator/testing/play.ts'
import type { Scenario } from '../../scenario/model.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { placesOf, rulerMarks, tankAt, type Tank } from './tank.ts'

function roundsOf(scenario: Scenario): readonly RoundTrace[] {
  const { result } = runPolicy({ policy: { language: 'c', text: NO_POLICY }, parameters: {}, maps: {}, scenario })
  if (result === null) throw new Error('the machine does not run')
  return result.rounds
}

function tank(scenario: Scenario, round: number, atOutcome: boolean): Tank {
  const made = tankAt({ scenario, rounds: roundsOf(scenario), round, atOutcome })
  if (made === null) throw new Error('no such round')
  return made
}

describe.each(SCENARIO_GALLERY)('the tank of $id', ({ scenario }) => {
  const rounds = roundsOf(scenario)
  const moments = rounds.flatMap((_, round) =>
    [false, true].flatMap((atOutcome) => {
      const made = tankAt({ scenario, rounds, round, atOutcome })
      return made === null ? [] : [made]
    }),
  )

  test('is full of segments, one behind another, at every moment', () => {
    for (const { segments, scalePages } of moments) {
      let at = 0
      for (const segment of segments) {
        expect(segment.start).toBe(at)
        at += segment.pages
      }
      expect(at).toBe(scalePages)
    }
  })

  test('has no room for the request before the kill', () => {
    expect(tankAt({ scenario, rounds, round: 0, atOutcome: false })?.request.fits).toBe(false)
  })

  test('puts every process inside of its cgroup', () => {
    for (const made of moments) {
      const { tasks, cgroups } = placesOf(made)
      for (const [task, { start, pages }] of tasks) {
        const around = cgroups.get(scenario.tasks[task]?.cgroup ?? '')
        expect(around?.start).toBeLessThanOrEqual(start)
        expect((around?.start ?? 0) + (around?.pages ?? 0)).toBeGreaterThanOrEqual(start + pages)
      }
    }
  })
})

const APP = machine(`
  ram=512M oom=/app by=30
  /app max=96M
    20 big   anon=50M
    30 small anon=40M
`)

describe('a cgroup at its limit', () => {
  test('is the tank, with the machine above it as a line', () => {
    const { scope, capacityPages, ancestors } = tank(APP, 0, false)
    expect(scope).toEqual({ kind: 'memcg', path: '/app' })
    expect(capacityPages).toBe(96 * 256)
    expect(ancestors.map(({ path, capacityPages: pages }) => [path, pages])).toEqual([['/', 512 * 256]])
  })

  test('keeps the place of what the kill gives back until the next round', () => {
    const { segments, backPages, request } = tank(APP, 0, true)
    expect(segments.filter(({ state }) => state === 'back')).toMatchObject([{ task: 0, start: 0, pages: backPages }])
    expect(request.fits).toBe(true)
  })
})

test('a round that the run does not have has no tank', () => {
  expect(tankAt({ scenario: APP, rounds: [], round: 0, atOutcome: true })).toBeNull()
})

test('the ruler has round marks, at most three', () => {
  expect(rulerMarks(2 * 1024 * 256)).toEqual([0, 262144])
  for (const pages of [1, 3, 1000, 24576, 2 ** 30]) expect(rulerMarks(pages).length).toBeLessThanOrEqual(3)
})
