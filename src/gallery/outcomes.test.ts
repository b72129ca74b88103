import { describe, expect, test } from 'vitest'

import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import { findGalleryScenario } from './scenarios.ts'
import { runShared } from '../simulator/testing/run-shared.ts'
import { PROMISES, type Promised } from './promises.ts'
import { POLICY_GALLERY, findGalleryPolicy } from './policies.ts'

/** What a policy promises; every policy of the gallery has a promise. */
function promiseOf(id: string): Promised {
  const promised = PROMISES[id]
  if (promised === undefined) throw new Error(`${id} promises nothing`)
  return promised
}

/** Who dies where a policy of the gallery meets a machine of the gallery, by name and pid. */
function play(policyId: string, scenarioId: string, kernel: (typeof KERNEL_VERSIONS)[number] = '6.12') {
  const policy = findGalleryPolicy(policyId)
  const scenario = findGalleryScenario(scenarioId)
  if (policy === null || scenario === null) throw new Error(`no ${policyId} or ${scenarioId}`)
  const { diagnostics, inputProblems, result } = runShared({
    policy: { language: 'c', text: policy.text },
    parameters: policy.parameters ?? {},
    maps: policy.maps ?? {},
    scenario: { ...scenario, kernel },
  })
  const kills = result?.rounds[0]?.kills.map((kill) => scenario.tasks[kill.task])
  return {
    problems: [...diagnostics.filter(({ severity }) => severity !== 'hint'), ...inputProblems].map(
      (one) => one.message,
    ),
    outcome: result?.outcome,
    killed: kills?.map((task) => `${task?.comm} ${task?.pid}`),
  }
}

describe.each(POLICY_GALLERY)('$id', ({ id, bestScenario }) => {
  test.each(KERNEL_VERSIONS)('shows on %s what it promises', (kernel) => {
    const { first, outcome } = promiseOf(id)
    expect(play(id, bestScenario, kernel)).toEqual({ problems: [], outcome, killed: first === null ? [] : [first] })
  })
})

describe('guards', () => {
  test('the naive policy kills a second process while a victim is dying; the guarded one waits', () => {
    expect(play('naive-biggest', 'already-dying').killed).toEqual(['mysqld 951'])
    expect(play('largest-rss', 'already-dying')).toMatchObject({ outcome: 'aborted', killed: [] })
  })

  test('the guarded policy spares sshd', () => {
    expect(play('largest-rss', 'broken-shield').killed).toEqual(['postgres 903'])
  })

  test('a protection yields when nothing else is left', () => {
    expect(play('protect-by-comm', 'database-alone').killed).toEqual(['mysqld 951'])
  })
})

test("the rebuilt badness differs from the kernel's only where a main thread has exited", () => {
  const victims = {
    'one-hog': 'stress-ng 1400',
    twins: 'worker3 803',
    'qos-classes': 'web 2401',
    'shared-memory': 'postgres 1003',
  }
  for (const [scenario, victim] of Object.entries(victims))
    expect(play('kernel-badness', scenario).killed).toEqual([victim])
  expect(play('kernel-badness', 'kernel-threads').killed).toEqual(['make 1300', 'make 1301'])
})
