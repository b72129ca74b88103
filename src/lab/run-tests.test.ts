import { describe, expect, it } from 'vitest'

import type { Scenario } from '../scenario/model.ts'
import type { PolicyTest, TaskPattern } from '../document/tests.ts'
import { machine } from '../simulator/testing/machine.ts'
import { evaluate, NO_POLICY } from '../simulator/testing/play.ts'
import { askTests } from './ask.ts'
import { createPlayer, isRefused, KERNEL_RULE } from './player.ts'
import { randomOf, shuffleScenario } from './shuffle.ts'
import type { TestResult } from '../reading/test-results.ts'
import { finish } from './work.ts'

function results(scenario: Scenario, text: string, tests: readonly PolicyTest[]): TestResult[] {
  const work = askTests({ policy: { language: 'c', text }, parameters: {}, maps: {}, scenario, tests })
  if (work === null) throw new Error('the policy has errors')
  return finish(work)
}

const told = (scenario: Scenario, text: string, ...tests: readonly PolicyTest[]): string[] =>
  results(scenario, text, tests).map(({ passed, found }) => `${passed ? 'ok' : 'FAIL'} ${found}`)

const comm = (name: string): TaskPattern => ({ by: 'comm', comm: name })

const three = machine('ram=1000\n/web group\n 10 web anon=300\n 11 helper anon=20\n/db\n 20 db anon=200 adj=-900')

describe('tests of one run', () => {
  it('know the first victim', () => {
    expect(
      told(
        three,
        NO_POLICY,
        { kind: 'victim', who: comm('web') },
        { kind: 'victim', who: { by: 'pid', pid: 20 } },
        { kind: 'not-victim', who: { by: 'memcg', memcg: '/web' } },
        { kind: 'victim', who: comm('nobody') },
      ),
    ).toEqual([
      'ok The first victim is web (pid 10).',
      'FAIL The first victim is web (pid 10).',
      'FAIL The first victim is web (pid 10).',
      'FAIL The first victim is web (pid 10). This machine has no process named nobody.',
    ])
  })

  it('know who dies, for whatever reason, and how many', () => {
    expect(
      told(
        three,
        NO_POLICY,
        { kind: 'never-killed', who: comm('helper') },
        { kind: 'never-killed', who: { by: 'adj', adj: -900 } },
        { kind: 'killed', count: 2 },
        { kind: 'frees', pages: 320 },
        { kind: 'frees', pages: 321 },
      ),
    ).toEqual([
      'FAIL helper (pid 11) dies in round 1.',
      'ok db survived.',
      'ok 2 processes die: web (pid 10), helper (pid 11).',
      'ok 1.25 MiB (320 pages) come back.',
      'FAIL 1.25 MiB (320 pages) come back.',
    ])
  })

  it('know how it ends', () => {
    const outcome = { kind: 'outcome', outcome: 'panic' } as const
    expect(told(three, evaluate('return 2;'), outcome, { kind: 'killed', count: 1 })).toEqual([
      'ok In the end the kernel panics.',
      'FAIL Nobody dies: the kernel panics.',
    ])
  })

  it('point to the step that they are about', () => {
    const [victim] = results(three, NO_POLICY, [{ kind: 'victim', who: comm('db') }])
    expect(victim?.place).toEqual({ round: 0, iteration: 0 })
  })
})

describe('other orders', () => {
  const order = { kind: 'order-independent', shuffles: 200, seed: 1 } as const

  it('keep every process and cgroup as it is', () => {
    const other = shuffleScenario(three, randomOf(5))
    const byPid = (scenario: Scenario) => scenario.tasks.toSorted((a, b) => a.pid - b.pid)
    expect(byPid(other)).toEqual(byPid(three))
    expect(other.cgroups[0]?.path).toBe('/')
    expect(shuffleScenario(three, randomOf(5))).toEqual(other)
  })

  it('agree where no two are equal', () => {
    expect(told(three, NO_POLICY, order)).toEqual(['ok All 200 orders agree.'])
  })

  it('disagree about equals, and shrink to them and who asks', () => {
    const equals = machine(
      'by=1\n 1 init anon=5\n 10 a anon=300\n 20 b anon=300\n 30 c anon=10\n 40 d anon=20\n 50 e anon=30\n 60 f anon=40',
    )
    const [result] = results(equals, NO_POLICY, [order])
    expect(result?.passed).toBe(false)
    expect(result?.found).toMatch(
      /^\d+ of 200 orders choose another: a \(pid 10\) in \d+\. Shrunk to 3 processes: a \(pid 10\) dies there, b/,
    )
    const shrunk = result?.shrunk
    expect(shrunk?.tasks.map(({ comm: name }) => name)).toEqual(['init', 'b', 'a'])
    const player = createPlayer(KERNEL_RULE, equals.kernel)
    if (isRefused(player) || !shrunk) throw new Error('no player')
    expect(shrunk.tasks[player.playToDeath(shrunk).victim ?? -1]?.comm).toBe('a')
  })
})
