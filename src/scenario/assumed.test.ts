import { expect, test } from 'vitest'

import { assumedOf } from './assumed.ts'
import { printScenario } from './print.ts'
import { parseScenario } from './validate.ts'

const FILE = {
  version: 1,
  assumed: ['parents', 'threads', 'rss-split', 'task-cgroups'],
  machine: { ram: '1G' },
  cgroups: [{ path: '/web' }],
  tasks: [
    { pid: 1, comm: 'init', anon: '1M', file: '1M' },
    { pid: 7, ppid: 1, comm: 'app', anon: '9M' },
    { pid: 8, ppid: 7, comm: 'victim', anon: '9M', shmem: '1M', threads: 3, cgroup: '/web' },
  ],
  oom: { scope: 'global' },
}

test('a stand-in is told from what is known, task by task', () => {
  const { value, problems } = parseScenario(FILE)
  if (value === null) throw new Error('the file is not read')
  expect(problems).toEqual([])
  expect(value.tasks.map((task) => [...assumedOf(task, value)])).toEqual([
    ['threads', 'task-cgroups'],
    ['parents', 'threads', 'rss-split', 'task-cgroups'],
    [],
  ])
})

test('it is printed and read again, and a machine that was not imported has none', () => {
  const { value } = parseScenario(FILE)
  if (value === null) throw new Error('the file is not read')
  expect(parseScenario(printScenario(value)).value).toEqual(value)
  expect(parseScenario({ ...FILE, assumed: undefined }).value).not.toHaveProperty('assumed')
})

test('a word that is no assumption is a problem at its place', () => {
  expect(parseScenario({ ...FILE, assumed: ['weather'] }).problems).toMatchObject([
    { severity: 'error', place: 'assumed[0]' },
  ])
})
