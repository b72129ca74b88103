// Every machine of the gallery adds up: what is said of it explains that memory ran out, and what a kill gives back is what the request
// then has room in.

import { describe, expect, it } from 'vitest'

import { composeCgroup, composeMachine, composeSwap } from '../scenario/composition.ts'
import type { Scenario } from '../scenario/model.ts'
import { limitOf, requestOf } from '../scenario/room.ts'
import { runPolicy } from '../simulator/engine.ts'
import { NO_POLICY } from '../simulator/testing/play.ts'
import { SCENARIO_GALLERY } from './scenarios.ts'

const composeDomain = (scenario: Scenario, departed: Parameters<typeof composeMachine>[1]) =>
  scenario.oom.scope.kind === 'global'
    ? composeMachine(scenario, departed)
    : composeCgroup(scenario, scenario.oom.scope.path, departed)

describe.each(SCENARIO_GALLERY)('$id', ({ scenario }) => {
  const { scope } = scenario.oom
  const before = composeDomain(scenario, undefined)

  it('says all that holds its memory', () => {
    const machine = composeMachine(scenario)
    expect([...machine.segments, ...before.segments].filter(({ derived }) => derived)).toEqual([])
    expect([machine.overPages, before.overPages, composeSwap(scenario).overPages]).toEqual([0, 0, 0])
  })

  it('has no room for the request before the kill', () => {
    expect(before.usedPages + requestOf(scenario.oom)).toBeGreaterThan(limitOf(scenario, scope))
  })

  it('is drawn at each round as full as the run says, with room in the end where the run says so', () => {
    const { result } = runPolicy({ policy: { language: 'c', text: NO_POLICY }, parameters: {}, maps: {}, scenario })
    if (result === null) throw new Error('the machine does not run')
    const exited = new Set<number>()
    const reaped = new Set<number>()
    for (const { after, scope: of } of result.rounds) {
      if (after === null) continue
      for (const task of after.exited) exited.add(task)
      for (const task of after.reaped) reaped.add(task)
      const now =
        of.kind === 'global'
          ? composeMachine(scenario, { exited, reaped })
          : composeCgroup(scenario, of.path, { exited, reaped })
      expect(now.usedPages).toBe(after.usagePages)
    }
    const last = result.rounds.at(-1)?.after
    const fits = last === undefined || last === null ? null : last.usagePages + last.requestPages <= last.limitPages
    expect(result.end !== 'served' || fits).toBe(true)
  })
})
