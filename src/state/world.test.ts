import { expect, it } from 'vitest'

import { scenario, task } from './testing/walk.ts'
import { worldRows, type WorldRow } from './world.ts'

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

const print = (row: WorldRow): string =>
  '  '.repeat(row.level - 1) +
  (row.kind === 'task' ? (MACHINE.tasks[row.task]?.comm ?? '?') : `${row.name} ${row.usagePages} ${row.taskCount}`)

it('lists each cgroup with its processes before its children, with usage of the subtree', () => {
  expect(worldRows(MACHINE, new Set()).map(print)).toEqual([
    '/ 456 4',
    '  kthreadd',
    '  web 456 3',
    '    nginx',
    '    db 400 2', // what the scenario says, rather than the sum
    '      db',
    '      clone',
  ])
})

it('leaves out what is inside of a collapsed cgroup, and counts it all the same', () => {
  expect(worldRows(MACHINE, new Set(['/web'])).map(print)).toEqual(['/ 456 4', '  kthreadd', '  web 456 3'])
})
