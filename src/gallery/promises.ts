// What each policy of the gallery promises on the machine that shows it best.

import type { PolicyTest, TaskPattern, TestOutcome } from '../document/tests.ts'

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
/** What a policy does on the machine that shows it best. */
export interface Promised {
  /** Who dies in the first round, by name and pid; null where nobody does. */
  first: string | null
  /** How the last round ends, on every kernel. */
  outcome: TestOutcome
  /** The tests that come with it; those of a mistake say what goes wrong. */
  tests: readonly PolicyTest[]
}

/** By the id of the policy. */
export const PROMISES: Readonly<Record<string, Promised>> = {
  'spare-one': { first: 'stress-ng 1400', outcome: 'killed', tests: [spared(comm('sshd')), killed(1), ANY_ORDER] },
  'largest-rss': {
    first: 'stress-ng 1400',
    outcome: 'killed',
    tests: [victim(comm('stress-ng')), spared(comm('sshd')), ANY_ORDER],
  },
  pid: { first: 'nginx 812', outcome: 'killed', tests: [victim(pid(812)), killed(1), ANY_ORDER] },
  'protect-by-comm': {
    first: 'app 1207',
    outcome: 'killed',
    tests: [victim(comm('app')), spared(comm('mysqld')), ANY_ORDER],
  },
  'protect-by-uid': {
    first: 'app 1207',
    outcome: 'killed',
    tests: [victim(comm('app')), spared(comm('mysqld')), ANY_ORDER],
  },
  'youngest-first': { first: 'bash 9399', outcome: 'killed', tests: [victim(pid(9399)), killed(1)] },
  'most-swap': { first: 'indexer 1101', outcome: 'killed', tests: [victim(comm('indexer')), ANY_ORDER] },
  'anon-only': {
    first: 'etl 2200',
    outcome: 'killed',
    tests: [victim(comm('etl')), spared(comm('postgres')), ANY_ORDER],
  },
  'kernel-badness': { first: 'chrome 2451', outcome: 'killed', tests: [victim(pid(2451)), killed(1)] },
  earlyoom: {
    first: 'clangd 3302',
    outcome: 'killed',
    tests: [victim(comm('clangd')), spared(comm('chrome')), ANY_ORDER],
  },
  'systemd-oomd': {
    first: 'clangd 3302',
    outcome: 'killed',
    tests: [victim(comm('clangd')), spared({ by: 'memcg', memcg: '/system.slice' })],
  },
  'oomd-memory-size': {
    first: 'python3 3000',
    outcome: 'killed',
    tests: [victim(pid(3000)), spared(comm('redis-server'))],
  },
  'lmkd-levels': { first: 'chrome 2400', outcome: 'killed', tests: [victim(pid(2400)), killed(1)] },
  'kubernetes-qos': {
    first: 'job 2501',
    outcome: 'killed',
    tests: [victim(comm('job')), spared({ by: 'adj', adj: -997 }), ANY_ORDER],
  },
  'anolis-priority': { first: 'test_progs 1610', outcome: 'killed', tests: [victim(pid(1610)), ANY_ORDER] },
  'opencloudos-priority': { first: 'test_progs 1610', outcome: 'killed', tests: [victim(pid(1610)), ANY_ORDER] },
  'cgroup-priority': { first: 'test_progs 1610', outcome: 'killed', tests: [victim(pid(1610)), ANY_ORDER] },
  'largest-memcg': {
    first: 'python3 3000',
    outcome: 'killed',
    tests: [victim(pid(3000)), spared(comm('redis-server'))],
  },
  'spare-subtree': {
    first: 'python3 3019',
    outcome: 'killed',
    tests: [victim(pid(3019)), spared(comm('redis-server'))],
  },
  'abort-for-database': {
    first: null,
    outcome: 'aborted',
    tests: [ends('aborted'), spared(comm('mysqld')), ANY_ORDER],
  },
  'naive-biggest': { first: 'sshd 690', outcome: 'killed', tests: [victim(comm('sshd')), killed(1), ANY_ORDER] },
  'spare-everyone': { first: null, outcome: 'panic', tests: [ends('panic'), killed(0), ANY_ORDER] },
  'mixed-verdicts': { first: 'c 1103', outcome: 'killed', tests: [victim(pid(1103)), killed(1)] },
  'retry-by-priority': { first: null, outcome: 'killed', tests: [ends('killed'), killed(1)] },
}

/** The tests of a policy of the gallery, for its best scenario. */
export const galleryTests = (id: string): readonly PolicyTest[] => PROMISES[id]?.tests ?? []
