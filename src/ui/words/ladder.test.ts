import { expect, it } from 'vitest'

import { iterationAt, roundIndex } from '../../reading/iteration.ts'
import { roundOf, walk } from '../../state/testing/walked-run.ts'
import type { RoundTrace } from '../../simulator/trace/trace.ts'
import { rungOf } from './ladder.ts'

function ladderOf(lines: string, part: Partial<RoundTrace> = {}): string[] {
  const run = walk(lines, part)
  const { iterations } = roundOf(run)
  const index = roundIndex(roundOf(run), run.input.scenario.tasks)
  return Array.from({ length: iterations.length }, (_, i) => {
    const iteration = iterationAt(iterations, i)
    return iteration === null ? '' : rungOf(iteration, index)
  })
}

it('says who was skipped, who was the best for a while, and who dies', () => {
  expect(
    ladderOf(
      '1 init unkillable\n10 db badness 400 select\n20 sh badness 5\n30 make badness 800 select\n40 ls badness 1',
    ),
  ).toEqual(['(skip)', '*best*', '(skip)', '*KILL*', '(skip)'])
})

it('says where the walk was aborted', () => {
  expect(ladderOf('10 db badness 400 select\n20 old policy abort')).toEqual(['*best*', '!stop!'])
})

it('says who dies with the victim', () => {
  const kills = [
    { task: 0, reason: 'victim' as const },
    { task: 1, reason: 'oom-group' as const },
  ]
  expect(ladderOf('10 db badness 400 select\n20 helper badness 3', { kills })).toEqual(['*KILL*', '+dies+'])
})
