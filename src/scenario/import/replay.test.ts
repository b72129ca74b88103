import { describe, expect, test } from 'vitest'

import { importReport } from './import-log.ts'
import type { Replay } from './replay.ts'
import { GLOBAL_4_19, GLOBAL_EL6, MEMCG_6_12, MEMCG_EL7 } from './testing/logs.ts'

const containing = (text: string): unknown => expect.stringContaining(text)

function replay(text: string, pick = 0): Replay {
  const imported = importReport(text, pick)
  if (imported === null) throw new Error('there is no report')
  return imported.replay
}

describe('the rule of each time', () => {
  test.each([
    ['2.6.32 of RHEL 6', GLOBAL_EL6, 'Linux 2.6.36 to 3.4 and RHEL 6'],
    ['3.10 of RHEL 7', MEMCG_EL7, 'Linux 3.15 to 4.16 and RHEL 7'],
    ['4.19', GLOBAL_4_19, 'Linux 4.17 to 5.8'],
    ['6.12', MEMCG_6_12, 'Linux 5.9 and later'],
    ['3.13 of Ubuntu', GLOBAL_4_19.replaceAll('4.19.0-9-amd64', '3.13.0-27-generic'), 'Linux 3.5 to 3.14'],
    [
      'a later 3.13 of Ubuntu',
      GLOBAL_4_19.replaceAll('4.19.0-9-amd64', '3.13.0-57-generic'),
      'Linux 3.15 to 4.16 and RHEL 7',
    ],
  ])('%s', (_, log, rule) => {
    expect(replay(log)).toMatchObject({ rule, agrees: true })
  })

  test('before 2.6.36 nothing can be replayed', () => {
    expect(replay(GLOBAL_EL6.replaceAll('2.6.32-431.el6.x86_64', '2.6.30'))).toMatchObject({ rule: null, agrees: null })
  })

  test('the division comes before the multiplication since 3.15: a small cgroup makes adjustments coarse', () => {
    // 52000 + 130 - 998 * (50000 / 1000): positive, so that pause, which has the floor of 1, loses.
    expect(replay(MEMCG_EL7).victim).toEqual({ pid: 2500, comm: 'worker' })
  })
})

describe('ties', () => {
  const twins = (log: string): string =>
    log.replace(/^\[ {4}734\].*$/m, '[    734]    33   734   300000   150000  1228800     9000             0 git')

  test('the first wins until 5.2', () => {
    expect(replay(twins(GLOBAL_4_19)).victim?.pid).toBe(733)
  })

  test('the last wins later', () => {
    expect(replay(twins(GLOBAL_4_19).replaceAll('4.19.0-9-amd64', '5.10.0')).victim?.pid).toBe(734)
  })
})

test('scores may be negative since 5.9, and count 1 before', () => {
  const log = GLOBAL_4_19.replaceAll(/ {13}0 (npm|git|cron)/g, '          -999 $1')
  expect(replay(log).victim?.pid).toBe(500)
  expect(replay(log.replaceAll('4.19.0-9-amd64', '5.10.0')).victim?.pid).toBe(733)
})

test('root is spared three percent until 4.16, unless the printed score says that it was a container', () => {
  const root = GLOBAL_4_19.replaceAll('4.19.0-9-amd64', '4.9.0')
    .replace('    733]    33', '    733]     0')
    .replace(/^\[ {4}734\].*$/m, '[    734]    33   734   300000   147000  1228800     9000             0 git')
  expect(replay(root).victim?.pid).toBe(733)
  expect(replay(root.replace('score 607', 'score 588')).victim?.pid).toBe(734)
})

describe('a disagreement has a reason', () => {
  test('children die for their parents before 5.1', () => {
    const log = GLOBAL_4_19.replace('Killed process 733 (npm run serve)', 'Killed process 734 (git)')
    expect(replay(log)).toMatchObject({ agrees: false, victim: { pid: 733 }, logged: { pid: 734 } })
    expect(replay(log).reason).toContain('child')
  })

  test('columns that the table lacks', () => {
    const log = GLOBAL_EL6.replace('Kill process 900 (java)', 'Kill process 901 (httpd)').replace(
      'Killed process 900, UID 500, (java)',
      'Killed process 901, UID 500, (httpd)',
    )
    expect(replay(log)).toMatchObject({ agrees: false, reason: containing('page tables and swap') })
  })

  test('somebody who is dying already', () => {
    const log = MEMCG_6_12.replace('task=hog,pid=1201', 'task=db main,pid=1187').replace(
      'process 1201 (hog)',
      'process 1187 (db main)',
    )
    expect(replay(log)).toMatchObject({ agrees: false, reason: containing('is passed over') })
    // With the report that killed it, there is none.
    expect(replay(MEMCG_6_12 + log, 1)).toMatchObject({ agrees: true, victim: { pid: 1187 } })
  })

  test('a policy', () => {
    const log = MEMCG_6_12.replace('order=0, ', 'order=0, policy_name=mine, ')
      .replace('task=hog,pid=1201', 'task=db main,pid=1187')
      .replace('process 1201 (hog)', 'process 1187 (db main)')
    expect(replay(log).reason).toContain('policy_name=mine')
    expect(
      replay(
        MEMCG_6_12.replace('CONSTRAINT_MEMCG', 'CONSTRAINT_BPF').replace(
          'process 1201 (hog)',
          'process 1187 (db main)',
        ),
      ).reason,
    ).toContain('BPF')
  })

  test('the task that allocates', () => {
    const log = GLOBAL_4_19.replace(
      'Out of memory: Kill process 733 (npm run serve)',
      'Out of memory (oom_kill_allocating_task): Kill process 500 (cron)',
    ).replace('Killed process 733 (npm run serve)', 'Killed process 500 (cron)')
    expect(replay(log)).toMatchObject({ agrees: true, victim: { pid: 500, comm: 'cron' } })
  })

  test('a row that was left out', () => {
    const without = MEMCG_6_12.replace(/^\[ {3}1201\].*$/m, '...')
    expect(replay(without)).toMatchObject({ agrees: true, reason: containing('left out') })
    expect(replay(without.replace(/, UID:1000.*/, ''))).toMatchObject({ agrees: false, reason: containing('no row') })
  })
})

test('a victim that the log names by a thread is the process of that thread', () => {
  const log = MEMCG_6_12.replace('process 1201 (hog)', 'process 1277 (hog)')
  expect(replay(log)).toMatchObject({ agrees: true, victim: { pid: 1201 }, logged: { pid: 1277, comm: 'hog' } })
})

test('an unknown total does not matter where every total gives the same victim', () => {
  const bare = MEMCG_6_12.slice(MEMCG_6_12.indexOf('Tasks state'))
  expect(replay(bare)).toMatchObject({ agrees: true })
  const close = bare.replace('     700 ', '  250000 ')
  expect(replay(close)).toMatchObject({
    agrees: null,
    victim: null,
    reason: containing('the limit of the cgroup'),
  })
})
