import { describe, expect, it } from 'vitest'

import { scenario, task } from '../state/testing/walked-run.ts'
import { HUGE_WORLD, memcgRows, processRows, type RowOptions, type WorldRow } from './world.ts'

const [root] = scenario([]).cgroups
if (root === undefined) throw new Error('a scenario has a root cgroup')

const MACHINE = scenario(
  [
    task(10, 'db', { cgroup: '/web/db', anonPages: 300 }),
    task(11, 'clone', { cgroup: '/web/db', anonPages: 300, sharesMmWith: 10 }),
    task(20, 'nginx', { cgroup: '/web', anonPages: 50, filePages: 5, shmemPages: 1 }),
    task(2, 'kthreadd', { kthread: true }),
  ],
  {
    cgroups: [
      root,
      { ...root, path: '/web', id: 2, memoryMaxPages: 1000 },
      { ...root, path: '/web/db', id: 3, usagePages: 400 },
    ],
  },
)

const ALL: RowOptions = { folds: {}, matches: null }

const print = (row: WorldRow): string =>
  '  '.repeat(row.level - 1) +
  (row.kind === 'task' ? (MACHINE.tasks[row.task]?.comm ?? '?') : `${row.name} ${row.usagePages} ${row.taskCount}`)

it('lists each cgroup with its processes before its children, with usage of the subtree', () => {
  expect(memcgRows(MACHINE, ALL).map(print)).toEqual([
    '/ 456 4',
    '  kthreadd',
    '  web 456 3',
    '    nginx',
    '    db 400 2', // what the scenario says, rather than the sum
    '      db',
    '      clone',
  ])
})

it('leaves out what is inside of a closed cgroup, and counts it all the same', () => {
  expect(memcgRows(MACHINE, { ...ALL, folds: { '/web': false } }).map(print)).toEqual([
    '/ 456 4',
    '  kthreadd',
    '  web 456 3',
  ])
})

it('shows of a filtered tree what matches and where it is', () => {
  const matches = Uint8Array.of(1, 0, 0, 0)
  expect(memcgRows(MACHINE, { folds: {}, matches }).map(print)).toEqual([
    '/ 456 4',
    '  web 456 3',
    '    db 400 2',
    '      db',
  ])
})

const FAMILY = scenario([
  task(1, 'init', { ppid: 0 }),
  task(5, 'shell', { ppid: 1, anonPages: 10 }),
  task(7, 'make', { ppid: 5, anonPages: 20 }),
  task(6, 'sshd', { ppid: 1 }),
  task(8, 'egg', { ppid: 9 }),
  task(9, 'hen', { ppid: 8 }),
])
const family = (options: RowOptions) =>
  processRows(FAMILY, options).map((row) =>
    row.kind === 'task'
      ? `${'  '.repeat(row.level - 1)}${FAMILY.tasks[row.task]?.comm} ${row.belowCount} ${row.belowPages}`
      : row.name,
  )

describe('the tree of processes', () => {
  it('has children below parents with sums, and loses nobody where parents form a circle', () => {
    expect(family(ALL)).toEqual(['init 3 30', '  shell 1 20', '    make 0 0', '  sshd 0 0', 'egg 1 0', '  hen 0 0'])
  })

  it('folds, and keeps the ancestors of what matches', () => {
    expect(family({ folds: { 'pid:5': false, 'pid:8': false }, matches: null })).toEqual([
      'init 3 30',
      '  shell 1 20',
      '  sshd 0 0',
      'egg 1 0',
    ])
    expect(family({ folds: {}, matches: Uint8Array.of(0, 0, 1, 0, 0, 0) })).toEqual([
      'init 3 30',
      '  shell 1 20',
      '    make 0 0',
    ])
  })

  it('takes a chain of thousands', () => {
    const chain = scenario(Array.from({ length: 20_000 }, (_, i) => task(i + 1, 'a', { ppid: i })))
    expect(processRows(chain, { folds: {}, matches: new Uint8Array(20_000).fill(1) })).toHaveLength(20_000)
  })
})

it('begins a huge world folded by cgroup', () => {
  const many = {
    ...MACHINE,
    tasks: Array.from({ length: HUGE_WORLD + 1 }, (_, i) => task(i + 1, 'a', { cgroup: '/web/db' })),
  }
  expect(memcgRows(many, ALL).map(print)).toEqual(['/ 400 5001', '  web 400 5001', '    db 400 5001'])
  expect(memcgRows(many, { ...ALL, folds: { '/web/db': true } })).toHaveLength(HUGE_WORLD + 4)
})
