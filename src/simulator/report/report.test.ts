import { describe, expect, it, test } from 'vitest'

import { KERNEL_VERSIONS } from '../../kernel/versions.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import { importReport } from '../../scenario/import/import-log.ts'
import { residentPages } from '../../scenario/usage.ts'
import { runShared } from '../testing/run-shared.ts'
import { machine } from '../testing/machine.ts'
import { evaluate, NO_POLICY } from '../testing/play.ts'
import { printReport, reportOf } from './report.ts'

const reportText = (notation: string, policy = NO_POLICY): string => {
  const scenario = machine(notation)
  const { result } = runShared({ policy: { language: 'c', text: policy }, parameters: {}, maps: {}, scenario })
  return result === null ? '' : printReport(scenario, result)
}

const MEMCG = (kernel: string): string => `
  kernel=${kernel} ram=512M swap=64M oom=/job by=1201
  /job max=65536
  /job/web max=40000 min=1000 low=2000
    1187 db_main anon=600 file=100 swap=12 pgtables=57344 vm=2048 adj=-500 uid=1000
    1201 hog     anon=63556 file=244 pgtables=2158592 vm=524288 uid=1000
  /job/idle
    1300 dead zombie
`

const GLOBAL = (kernel: string): string => `
  kernel=${kernel} ram=512M swap=64M by=30
  /
    1  init    ppid=0 anon=100
    2  kthreadd ppid=0 kthread
    10 shield  anon=500 file=20 shmem=5 pgtables=40960 vm=4000 adj=-1000
    20 outer   anon=70 outside
    25 first   anon=300 pgtables=8192 leaderExited threads=3
    30 hog     anon=100M swap=16M pgtables=180224 vm=40000 uid=4294967294
`

describe('golden reports', () => {
  it.each(KERNEL_VERSIONS)('of a memcg, %s', async (kernel) => {
    await expect(reportText(MEMCG(kernel))).toMatchFileSnapshot(`goldens/memcg-${kernel}.txt`)
  })

  it.each(KERNEL_VERSIONS)('of a whole machine, %s', async (kernel) => {
    await expect(reportText(GLOBAL(kernel))).toMatchFileSnapshot(`goldens/global-${kernel}.txt`)
  })
})

test('nobody to kill: no summary, and the frame of the kill is missing', () => {
  const text = reportText(GLOBAL('6.12'), evaluate('return 2;'))
  expect(text).not.toContain('oom-kill:')
  expect(text).not.toContain('oom_kill_process')
  expect(text).toContain('Out of memory and no killable processes...\nKernel panic - not syncing: System is deadlocked')
})

test('the table lists the tasks of a memcg in the order of the walk, even where nothing was walked', () => {
  const notation = `
    oom=/a by=9 panic_on_oom=2
    /a max=100
      9 one anon=5
    /a/b
      7 two anon=5
    /a/c
      6 three anon=5
    /a/b/d
      5 four anon=5
  `
  const names = [...reportText(notation).matchAll(/^\[ +\d+\].* (\w+)$/gm)].map((row) => row[1])
  expect(names).toEqual(['one', 'two', 'four', 'three'])
})

test('a later round shows the machine without its dead', () => {
  const scenario = {
    ...machine(`
      oom=/a by=9
      /a max=100
        7 first anon=40 adj=500
        8 second anon=50 adj=100
        9 asks anon=10 adj=-1000
    `),
  }
  const patient = { ...scenario, oom: { ...scenario.oom, requestPages: 70 } }
  const policy = { language: 'c' as const, text: NO_POLICY }
  const { result } = runShared({ policy, parameters: {}, maps: {}, scenario: patient })
  const reports = (result === null ? '' : printReport(patient, result)).split(/^(?=asks invoked)/m)
  const names = reports.map((text) => [...text.matchAll(/^\[ +\d+\].* (\w+)$/gm)].map((row) => row[1]))
  expect(names).toEqual([
    ['first', 'second', 'asks'],
    ['first', 'asks'],
  ])
  expect(reports[1]).toContain('anon 204800\n')
})

test('a kernel that says nothing has an empty report without assumptions', () => {
  const scenario = machine('oom=/a\n/a max=10\n 9 one anon=5')
  const policy = { language: 'c' as const, text: evaluate('return 1;') }
  const { result } = runShared({ policy, parameters: {}, maps: {}, scenario })
  expect(result === null ? null : reportOf(scenario, { ...result, rounds: result.rounds.slice(0, 1) })).toEqual({
    lines: [],
    starts: [0],
    assumptions: [],
  })
})

test('sysctl oom_dump_tasks takes the table away', () => {
  const scenario = machine('by=9\n/\n 9 one anon=5')
  const quiet = { ...scenario.machine, sysctl: { ...scenario.machine.sysctl, oom_dump_tasks: false } }
  const policy = { language: 'c' as const, text: NO_POLICY }
  const { result } = runShared({ policy, parameters: {}, maps: {}, scenario: { ...scenario, machine: quiet } })
  if (result === null) throw new Error('no result')
  expect(printReport({ ...scenario, machine: quiet }, result)).not.toContain('Tasks state')
})

test.each(SCENARIO_GALLERY)('the report of $id is read as it was printed', ({ scenario }) => {
  const { result } = runShared({ policy: { language: 'c', text: NO_POLICY }, parameters: {}, maps: {}, scenario })
  if (result === null) throw new Error('no result')
  const [round] = result.rounds
  const text = printReport(scenario, { ...result, rounds: result.rounds.slice(0, 1) })
  const imported = importReport(text, 0)
  // A round that says nothing cannot be read.
  expect(imported === null).toBe(round?.log.length === 0)
  for (const { tgid, comm, oomScoreAdj, totalVm, rss } of imported?.report.rows ?? []) {
    const task = scenario.tasks.find(({ pid }) => pid === tgid)
    expect([comm, oomScoreAdj, totalVm]).toEqual([task?.comm, task?.oomScoreAdj, task?.totalVmPages])
    expect(rss).toBe(task === undefined ? null : residentPages(task))
  }
  const victim = scenario.tasks[round?.chosen ?? -1]
  expect(imported?.report.summary?.comm).toBe(victim === undefined || imported === null ? undefined : victim.comm)
  expect(imported?.problems ?? []).toEqual([])
})
