import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { residentPages } from '../usage.ts'
import { importSnapshot } from './snapshot.ts'

const SCRIPT = 'public/oom-snapshot.sh'

const task = (pid: number, name: string, start: number, status: readonly string[] = [], flags = 4194304): string =>
  [
    `-- /proc/${pid}/status`,
    ` Name:\t${name}`,
    ' State:\tS (sleeping)',
    ' Uid:\t33\t33\t33\t33',
    ' Threads:\t2',
    ...status.map((line) => ` ${line}`),
    `-- /proc/${pid}/stat`,
    ` ${pid} (${name}) S 1 1 1 0 -1 ${flags} 0 0 0 0 0 0 0 0 25 5 2 0 ${start} 0 0`,
    `-- /proc/${pid}/oom_score_adj`,
    ' -17',
    `-- /proc/${pid}/cgroup`,
    ' 0::/app/web',
  ].join('\n')

const MEMORY = [
  'VmSize:\t  4096 kB',
  'RssAnon:\t 400 kB',
  'RssFile:\t 40 kB',
  'RssShmem:\t 4 kB',
  'VmPTE:\t 8 kB',
  'VmSwap:\t 12 kB',
]

const snapshot = (...tasks: readonly string[]): string =>
  [
    '$ sh oom-snapshot.sh',
    '== oom-snapshot 1',
    ' Linux 6.12.9-amd64 x86_64',
    '== machine',
    ' uptime 5000.50 9000.00',
    ' MemTotal:       1048576 kB',
    ' SwapTotal:       524288 kB',
    ' vm.panic_on_oom 1',
    ' vm.oom_kill_allocating_task 0',
    ' vm.oom_dump_tasks 1',
    ' vm.swappiness 10',
    ' ticks 100',
    '== tasks',
    ...tasks,
    '== cgroups',
    '-- /',
    ' inode 1',
    '-- /app',
    ' inode 90',
    ' memory.current 8192',
    ' memory.max 1073741824',
    ' memory.oom.group 1',
    '-- /app/web',
    ' inode 91',
    '== end',
    '$',
  ].join('\n')

test('a snapshot gives the machine, in the order of start times', () => {
  const { value, problems } = importSnapshot(snapshot(task(90, 'young', 9000, MEMORY), task(95, 'old', 7000, MEMORY)))
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(value?.kernel).toBe('6.12')
  expect(value?.assumed).toEqual(['rss-counters'])
  expect(value?.machine).toMatchObject({
    ramPages: 262144,
    swapPages: 131072,
    uptimeSeconds: 5000.5,
    sysctl: { panic_on_oom: 1, swappiness: 10 },
  })
  expect(value?.cgroups.map(({ path }) => path)).toEqual(['/', '/app', '/app/web'])
  expect(value?.cgroups[1]).toMatchObject({ id: 90, memoryMaxPages: 262144, usagePages: 2, oomGroup: true })
  expect(value?.cgroups[2]).toMatchObject({ id: 91, memory: false })
  expect(value?.tasks.map(({ comm }) => comm)).toEqual(['old', 'young'])
  expect(value?.tasks[0]).toMatchObject({
    pid: 95,
    ppid: 1,
    uid: 33,
    cgroup: '/app/web',
    anonPages: 100,
    filePages: 10,
    shmemPages: 1,
    swapPages: 3,
    pgtablesBytes: 8192,
    totalVmPages: 1024,
    oomScoreAdj: -17,
    threads: 2,
    nice: 5,
    startSeconds: 70,
  })
})

test('kernel threads, zombies and exited leaders are told apart', () => {
  const leader = task(50, 'pool', 30)
    .replace('S (sleeping)', 'Z (zombie)')
    .concat(`\n-- /proc/50/task/51/status\n Name:\tpool\n ${MEMORY.join('\n ')}`)
  const zombie = task(60, 'gone', 40).replace('S (sleeping)', 'Z (zombie)').replace('Threads:\t2', 'Threads:\t1')
  const { value } = importSnapshot(
    snapshot(task(2, 'kthreadd', 0, [], 0x200000), leader, zombie, task(70, 'x', 50, MEMORY)),
  )
  expect(value?.tasks.map(({ kthread, leaderExited, zombie: dead }) => [kthread, leaderExited, dead])).toEqual([
    [true, false, false],
    [false, true, false],
    [false, false, true],
    [false, false, false],
  ])
  expect(value?.tasks[1]?.anonPages).toBe(100)
})

test('names with brackets, line feeds and section marks are names', () => {
  const odd = task(80, 'a) S 1 1', 30, MEMORY)
  const feed = task(81, String.raw`b\n== end`, 31, MEMORY).replace(String.raw`(b\n== end)`, '(b\n == end)')
  const { value } = importSnapshot(snapshot(odd, feed))
  expect(value?.tasks.map(({ comm }) => comm)).toEqual(['a) S 1 1', 'b\n== end'])
})

test('what is cut off or damaged is said, the rest is kept', () => {
  const whole = snapshot(task(90, 'first', 1, MEMORY), task(91, 'second', 2, MEMORY))
  const cut = importSnapshot(whole.slice(0, whole.indexOf('-- /proc/91/stat\n')))
  expect(cut.value?.tasks.map(({ comm }) => comm)).toEqual(['first'])
  expect(cut.problems.map(({ code }) => code)).toEqual(expect.arrayContaining(['cut-off', 'damaged-task']))
  expect(importSnapshot('hello').problems.map(({ code }) => code)).toEqual(['no-snapshot'])
})

const codesOf = (text: string): string[] => importSnapshot(text).problems.map(({ code }) => code)

test('what whoever took it was not allowed to see is said', () => {
  const whole = snapshot(task(1, 'init', 1, MEMORY), task(90, 'first', 2, MEMORY))
  expect(codesOf(whole)).not.toEqual(expect.arrayContaining(['hidden-tasks']))
  expect(codesOf(snapshot(task(90, 'first', 2, MEMORY)))).toContain('hidden-tasks')
  const { value, problems } = importSnapshot(whole.replace(/ vm\.(?:swappiness|panic_on_oom).*\n/g, ''))
  expect(value?.machine.sysctl).toMatchObject({ panic_on_oom: 0, swappiness: 60 })
  expect(problems.find(({ code }) => code === 'unread-sysctl')?.message).toContain('vm.panic_on_oom, vm.swappiness')
})

test('a process may be younger than the clock that was read before it', () => {
  const { value } = importSnapshot(snapshot(task(90, 'young', 500_300, MEMORY)))
  expect(value?.machine.uptimeSeconds).toBe(5003)
})

test('names keep the blanks at their start, and those of kernel threads are cut without a word', () => {
  const { value, problems } = importSnapshot(
    snapshot(task(90, '  pad', 1, MEMORY), task(91, 'kworker/u64:3-events_unbound', 2, [], 0x200000)),
  )
  expect(value?.tasks.map(({ comm }) => comm)).toEqual(['  pad', 'kworker/u64:3-e'])
  expect(problems.filter(({ place }) => place.endsWith('comm'))).toEqual([])
})

test('limits of version 1 are read as version 2 would say them', () => {
  const text = snapshot(task(90, 'first', 1, MEMORY).replace('0::/app/web', '5:memory:/app\n 0::/')).replace(
    ' memory.current 8192\n memory.max 1073741824',
    ' memory.limit_in_bytes 4194304\n memory.usage_in_bytes 8192\n memory.memsw.limit_in_bytes 6291456',
  )
  expect(importSnapshot(text).value?.cgroups[1]).toMatchObject({
    memoryMaxPages: 1024,
    swapMaxPages: 512,
    usagePages: 2,
  })
  expect(codesOf(text)).not.toContain('unread-limits')
  expect(codesOf(text.replace(/-- \/app\n(?: .*\n)+/, ''))).toContain('unread-limits')
})

test('the limit of a container is that of the root it sees', () => {
  const { value } = importSnapshot(
    snapshot(task(1, 'first', 1, MEMORY)).replace('-- /\n inode 1', '-- /\n inode 7\n memory.max 4194304'),
  )
  expect(value?.cgroups.find(({ path }) => path === '/container')?.memoryMaxPages).toBe(1024)
  expect(value?.tasks[0]?.cgroup).toBe('/container/app/web')
})

const linux = process.platform === 'linux'
if (!linux) console.warn('SKIPPED: the snapshot of this machine needs /proc.')

test.runIf(linux)('the script reads this machine, odd names included', async () => {
  const name = "a) b'$(id)"
  const child = spawn('sh', ['-c', 'printf "%s" "$1" > /proc/self/comm; read line', 'sh', name], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  try {
    // The child writes its own name first; until then it is called sh.
    await expect.poll(() => readFileSync(`/proc/${child.pid}/comm`, 'utf8').trimEnd()).toBe(name)
    const { stdout, stderr, status } = spawnSync('sh', [SCRIPT], { encoding: 'utf8', maxBuffer: 2 ** 28 })
    expect([status, stderr]).toEqual([0, ''])
    const { value, problems } = importSnapshot(stdout)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const found = value?.tasks.find(({ pid }) => pid === child.pid)
    expect(found).toMatchObject({ comm: name, ppid: process.pid })
    const self = value?.tasks.find(({ pid }) => pid === process.pid)
    expect(self === undefined ? 0 : residentPages(self)).toBeGreaterThan(1000)
    const total = Number(/MemTotal:\s*(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1])
    expect(value?.machine.ramPages).toBe(Math.floor(total / 4))
  } finally {
    child.stdin?.end()
  }
})

test('thousands of processes are read quickly enough to be read in a test', () => {
  const tasks = Array.from({ length: 5000 }, (_, index) => task(index + 10, `p${index}`, index, MEMORY))
  expect(importSnapshot(snapshot(...tasks)).value?.tasks).toHaveLength(5000)
})
