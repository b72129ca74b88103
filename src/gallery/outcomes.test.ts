import { describe, expect, test } from 'vitest'

import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import { findGalleryScenario } from './scenarios.ts'
import { runPolicy } from '../simulator/engine.ts'
import { POLICY_GALLERY, findGalleryPolicy } from './policies.ts'

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
    problems: [...diagnostics.filter(({ severity }) => severity !== 'hint'), ...inputProblems].map(
      (one) => one.message,
    ),
    outcome: result?.outcome,
    killed: kills?.map((task) => `${task?.comm} ${task?.pid}`),
  }
}

/** Who dies by each policy in the first round on the machine that shows it best. */
const SHOWN: Readonly<Record<string, string>> = {
  'spare-one': 'stress-ng 1400',
  'largest-rss': 'stress-ng 1400',
  pid: 'nginx 812',
  'protect-by-comm': 'app 1207',
  'cgroup-priority': 'test_progs 1610',
  'youngest-first': 'bash 9399',
  'most-swap': 'indexer 1101',
  'spare-subtree': 'python3 3019',
  'naive-biggest': 'sshd 690',
  earlyoom: 'clangd 3302',
  'systemd-oomd': 'clangd 3302',
  'oomd-memory-size': 'python3 3000',
  'lmkd-levels': 'chrome 2400',
  'kubernetes-qos': 'job 2501',
  'anolis-priority': 'test_progs 1610',
  'opencloudos-priority': 'test_progs 1610',
  'largest-memcg': 'python3 3000',
  'anon-only': 'etl 2200',
  'protect-by-uid': 'app 1207',
  'mixed-verdicts': 'c 1103',
  'kernel-badness': 'chrome 2451',
}

/** How it ends, after all rounds, with those that kill nobody in the first. */
const NOBODY: Readonly<Record<string, string>> = {
  'abort-for-database': 'aborted',
  'spare-everyone': 'panic',
  'retry-by-priority': 'killed',
}

describe.each(POLICY_GALLERY)('$id', ({ id, bestScenario }) => {
  test.each(KERNEL_VERSIONS)('shows on %s what it is there to show', (kernel) => {
    const victim = SHOWN[id]
    expect(play(id, bestScenario, kernel)).toEqual({
      problems: [],
      outcome: victim === undefined ? NOBODY[id] : 'killed',
      killed: victim === undefined ? [] : [victim],
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
