// Runs of any small machine under any policy that answers by pid: they end, nobody dies twice, and no count goes below zero.

import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { examples } from '../../../scripts/examples.ts'
import { KERNEL_VERSIONS } from '../../kernel/versions.ts'
import type { Scenario } from '../../scenario/model.ts'
import { cgroupUsage } from '../../scenario/usage.ts'
import { runPolicy } from '../engine.ts'
import { MAX_ROUNDS } from './play-run.ts'
import { machine } from '../testing/machine.ts'
import { evaluate } from '../testing/play.ts'

/** The policy's answer to a process is its table's at the pid; after some rounds it leaves all to the kernel, so that runs differ. */
const POLICY = evaluate(
  'calls++;\n\treturn calls > patience ? 0 : verdicts[task->pid & 7];',
  'const volatile int verdicts[8];\nconst volatile int patience;\nint calls;\n',
)

const anyState = fc.constantFrom(
  '',
  '',
  '',
  'stuck',
  'oomVictim',
  'oomVictim oomSkip',
  'zombie',
  'kthread',
  'oomOrigin',
)

const anyTask = fc.record({
  anon: fc.nat({ max: 60 }),
  file: fc.nat({ max: 9 }),
  shmem: fc.nat({ max: 9 }),
  swap: fc.nat({ max: 9 }),
  adj: fc.constantFrom(-1000, -500, 0, 0, 0, 900),
  cgroup: fc.nat({ max: 2 }),
  state: anyState,
  shares: fc.boolean(),
})

const CGROUPS = ['/pod', '/pod/a', '/pod/a/b']

const anyMachine: fc.Arbitrary<Scenario> = fc
  .record({
    tasks: fc.array(anyTask, { minLength: 1, maxLength: 8 }),
    scope: fc.constantFrom('', 'oom=/pod', 'oom=/pod/a'),
    request: fc.constantFrom(1, 40, 500),
    kernel: fc.constantFrom(...KERNEL_VERSIONS),
    settings: fc.constantFrom(
      '',
      '',
      'hook=none',
      'panic_on_oom=1',
      'oom_kill_allocating_task',
      'syscall',
      'notifiers=30',
    ),
    invoker: fc.nat(),
    limit: fc.integer({ min: 20, max: 300 }),
    group: fc.constantFrom('', 'group'),
  })
  .map(({ tasks, scope, request, kernel, settings, invoker, limit, group }) => {
    const rows = (cgroup: number): string[] =>
      tasks.flatMap((task, index) => {
        if (task.cgroup !== cgroup) return []
        const own = task.state !== 'zombie' && task.state !== 'kthread'
        const { anon, file, shmem, swap } = task
        const memory = own ? `anon=${anon} file=${file} shmem=${shmem} swap=${swap} pgtables=8192` : ''
        const first = tasks[0]
        const sharer = task.shares && index > 0 && own && first?.state !== 'zombie' && first?.state !== 'kthread'
        return `${10 + index} t${index} fork=${index} adj=${task.adj} ${task.state} ${sharer ? 'shares=10' : memory}`
      })
    const by = 10 + (invoker % tasks.length)
    return machine(
      [
        `kernel=${kernel} ram=400 swap=99 ${scope} by=${by} request=${request} ${settings}`,
        ...CGROUPS.flatMap((path, index) => [`${path} max=${limit} ${index === 1 ? group : ''}`, ...rows(index)]),
      ].join('\n'),
    )
  })

it('every run ends, and everybody dies once', () => {
  const verdict = fc.constantFrom(0, 0, 1, 2, 3, 7)
  fc.assert(
    fc.property(
      anyMachine,
      fc.array(verdict, { minLength: 8, maxLength: 8 }),
      fc.nat({ max: 60 }),
      (scenario, verdicts, patience) => {
        const text = POLICY.replace('verdicts[8];', `verdicts[8] = {${verdicts.join(', ')}};`)
        const parameters = { patience: String(patience) }
        const { result } = runPolicy({ policy: { language: 'c', text }, parameters, maps: {}, scenario })
        if (result === null) throw new Error('the policy has errors')
        const { rounds, end } = result
        expect(rounds.length).toBeLessThanOrEqual(MAX_ROUNDS)
        expect(end === 'bound' && rounds.length < MAX_ROUNDS).toBe(false)

        const killed = rounds.flatMap(({ kills }) => kills.map(({ task }) => task))
        expect(new Set(killed).size).toBe(killed.length)
        const exited = rounds.flatMap(({ after }) => after?.exited ?? [])
        expect(new Set(exited).size).toBe(exited.length)

        const gone = new Set<number>()
        for (const { iterations, after, kills } of rounds) {
          expect([...iterations.task].filter((task) => gone.has(task))).toEqual([])
          expect(kills.filter(({ task }) => gone.has(task))).toEqual([])
          for (const task of after?.exited ?? []) gone.add(task)
          expect(after?.usagePages ?? 0).toBeGreaterThanOrEqual(0)
          expect(after?.freedPages ?? 0).toBeGreaterThanOrEqual(0)
        }

        const usage = cgroupUsage(scenario)
        const freed = rounds.reduce((sum, { after }) => sum + (after?.freedPages ?? 0), 0)
        expect(freed).toBeLessThanOrEqual((usage.get('/')?.pages ?? 0) + (scenario.oom.notifierPages ?? 0))
      },
    ),
    { numRuns: examples(150, 20) },
  )
})
