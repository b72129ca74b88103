// What each policy of the gallery promises on the machine that shows it best.

import type { PolicyTest, TaskPattern } from '../document/tests.ts'

const comm = (name: string): TaskPattern => ({ by: 'comm', comm: name })
const pid = (number: number): TaskPattern => ({ by: 'pid', pid: number })
const victim = (who: TaskPattern): PolicyTest => ({ kind: 'victim', who })
const spared = (who: TaskPattern): PolicyTest => ({ kind: 'never-killed', who })
const killed = (count: number): PolicyTest => ({ kind: 'killed', count })
const ends = (outcome: Extract<PolicyTest, { kind: 'outcome' }>['outcome']): PolicyTest => ({
  kind: 'outcome',
  outcome,
})
const ANY_ORDER: PolicyTest = { kind: 'order-independent', shuffles: 200, seed: 1 }
/** Tests of a mistake say what goes wrong. */
const GALLERY_TESTS: Readonly<Record<string, readonly PolicyTest[]>> = {
  'spare-one': [spared(comm('sshd')), killed(1), ANY_ORDER],
  'largest-rss': [victim(comm('stress-ng')), spared(comm('sshd')), ANY_ORDER],
  pid: [victim(pid(812)), killed(1), ANY_ORDER],
  'protect-by-comm': [victim(comm('app')), spared(comm('mysqld')), ANY_ORDER],
  'protect-by-uid': [victim(comm('app')), spared(comm('mysqld')), ANY_ORDER],
  'youngest-first': [victim(pid(9399)), killed(1)],
  'most-swap': [victim(comm('indexer')), ANY_ORDER],
  'anon-only': [victim(comm('etl')), spared(comm('postgres')), ANY_ORDER],
  'kernel-badness': [victim(pid(2451)), killed(1)],
  earlyoom: [victim(comm('clangd')), spared(comm('chrome')), ANY_ORDER],
  'systemd-oomd': [victim(comm('clangd')), spared({ by: 'memcg', memcg: '/system.slice' })],
  'oomd-memory-size': [victim(pid(3000)), spared(comm('redis-server'))],
  'lmkd-levels': [victim(pid(2400)), killed(1)],
  'kubernetes-qos': [victim(comm('job')), spared({ by: 'adj', adj: -997 }), ANY_ORDER],
  'anolis-priority': [victim(pid(1610)), ANY_ORDER],
  'opencloudos-priority': [victim(pid(1610)), ANY_ORDER],
  'cgroup-priority': [victim(pid(1610)), ANY_ORDER],
  'largest-memcg': [victim(pid(3000)), spared(comm('redis-server'))],
  'spare-subtree': [victim(pid(3019)), spared(comm('redis-server'))],
  'abort-for-database': [ends('aborted'), spared(comm('mysqld')), ANY_ORDER],
  'naive-biggest': [victim(comm('sshd')), killed(1), ANY_ORDER],
  'spare-everyone': [ends('panic'), killed(0), ANY_ORDER],
  'mixed-verdicts': [victim(pid(1103)), killed(1)],
  'retry-by-priority': [ends('killed'), killed(1)],
}

/** The tests of a policy of the gallery, for its best scenario. */
export const galleryTests = (id: string): readonly PolicyTest[] => GALLERY_TESTS[id] ?? []
