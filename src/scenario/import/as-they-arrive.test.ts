// Reports as people paste them: tails, heads, rows that were left out, lines that break off. Each reads as far as it says, and what it does
// not say is a gap with a name.

import { describe, expect, test } from 'vitest'

import { type ImportedLog, importKernelLog, importReport } from './import-log.ts'

const RAM = ['Free swap  = 300kB', 'Total swap = 4000kB', '90000 pages RAM', '2000 pages reserved']
const TITLES = '[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name'
const WARDEN = '[    101]     0   101     3000      400    40960        0         -1000 warden'
const MILL = '[    611]    40   611   150000    61000   540672        0             0 mill'
const CLERK = '[    612]    40   612    20000     9000    90112        0             0 clerk'
const ROWS = [WARDEN, MILL, CLERK]
const KILL =
  'Out of memory: Killed process 611 (mill) total-vm:600000kB, anon-rss:240000kB, file-rss:4000kB, shmem-rss:0kB, UID:40 pgtables:528kB oom_score_adj:0'
const HEADER = 'clerk invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0'
const CPU = 'CPU: 2 PID: 612 Comm: clerk Not tainted 6.1.9-made-up #3'

const stamped = (...lines: readonly string[]): string =>
  lines.map((line, index) => `[   40.${String(index).padStart(6, '0')}] ${line}`).join('\n')

function only(text: string): ImportedLog {
  const log = importKernelLog(text)
  expect(log.reports).toHaveLength(1)
  const imported = importReport(text, 0, log)
  if (imported === null) throw new Error('a listed report can be read')
  return imported
}

const gapsOf = ({ gaps }: ImportedLog): string[] => gaps.map(({ what }) => what)
const codesOf = ({ problems }: ImportedLog): string[] => problems.map(({ code }) => code)

describe('tails', () => {
  test('RAM and swap before the table', () => {
    const { scenario, replay } = only(stamped(...RAM, TITLES, ...ROWS, KILL))
    expect(scenario?.machine).toMatchObject({ ramPages: 88000, swapPages: 1000 })
    expect(replay).toMatchObject({ agrees: true, victim: { pid: 611 } })
  })

  test('rows without their titles, and then a kill, however many rows there are', () => {
    const more = Array.from({ length: 30 }, (_, index) => CLERK.replaceAll('612', String(700 + index)))
    const { report, replay } = only(stamped(...more, ...ROWS, KILL))
    expect(report.rows).toHaveLength(33)
    expect(replay).toMatchObject({ agrees: true, logged: { pid: 611 } })
  })

  test('rows alone', () => {
    const imported = only(stamped(...ROWS))
    expect(imported.scenario?.tasks.map(({ comm }) => comm)).toEqual(['warden', 'mill', 'clerk'])
    expect(imported.replay.logged).toBeNull()
    expect(gapsOf(imported)).toContain('scope')
  })

  test('statistics alone', () => {
    const { scenario, report } = only(stamped('Mem-Info:', ...RAM))
    expect(scenario).toBeNull()
    expect(report.memory).toMatchObject({ ramPages: 90000, totalSwapKb: 4000 })
  })

  test('the tail of one report and the head of the next', () => {
    const text = stamped(CLERK, KILL, HEADER, CPU, 'Mem-Info:', ...RAM)
    expect(importKernelLog(text).reports.map(({ invoker, victim }) => [invoker, victim?.pid ?? null])).toEqual([
      [null, 611],
      ['clerk', null],
    ])
  })

  test('the line of the call trace before the lines of a cgroup', () => {
    const imported = only(
      stamped(
        'CPU: 3 PID: 611 Comm: mill Not tainted 3.10.0-862.el7.x86_64 #1',
        'Task in /yard/mill killed as a result of limit of /yard',
        'memory: usage 250000kB, limit 250000kB, failcnt 9',
        '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name',
        '[  611]    40   611   150000    61000     132        0             0 mill',
        'Memory cgroup out of memory: Kill process 611 (mill) score 977 or sacrifice child',
      ),
    )
    expect(imported.report.cpu).toMatchObject({ pid: 611, release: '3.10.0-862.el7.x86_64' })
    expect(imported.report.scope).toBe('memcg')
    expect(codesOf(imported)).not.toContain('no-victim')
  })
})

describe('victims', () => {
  test('without a row are added from their kill line', () => {
    const imported = only(stamped(...RAM, TITLES, WARDEN, '--', CLERK, KILL))
    expect(imported.scenario?.tasks.find(({ pid }) => pid === 611)).toMatchObject({ anonPages: 60000, filePages: 1000 })
    expect(gapsOf(imported)).toContain('rows')
    expect(codesOf(imported)).toContain('elided')
    expect(imported.replay).toMatchObject({ agrees: true, victim: { pid: 611, comm: 'mill' } })
  })

  test('whose kill line names a thread are not added', () => {
    const { scenario } = only(stamped(...RAM, TITLES, ...ROWS, KILL.replace('process 611', 'process 640')))
    expect(scenario?.tasks.map(({ pid }) => pid)).toEqual([101, 611, 612])
  })

  test.each([
    ['a bracket in its name', KILL.replace('(mill)', '(mill (old) x)'), 'mill (old) x'],
    ['an open bracket in its name', KILL.replace('(mill)', '(mill (old)'), 'mill (old'],
    ['brackets in its name', KILL.replace('(mill)', '((sd-pam))'), '(sd-pam)'],
  ])('with %s', (_, kill, comm) => {
    expect(only(kill).scenario?.tasks).toMatchObject([{ comm, uid: 40, anonPages: 60000, oomScoreAdj: 0 }])
  })

  test.each([
    ['shared memory', KILL.replace(/, shmem.*/, ''), ['kill-sizes', 'kill-uid', 'kill-adj']],
    ['file pages', KILL.replace(/, file.*/, ''), ['kill-sizes', 'kill-uid', 'kill-adj']],
    ['the user', KILL.replace(/, UID.*/, ''), ['kill-sizes', 'kill-uid', 'kill-adj']],
    ['oom_score_adj', KILL.replace(/ oom_score_adj.*/, ''), ['kill-adj']],
  ])('whose kill line breaks off before %s', (_, kill, gaps) => {
    const imported = only(kill)
    expect(imported.scenario?.tasks).toMatchObject([{ pid: 611, comm: 'mill', anonPages: 60000 }])
    expect(gapsOf(imported).filter((gap) => gap.startsWith('kill-'))).toEqual(gaps)
  })

  test('whose kill line has no address space', () => {
    expect(only(KILL.replace('total-vm:600000kB, ', '')).scenario?.tasks).toMatchObject([
      { pid: 611, comm: 'mill', anonPages: 60000, totalVmPages: 0 },
    ])
  })

  test('whose kill line was broken before the pid', () => {
    expect(only(stamped(KILL).replace('Killed process', 'Killed\nprocess')).scenario?.tasks).toMatchObject([
      { pid: 611 },
    ])
  })

  test('that an event of Kubernetes names', () => {
    const { report } = only(
      '  Warning  OOMKilling  4m  kernel-monitor, quay  Memory cgroup out of memory: Kill process 611 (mill) score 977 or sacrifice child',
    )
    expect(report).toMatchObject({ scope: 'memcg', selected: { pid: 611, comm: 'mill', score: 977 } })
  })
})

describe('what ran out', () => {
  test.each([
    ['a kill line of a cgroup', KILL.replace('Out of memory', 'Memory cgroup out of memory'), 'memcg'],
    ['a kill line of the machine', KILL, 'global'],
    [
      'a kill line of old kernels, which does not say',
      'Killed process 611 (mill) total-vm:600000kB, anon-rss:240000kB, file-rss:0kB',
      'unknown',
    ],
    ['nobody to kill, without a panic', stamped(HEADER, 'Out of memory and no killable processes...'), 'memcg'],
    [
      'nobody to kill, and a panic',
      stamped(
        HEADER,
        'Out of memory and no killable processes...',
        'Kernel panic - not syncing: System is deadlocked on memory',
      ),
      'global',
    ],
  ])('%s', (_, text, scope) => {
    const imported = only(text)
    expect(imported.report.scope).toBe(scope)
    expect(gapsOf(imported).includes('scope')).toBe(scope === 'unknown')
  })

  test('a cgroup whose limit is not said', () => {
    const text = `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/yard,task_memcg=/yard/mill,task=mill,pid=611,uid=40\n${KILL.replace('Out of memory', 'Memory cgroup out of memory')}`
    expect(gapsOf(only(text))).toContain('limit')
  })

  test('no rule is named where nothing tells the kernel', () => {
    expect(only('Killed process 611 (mill) total-vm:600000kB, anon-rss:240000kB, file-rss:0kB').replay.rule).toBeNull()
  })
})

describe('the name of who allocated', () => {
  const invokerOf = (...lines: readonly string[]): string | null => only(lines.join('\n')).report.header?.comm ?? null

  test('is the one of the call trace, whatever stands before it', () => {
    expect(invokerOf(`40.000001] ${HEADER}`, CPU)).toBe('clerk')
    expect(invokerOf(`some where else ${HEADER}`, CPU)).toBe('clerk')
  })

  test('has at most 15 bytes', () => {
    expect(invokerOf(`a log of ours: ${HEADER}`)).toBe('clerk')
    expect(invokerOf(`a log of ours and no sign ${HEADER}`)).toBeNull()
    expect(invokerOf(`a log of ours and no sign ${HEADER}`, TITLES, ...ROWS)).toBe('clerk')
  })

  test('may be missing', () => {
    expect(invokerOf(HEADER.replace('clerk ', ''))).toBeNull()
  })
})

describe('old kernels', () => {
  const OLD_ROWS = [
    '[  101]     0   101     3000      400   2     -17         -1000 warden',
    '[  611]    40   611   150000    61000   7       0             0 mill',
  ]

  test('RAM in the words of ARM', () => {
    const { scenario } = only(stamped('90000 pages of RAM', '300 free pages', '2000 reserved pages', ...OLD_ROWS, KILL))
    expect(scenario?.machine.ramPages).toBe(88000)
  })

  test('rows without titles are read by the release', () => {
    const imported = only(
      stamped(HEADER, 'Pid: 612, comm: clerk Not tainted 2.6.32-754.el6.x86_64 #1', ...OLD_ROWS, KILL),
    )
    expect(imported.scenario?.tasks.slice(0, 2)).toMatchObject([
      { comm: 'warden', oomScoreAdj: -1000, pgtablesBytes: 0 },
      { comm: 'mill', pgtablesBytes: 0, swapPages: 0 },
    ])
    expect(gapsOf(imported)).toEqual(expect.arrayContaining(['task-swap', 'page-tables']))
    expect(codesOf(imported)).not.toContain('damaged-row')
  })
})
