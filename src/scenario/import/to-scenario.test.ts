import { describe, expect, test } from 'vitest'

import type { Scenario } from '../model.ts'
import { type ImportedLog, importReport } from './import-log.ts'
import { GLOBAL_4_19, GLOBAL_EL6, MEMCG_6_12, MEMCG_EL7, prefixed } from './testing/logs.ts'

function imported(text: string): ImportedLog & { scenario: Scenario } {
  const one = importReport(text, 0)
  if (one === null || one.scenario === null) throw new Error('there is no machine')
  return { ...one, scenario: one.scenario }
}

const gapsOf = (text: string): string[] => imported(text).gaps.map((gap) => gap.what)

test('a memcg report of 6.12', () => {
  const { scenario, problems } = imported(prefixed(MEMCG_6_12, '[  754.25] '))
  expect(scenario).toMatchObject({
    title: 'hog killed on 6.12.9-made-up, 754.25',
    kernel: '6.12',
    machine: { ramPages: 2 ** 18, swapPages: 12, uptimeSeconds: 754 },
    oom: { scope: { kind: 'memcg', path: '/job' }, invokerPid: 1201, gfpMask: 0xcc0, order: 0 },
  })
  expect(scenario.cgroups).toMatchObject([
    { path: '/', id: 1 },
    { path: '/job', id: 2, memoryMaxPages: 65536, usagePages: 65536, swapMaxPages: 0, swapUsagePages: 12 },
    { path: '/job/web', id: 3, memoryMaxPages: null },
  ])
  expect(scenario.tasks).toMatchObject([
    { pid: 1187, comm: 'db main', cgroup: '/job', anonPages: 600, filePages: 100, swapPages: 12, oomScoreAdj: -500 },
    {
      pid: 1201,
      comm: 'hog',
      cgroup: '/job/web',
      uid: 1000,
      anonPages: 63556,
      pgtablesBytes: 2158592,
      totalVmPages: 524288,
    },
  ])
  expect(problems).toEqual([])
})

test('a global report of 4.19', () => {
  const { scenario } = imported(GLOBAL_4_19)
  expect(scenario).toMatchObject({
    kernel: '6.1',
    machine: { ramPages: 252500, swapPages: 10000 },
    // The number is that of 4.19, the names are those of all kernels.
    oom: { scope: { kind: 'global' }, invokerPid: 500, gfpMask: 0x100cca },
  })
  // Only the kill line tells anonymous from file memory.
  expect(scenario.tasks[2]).toMatchObject({ anonPages: 149750, filePages: 250 })
  expect(scenario.tasks[1]).toMatchObject({ anonPages: 120, filePages: 0 })
  expect(gapsOf(GLOBAL_4_19)).toEqual(
    expect.arrayContaining(['parents', 'task-cgroups', 'rss-split', 'kernel', 'maps']),
  )
})

test('cgroup v1 limits memory and swap together', () => {
  const text = MEMCG_EL7.replace(
    'memory+swap: usage 200000kB, limit 9007199254740988kB',
    'memory+swap: usage 240000kB, limit 300000kB',
  )
  expect(imported(text).scenario.cgroups.find((cgroup) => cgroup.path === '/pods/one')).toMatchObject({
    memoryMaxPages: 50000,
    swapMaxPages: 25000,
    swapUsagePages: 10000,
  })
  expect(imported(MEMCG_EL7).scenario.cgroups.find((cgroup) => cgroup.path === '/pods/one')?.swapMaxPages).toBeNull()
})

test('pages of 64 KiB become pages of 4 KiB', () => {
  const text = GLOBAL_4_19.replaceAll(/\*4kB/g, '*64kB')
  const { scenario, report } = imported(text)
  expect(report.pageKb).toBe(64)
  expect(scenario.tasks[1]).toMatchObject({ anonPages: 1920, totalVmPages: 64000 })
  expect(scenario.machine.ramPages).toBe(252500 * 16)
})

test('the size of a page from the kill line', () => {
  const text = MEMCG_6_12.replaceAll('2097152kB', '33554432kB')
  expect(imported(text).report.pageKb).toBe(64)
})

test('columns of 2.6 leave gaps', () => {
  expect(gapsOf(GLOBAL_EL6)).toEqual(expect.arrayContaining(['task-swap', 'page-tables', 'gfp']))
  expect(imported(GLOBAL_EL6).scenario.oom.gfpMask).toBe(0x140dca)
})

test('a process whose leader has exited is known by its process id', () => {
  const text = MEMCG_6_12.replace('[   1201]  1000  1201', '[   1207]  1000  1201')
  expect(imported(text).scenario.tasks[1]).toMatchObject({ pid: 1201, leaderExited: true, threads: 2 })
})

describe('the task that allocated', () => {
  const invoker = (comm: string, pid: number, adj = 0): Scenario =>
    imported(
      MEMCG_6_12.replace('hog invoked', `${comm} invoked`)
        .replace('PID: 1201 Comm: hog', `PID: ${pid} Comm: ${comm}`)
        .replace('oom_score_adj=0', `oom_score_adj=${adj}`),
    ).scenario

  test('may be a thread of a process, by name or by its adjustment', () => {
    expect(invoker('hog', 1299).oom.invokerPid).toBe(1201)
    expect(invoker('pool-1', 1299, -500).oom.invokerPid).toBe(1187)
  })

  test('is added where the table leaves it out', () => {
    const init = invoker('systemd', 1)
    expect(init.oom.invokerPid).toBe(1)
    expect(init.tasks[0]).toMatchObject({ pid: 1, ppid: 0, comm: 'systemd' })
    expect(invoker('kworker/0:1', 77).tasks.at(-1)).toMatchObject({ pid: 77, kthread: true })
  })
})

test.each([
  ['2.6.32', '6.1'],
  ['5.15.0-1041-azure', '6.1'],
  ['6.6.30', '6.1'],
  ['6.8.0-rc6+', '6.12'],
  ['6.17.0', '6.12'],
  ['6.18.0', '7.3'],
  ['7.0.1', '7.3'],
  ['7.4.0-rc2', '7.4'],
  ['8.0.0', '7.4'],
])('Linux %s is played by the rules of %s', (release, kernel) => {
  expect(imported(MEMCG_6_12.replace('6.12.9-made-up', release)).scenario.kernel).toBe(kernel)
})

test('flags that this playground does not know are listed', () => {
  const { scenario, gaps } = imported(MEMCG_6_12.replace('0xcc0(GFP_KERNEL)', '0x8000cc0(GFP_KERNEL|__GFP_NEW)'))
  expect(scenario.oom.gfpMask).toBe(0xcc0)
  expect(gaps.find((gap) => gap.what === 'gfp')?.message).toContain('__GFP_NEW')
})
