import { describe, expect, it } from 'vitest'

import { iterationAt } from '../../reading/iteration.ts'
import { taskState } from '../../state/selectors.ts'
import { roundOf, walk } from '../../state/testing/walked-run.ts'
import { formatDecision, formatEffect } from '../../reading/decision.ts'
import { markOf } from './marks.ts'
import { formatOutcome, formatRounds, formatStatus } from '../../reading/outcome.ts'
import { countReasons } from './reason.ts'
import { formatStanding } from './standing.ts'

/** Sign and sentence of every iteration of a walk. */
function explain(lines: string): string[] {
  const run = walk(lines)
  const round = roundOf(run)
  return Array.from({ length: round.iterations.length }, (_, index) => {
    const iteration = iterationAt(round.iterations, index)
    if (iteration === null) throw new Error('no iteration')
    return `${markOf(iteration)}: ${formatDecision(iteration, run.input.scenario.tasks)}`
  })
}

describe('formatDecision()', () => {
  it('says with numbers how scores compare, and that a tie goes to the later task', () => {
    expect(
      explain(`
        10 db    badness 400 select
        20 make  badness 700 select
        30 cron  badness 200
        40 make  badness 700 select
      `),
    ).toEqual([
      'default: The policy returned NO_BPF_POLICY; the kernel scored it 400 points. Nobody was chosen before, so it is chosen.',
      'default: The policy returned NO_BPF_POLICY; the kernel scored it 700 points, more than the 400 of db (pid 10). It is chosen instead.',
      'default: The policy returned NO_BPF_POLICY; the kernel scored it 200 points, fewer than the 700 of make (pid 20). It is passed over.',
      'default: The policy returned NO_BPF_POLICY; the kernel scored it 700 points, as many as the 700 of make (pid 20). On a tie the later process wins, so it is chosen instead.',
    ])
  })

  it('never passes an unset chosen_points off as a score', () => {
    const [, second] = explain('10 db policy select\n20 make badness 700 select')
    expect(second).toContain('the chosen_points of db (pid 10), which SELECT did not set and which read 0 here')
  })

  it('explains each verdict of a policy', () => {
    expect(explain('10 db policy select\n20 make policy next\n30 sh policy abort')).toEqual([
      'select: The policy returned BPF_EVAL_SELECT: it is chosen. Points play no part; chosen_points is not set by SELECT and is indeterminate from here.',
      'next: The policy returned BPF_EVAL_NEXT: it is passed over, and db (pid 10) stays chosen.',
      'abort: The policy returned BPF_EVAL_ABORT: the search ends here, db (pid 10) is dropped, and nobody is killed now.',
    ])
  })

  it('gives a shield and a reason to those that are never scored', () => {
    expect(
      explain('1 init unkillable\n10 sshd badness oom_score_adj_min\n20 far cpuset').map((line) => line.split(':')[0]),
    ).toEqual(['shield', 'shield', 'shield'])
  })
})

describe('a row', () => {
  const run = walk('10 db policy select\n20 make policy select\n30 sh policy next')
  const words = (task: number, position: number) =>
    formatStanding(
      taskState({ round: roundOf(run), scenario: run.input.scenario, position, gone: new Map() }, task),
      position === 3,
    ).text

  it('says how its task stands as the cursor moves', () => {
    expect([0, 1, 2, 3].map((position) => words(0, position))).toEqual([
      'selected',
      'was selected',
      'was selected',
      'was selected',
    ])
    expect([0, 1, 2, 3].map((position) => words(1, position))).toEqual([
      'at step 2',
      'selected',
      'chosen so far',
      'victim',
    ])
  })
})

describe('an outcome', () => {
  const outcome = (lines: string, part = {}) => {
    const run = walk(lines, part)
    const { lead, subject, tail, tone } = formatOutcome(roundOf(run), run.input.scenario)
    return [tone, lead + subject + tail, formatStatus(run.result, run.input.scenario)]
  }

  it('names the victim, and who chose it', () => {
    expect(outcome('10 db policy select')).toEqual([
      'killed',
      'The policy chose db (pid 10).',
      'Finished: db (pid 10) killed, 1 step',
    ])
    expect(outcome('10 db policy select\n20 make badness 700 select')[1]).toBe('The kernel chose make (pid 20).')
    expect(outcome('10 db policy select', { walked: false })[1]).toContain('kills the task that asked: db (pid 10)')
  })

  it('is a panic when nobody is chosen in a global OOM, and none in a memcg', () => {
    expect(outcome('10 db policy next')[0]).toBe('panic')
    expect(outcome('10 db policy next', { outcome: 'nobody', scope: { kind: 'memcg', path: '/web' } })).toEqual([
      'calm',
      'Nobody was chosen, so nobody dies.',
      'Finished: nobody chosen, 1 step',
    ])
  })

  it('says where the search was aborted', () => {
    expect(outcome('10 db policy next\n20 sh policy abort')).toEqual([
      'warning',
      'The search was aborted at step 2; nobody is killed now.',
      'Finished: search aborted, 2 steps',
    ])
  })
})

describe('a run of several rounds', () => {
  const first = walk('10 db policy next', { outcome: 'nobody', scope: { kind: 'memcg', path: '/web' } })
  const second = walk('10 db policy select')
  const { scenario } = second.input
  const nobody = roundOf(first)

  it('is told as a story', () => {
    expect(formatRounds([nobody, roundOf(second)], scenario)).toBe(
      '2 rounds: first nobody was chosen, then db (pid 10) was killed.',
    )
  })

  it('tells once what happens again and again', () => {
    expect(formatRounds([nobody, nobody, nobody], scenario)).toBe('3 rounds: nobody was chosen, 3 times in a row.')
  })
})

describe('a reason', () => {
  const run = walk(
    '10 db badness 400 select\n20 make badness 700 select\n30 sh badness oom_score_adj_min\n40 sd policy next',
  )
  it('counts why nobody was chosen', () => {
    const nobody = walk('1 init unkillable\n2 kthreadd unkillable\n10 db policy next')
    expect(countReasons(roundOf(nobody)).map(({ text, count }) => `${count} ${text}`)).toEqual([
      '2 unkillable',
      '1 passed over',
    ])
  })

  it('is short in lists', () => {
    const iteration = iterationAt(roundOf(run).iterations, 2)
    expect(iteration === null ? '' : formatEffect(iteration)).toBe('no score: adj -1000')
  })
})
