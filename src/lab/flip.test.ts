import { describe, expect, it } from 'vitest'

import { findGalleryPolicy } from '../gallery/policies.ts'
import { applyChange, type WorldChange } from '../scenario/change.ts'
import { findGalleryScenario } from '../gallery/scenarios.ts'
import type { Scenario } from '../scenario/model.ts'
import { formatFlip } from '../reading/flip-words.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate } from '../simulator/testing/play.ts'
import { askFlips } from './ask.ts'
import { FLIP_KINDS, type Flip, type FlipAnswer } from '../reading/flips.ts'
import { createPlayer, isRefused, KERNEL_RULE, type LoadedPolicy, type Player } from './player.ts'
import { finish, finishInSlices } from './work.ts'

const policyOf = (text: string): LoadedPolicy => ({ ...KERNEL_RULE, policy: { language: 'c', text } })

function playerOf(loaded: LoadedPolicy, scenario: Scenario): Player {
  const player = createPlayer(loaded, scenario.kernel)
  if (isRefused(player)) throw new Error(player.map(({ message }) => message).join('\n'))
  return player
}

function ask(loaded: LoadedPolicy, scenario: Scenario, pid: number): FlipAnswer {
  const task = scenario.tasks.findIndex((one) => one.pid === pid)
  const work = askFlips({ ...loaded, scenario, task })
  if (work === null) throw new Error('the policy has errors')
  return finish(work)
}

const sentences = (answer: FlipAnswer, scenario: Scenario): string[] =>
  answer.flips.map((flip) => formatFlip(flip, answer, scenario))

const twoTasks = machine('ram=1000\n 10 small anon=100\n 20 big anon=300')

describe('the smallest change that flips a decision', () => {
  it('is one page beyond the rival, by the kernel’s rule', () => {
    // Equal points go to the later one, which is the big one here: 201 pages, not 200.
    expect(sentences(ask(KERNEL_RULE, twoTasks, 10), twoTasks)).toEqual([
      'At 1.18 MiB of anonymous memory (was 400 KiB, +201 pages), it dies first; one page less is not enough.',
      'At an oom_score_adj of 201 (was 0), it dies first; one point less is not enough.',
      'Changing the limit does not make it the first victim (tried 60 KiB to 250 MiB).',
    ])
  })

  it('spares the victim, and says who dies instead', () => {
    expect(sentences(ask(KERNEL_RULE, twoTasks, 20), twoTasks).slice(0, 2)).toEqual([
      'At 396 KiB of anonymous memory (was 1.17 MiB, −201 pages), small (pid 10) dies instead; one page more and it is still big.',
      'At an oom_score_adj of -201 (was 0), small (pid 10) dies instead; one point more and it is still big.',
    ])
  })

  it('is the limit, where scores depend on it', () => {
    const scenario = findGalleryScenario('ram-slider')
    if (scenario === null) throw new Error('no ram-slider')
    const java = scenario.tasks.find(({ comm }) => comm === 'java')
    const [, , limit] = ask(KERNEL_RULE, scenario, java?.pid ?? 0).flips
    expect(limit).toMatchObject({ kind: 'limit', found: true, change: { what: 'memory.max' } })
  })

  it('is the memory.max of the cgroup that ran out', () => {
    const scenario = machine('oom=/app\n/app max=1000\n 10 small anon=100 adj=500\n 20 big anon=700')
    const [, , limit] = ask(KERNEL_RULE, scenario, 10).flips
    expect(limit).toMatchObject({ found: true, change: { what: 'memory.max', cgroup: '/app', from: 1000, to: 2000 } })
  })

  it('may be any number that the policy decides by', () => {
    const byAdj = policyOf(evaluate('return task->signal->oom_score_adj == 7 ? 3 : 2;'))
    const [memory, adj] = ask(byAdj, twoTasks, 10).flips
    expect(memory).toEqual({ kind: 'memory', found: false, least: 0, most: 1000, from: 100 })
    expect(adj).toMatchObject({ found: false })
    const above = policyOf(evaluate('return task->signal->oom_score_adj >= 7 ? 3 : 2;'))
    expect(ask(above, twoTasks, 10).flips[1]).toMatchObject({ found: true, change: { to: 7 }, spared: 6 })
  })

  it('can end in nobody, an abort or a panic, and says so', () => {
    const shy = policyOf(evaluate('return task->signal->oom_score_adj < 0 ? 1 : 0;'))
    expect(sentences(ask(shy, twoTasks, 20), twoTasks)[1]).toContain('the search is aborted and nobody dies')
    const picky = policyOf(evaluate('return task->signal->oom_score_adj > 4 ? 3 : 2;'))
    const panics = machine('ram=1000\n 10 small anon=100\n 20 big anon=300 adj=5')
    expect(sentences(ask(picky, panics, 20), panics)[1]).toContain('the kernel panics')
  })

  it('changes the memory that a process shares where it stands', () => {
    const shared = machine('ram=1000\n 10 owner anon=100\n 11 sharer shares=10\n 20 big anon=300')
    const [memory] = ask(KERNEL_RULE, shared, 11).flips
    expect(memory).toMatchObject({ found: true, change: { what: 'anon', pid: 10 } })
  })

  it('is not there for who has no memory or is out of reach', () => {
    const outside = machine(
      'oom=/app\n/app max=1000\n 10 small anon=100\n/other\n 20 big anon=700\n 30 kworker kthread',
    )
    expect(ask(KERNEL_RULE, outside, 20).flips.map(({ found }) => found)).toEqual([false, false, false])
    expect(ask(KERNEL_RULE, outside, 30).flips[0]).toEqual({ kind: 'memory', found: false, because: 'no-memory' })
  })
})

describe('every flip of the gallery', () => {
  const pairs: readonly [string, string][] = [
    ['largest-rss', 'one-hog'],
    ['kernel-badness', 'hidden-weight'],
    ['earlyoom', 'desktop'],
    ['largest-memcg', 'many-mouths'],
    ['protect-by-comm', 'protected-database'],
  ]
  it.each(pairs)('flips by %s on %s, and its neighbour does not', (policyId, scenarioId) => {
    const policy = findGalleryPolicy(policyId)
    const scenario = findGalleryScenario(scenarioId)
    if (policy === null || scenario === null) throw new Error('no such pair')
    const loaded = { ...policyOf(policy.text), maps: policy.maps ?? {}, parameters: policy.parameters ?? {} }
    const player = playerOf(loaded, scenario)
    const isFirst = (change: WorldChange, task: number): boolean =>
      player.playToDeath(applyChange(scenario, change)).victim === task
    const check = (flip: Flip, { task, isVictim }: FlipAnswer): void => {
      if (!flip.found) return
      expect(isFirst(flip.change, task)).toBe(!isVictim)
      expect(isFirst({ ...flip.change, to: flip.spared }, task)).toBe(isVictim)
    }
    const biggest = scenario.tasks.toSorted((a, b) => b.anonPages - a.anonPages).slice(0, 3)
    for (const { pid } of biggest) {
      const answer = ask(loaded, scenario, pid)
      expect(answer.flips.map(({ kind }) => kind)).toEqual(FLIP_KINDS)
      for (const flip of answer.flips) check(flip, answer)
    }
  })
})

describe('work in slices', () => {
  function* counting(): Generator<{ done: number; total: number }, string, void> {
    for (let done = 0; done < 3; done++) {
      const until = performance.now() + 15
      while (performance.now() < until);
      yield { done, total: 3 }
    }
    return 'counted'
  }

  it('gives what it came to, and says meanwhile how far it is', async () => {
    const told: number[] = []
    const result = await finishInSlices(
      counting(),
      ({ done }) => told.push(done),
      () => true,
    )
    expect(result).toBe('counted')
    expect(told).toEqual([0, 1, 2])
  })

  it('ends when it is not wanted any more', async () => {
    expect(
      await finishInSlices(
        counting(),
        () => {},
        () => false,
      ),
    ).toBeNull()
  })
})
