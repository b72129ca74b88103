// What each machine of the gallery is there to show: who dies by the kernel's own rule and by a policy, with the scores that a person
// can work out on paper. Scores are without page tables, which the machines have as real ones do.

import { describe, expect, test } from 'vitest'

import { findGalleryPolicy } from './policies.ts'
import { runShared } from '../simulator/testing/run-shared.ts'
import { NO_POLICY } from '../simulator/testing/play.ts'
import type { Scenario, Task } from '../scenario/model.ts'
import { PAGE_BYTES } from '../scenario/size.ts'
import { findGalleryScenario } from './scenarios.ts'

const MIB = 256

function scenarioOf(id: string): Scenario {
  const scenario = findGalleryScenario(id)
  if (scenario === null) throw new Error(`no scenario ${id}`)
  return scenario
}

interface Given {
  /** The id of a gallery policy; left out: the kernel decides alone. */
  policy?: string
  parameters?: Record<string, string>
  change?: (scenario: Scenario) => Scenario
}

/** The first rounds of a machine of the gallery, by name. */
function play(id: string, { policy: policyId, parameters, change = (scenario) => scenario }: Given = {}) {
  const scenario = change(scenarioOf(id))
  const policy = policyId === undefined ? null : findGalleryPolicy(policyId)
  const { result } = runShared({
    policy: { language: 'c', text: policy?.text ?? NO_POLICY },
    parameters: parameters ?? policy?.parameters ?? {},
    maps: policy?.maps ?? {},
    scenario,
  })
  if (result === null) throw new Error(`${policyId} has problems`)
  const nameOf = (task: number): string => scenario.tasks[task]?.comm ?? '?'
  const [first] = result.rounds
  return {
    outcome: result.outcome,
    killed: first?.kills.map(({ task }) => nameOf(task)) ?? [],
    chosen: first?.chosen == null ? null : nameOf(first.chosen),
    rounds: result.rounds.map(({ kills }) => kills.map(({ task }) => scenario.tasks[task]?.pid)),
    freedPages: first?.kills.reduce((sum, { task }) => sum + (scenario.tasks[task]?.anonPages ?? 0), 0) ?? 0,
    asked: first === undefined ? 0 : first.iterations.length,
    walked: first === undefined ? [] : Array.from(first.iterations.task.subarray(0, first.iterations.length), nameOf),
    /** Badness by comm, without page tables; of several of one name the last. */
    points: new Map(
      first === undefined
        ? []
        : Array.from({ length: first.iterations.length }, (_, row) => {
            const task = first.iterations.task[row] ?? 0
            const tables = (scenario.tasks[task]?.pgtablesBytes ?? 0) / PAGE_BYTES
            return [nameOf(task), Number(first.iterations.points[row]) - tables] as const
          }),
    ),
  }
}

const killed = (id: string, given?: Given): string[] => play(id, given).killed

/** The machine with another limit for the cgroup that is full. */
const withLimit =
  (mib: number) =>
  (scenario: Scenario): Scenario => ({
    ...scenario,
    cgroups: scenario.cgroups.map((cgroup) =>
      cgroup.memoryMaxPages === null ? cgroup : { ...cgroup, memoryMaxPages: mib * MIB },
    ),
  })

test('one hog: the biggest footprint dies, and the next one when batch work is protected', () => {
  const { points, killed: victims } = play('one-hog')
  expect(victims).toEqual(['stress-ng'])
  expect(points.get('stress-ng')).toBe(332_800)
  expect(killed('one-hog', { policy: 'protect-by-comm', parameters: { prefix: '"stress"' } })).toEqual(['postgres'])
})

describe('the RAM slider', () => {
  test('changes the victim, because oom_score_adj counts in thousandths of the limit', () => {
    const small = play('ram-slider')
    expect(small.killed).toEqual(['java'])
    expect([small.points.get('java'), small.points.get('node')]).toEqual([1_572_864, 1_310_644])
    const large = play('ram-slider', { change: withLimit(16_384) })
    expect(large.killed).toEqual(['node'])
    expect([large.points.get('java'), large.points.get('node')]).toEqual([1_572_864, 2_359_144])
  })

  test('flips near 10,243 MiB, page tables included', () => {
    const flip = Array.from({ length: 80 }, (_, step) => 10_200 + step).find((mib) => {
      const [victim] = killed('ram-slider', { change: withLimit(mib) })
      return victim === 'node'
    })
    expect(flip).toBeGreaterThan(10_240)
    expect(flip).toBeLessThan(10_270)
  })

  test('does not move a policy that looks at memory alone', () => {
    for (const mib of [8192, 16_384])
      expect(killed('ram-slider', { policy: 'largest-rss', change: withLimit(mib) })).toEqual(['java'])
  })
})

test('broken shield: only a policy without guards selects what -1000 protects', () => {
  expect(play('broken-shield').points.get('postgres')).toBe(179_200)
  expect(killed('broken-shield')).toEqual(['postgres'])
  expect(killed('broken-shield', { policy: 'naive-biggest' })).toEqual(['sshd'])
  expect(killed('broken-shield', { policy: 'largest-rss' })).toEqual(['postgres'])
})

test('twins: the kernel and >= take the last of equals, > takes the first', () => {
  expect(killed('twins')).toEqual(['worker3'])
  expect(killed('twins', { policy: 'largest-rss' })).toEqual(['worker0'])
  expect(killed('twins', { policy: 'kernel-badness' })).toEqual(['worker3'])
})

test('not my cgroup: the giant outside is never shown to any policy', () => {
  for (const policy of [undefined, 'naive-biggest', 'largest-memcg']) {
    const { walked, killed: victims } = play('not-my-cgroup', policy === undefined ? {} : { policy })
    expect(victims).toEqual(['web-1'])
    expect(walked).toEqual(['web-1', 'web-2'])
  }
})

test('all or nothing: five die for the one that was selected, and the sidecar with -1000 lives', () => {
  const { chosen, rounds } = play('all-or-nothing')
  expect(chosen).toBe('gunicorn')
  const victims: readonly (Task | undefined)[] = scenarioOf('all-or-nothing').tasks.filter(({ pid }) =>
    rounds[0]?.includes(pid),
  )
  expect(victims.map((task) => task?.comm)).toEqual(Array.from({ length: 5 }, () => 'gunicorn'))
})

test('Kubernetes: the burstable web pod outscores the BestEffort job, unless a policy goes by class', () => {
  const { points, killed: victims } = play('qos-classes')
  expect(victims).toEqual(['web'])
  expect(['web', 'job', 'api'].map((comm) => points.get(comm))).toEqual([4_515_090, 4_209_360, 4_118_300])
  expect(killed('qos-classes', { policy: 'kubernetes-qos' })).toEqual(['job'])
})

test('many small mouths: by process redis, by cgroup one of the batch', () => {
  const { points, killed: victims } = play('many-mouths')
  expect(victims).toEqual(['redis-server'])
  expect(points.get('redis-server')).toBe(281_600)
  expect(killed('many-mouths', { policy: 'largest-memcg' })).toEqual(['python3'])
  expect(killed('many-mouths', { policy: 'oomd-memory-size' })).toEqual(['python3'])
})

test('already dying: the kernel and a careful policy wait, a naive one kills a second time', () => {
  expect(play('already-dying')).toMatchObject({ outcome: 'aborted', killed: [] })
  expect(killed('already-dying', { policy: 'naive-biggest' })).toEqual(['mysqld'])
  expect(killed('already-dying', { policy: 'largest-rss' })).toEqual([])
})

test('everyone is important: nobody is chosen, which for a machine is a panic and for a cgroup a failed charge', () => {
  expect(play('one-hog', { policy: 'spare-everyone' })).toMatchObject({ outcome: 'panic', killed: [] })
  const memcg = play('not-my-cgroup', { policy: 'spare-everyone' })
  expect(memcg.killed).toEqual([])
  expect(memcg.outcome).not.toBe('panic')
})

test('mixed verdicts: what SELECT leaves unset decides between a and c', () => {
  expect(killed('mixed-verdicts')).toEqual(['c'])
  const unset = (unsetPoints: 'zero' | 'long-max') => (scenario: Scenario) => ({
    ...scenario,
    machine: { ...scenario.machine, unsetPoints },
  })
  expect(killed('mixed-verdicts', { policy: 'mixed-verdicts', change: unset('zero') })).toEqual(['c'])
  expect(killed('mixed-verdicts', { policy: 'mixed-verdicts', change: unset('long-max') })).toEqual(['a'])
})

test('priority beats size: the kernel takes cg2, a policy cg1, and the test of the RFC in its second round', () => {
  expect(play('cgroup-priority').rounds[0]).toEqual([1611])
  expect(play('cgroup-priority', { policy: 'cgroup-priority' }).rounds[0]).toEqual([1610])
  expect(play('cgroup-priority', { policy: 'retry-by-priority' }).rounds).toEqual([[], [1610]])
})

test('the largest killable leaf: neither the highest score nor the cgroup that nobody may touch', () => {
  const { points, killed: victims } = play('largest-leaf')
  expect(victims).toEqual(['cg1'])
  expect(points.get('cg1')).toBe(22_560)
  expect(killed('largest-leaf', { policy: 'largest-memcg' })).toEqual(['cg4'])
})

test('the messenger: java pays, or with oom_kill_allocating_task whoever asked, and no policy is heard', () => {
  const allocating = (scenario: Scenario): Scenario => ({
    ...scenario,
    machine: { ...scenario.machine, sysctl: { ...scenario.machine.sysctl, oom_kill_allocating_task: true } },
  })
  expect(killed('messenger')).toEqual(['java'])
  expect(killed('messenger', { change: allocating })).toEqual(['cron-job'])
  expect(play('messenger', { policy: 'naive-biggest', change: allocating })).toMatchObject({
    killed: ['cron-job'],
    asked: 0,
  })
})

test('shared memory: the backend with the highest score frees 0.4 GiB, etl frees 3.0', () => {
  const kernel = play('shared-memory')
  expect(kernel.rounds[0]).toEqual([1003])
  expect(kernel.points.get('postgres')).toBe(2_199_552)
  expect(kernel.freedPages / MIB).toBe(380)
  const anon = play('shared-memory', { policy: 'anon-only' })
  expect(anon.killed).toEqual(['etl'])
  expect(anon.freedPages / MIB).toBe(3060)
})

test('hidden weight: swap and page tables put the order of top upside down', () => {
  const { killed: victims, points } = play('hidden-weight')
  expect(victims).toEqual(['indexer'])
  expect(points.get('indexer')).toBe(512_000)
  const mapper = scenarioOf('hidden-weight').tasks.find(({ comm }) => comm === 'mapper')
  expect((points.get('mapper') ?? 0) + (mapper?.pgtablesBytes ?? 0) / PAGE_BYTES).toBe(332_800)
  expect(points.get('analytics')).toBe(230_400)
  expect(killed('hidden-weight', { policy: 'largest-rss' })).toEqual(['analytics'])
})

test('a protected database: -500 is not enough, a policy is', () => {
  const { killed: victims, points } = play('protected-database')
  expect(victims).toEqual(['mysqld'])
  expect([points.get('mysqld'), points.get('app')]).toEqual([487_500, 384_000])
  expect(killed('protected-database', { policy: 'protect-by-comm' })).toEqual(['app'])
})

test('a fork bomb: the kernel takes the biggest bystander, a policy by cgroup or by age one of the bomb', () => {
  expect(killed('fork-bomb')).toEqual(['postgres'])
  expect(killed('fork-bomb', { policy: 'largest-memcg' })).toEqual(['bash'])
  expect(killed('fork-bomb', { policy: 'youngest-first' })).toEqual(['bash'])
})
