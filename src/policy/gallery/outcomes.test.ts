import { describe, expect, test } from 'vitest'

import { KERNEL_VERSIONS } from '../../kernel/versions.ts'
import { findGalleryScenario } from '../../scenario/gallery/index.ts'
import { runPolicy } from '../../simulator/engine.ts'
import { POLICY_GALLERY, findGalleryPolicy } from './index.ts'

/** Who dies where a policy of the gallery meets a machine of the gallery, by name and pid. */
function play(policyId: string, scenarioId: string, kernel: (typeof KERNEL_VERSIONS)[number] = '6.12') {
  const policy = findGalleryPolicy(policyId)
  const scenario = findGalleryScenario(scenarioId)
  if (policy === null || scenario === null) throw new Error(`no ${policyId} or ${scenarioId}`)
  const { diagnostics, inputProblems, result } = runPolicy({
    policy: { language: 'c', text: policy.text },
    parameters: policy.parameters ?? {},
    maps: policy.maps ?? {},
    scenario: { ...scenario, kernel },
  })
  const kills = result?.rounds[0]?.kills.map((kill) => scenario.tasks[kill.task])
  return {
    problems: [...diagnostics, ...inputProblems].map((problem) => problem.message),
    outcome: result?.outcome,
    killed: kills?.map((task) => `${task?.comm} ${task?.pid}`),
  }
}

/** What each policy does in the machine that shows it best. */
const SHOWN: Readonly<Record<string, string>> = {
  'largest-rss': 'stress-ng 1400',
  pid: 'nginx 812',
  'protect-by-comm': 'app 1207',
  'cgroup-priority': 'test_progs 1610',
  'youngest-first': 'bash 9399',
  'most-swap': 'indexer 1101',
  'spare-subtree': 'python3 3019',
  'abort-for-database': '',
  'naive-biggest': 'sshd 690',
  'kernel-badness': 'chrome 2451',
}

describe.each(POLICY_GALLERY)('$id', ({ id, bestScenario }) => {
  test.each(KERNEL_VERSIONS)('shows on %s what it is there to show', (kernel) => {
    const victim = SHOWN[id]
    const killed = victim === '' ? [] : [victim]
    expect(play(id, bestScenario, kernel)).toEqual({
      problems: [],
      outcome: victim === '' ? 'aborted' : 'killed',
      killed,
    })
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
