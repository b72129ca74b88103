import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import { scenarioToFile } from '../../scenario/print.ts'
import { isList, isObject } from '../../scenario/values.ts'
import { columnsToTasks, tasksToColumns } from './task-columns.ts'

const PATHS = ['/', '/web', '/batch']
const columns = (...rows: Readonly<Record<string, unknown>>[]) => tasksToColumns(rows, PATHS)

describe('tasksToColumns()', () => {
  test('writes steps, places, parents and round numbers', () => {
    expect(
      columns(
        { pid: 1, comm: 'init', startSeconds: 0, anon: '8M' },
        { pid: 40, ppid: 1, comm: 'web', cgroup: '/web', startSeconds: 7, anon: '64M', uid: 33 },
        { pid: 41, ppid: 40, comm: 'web', cgroup: '/web', startSeconds: 7, anon: '2M', uid: 33 },
        { pid: 90, ppid: 7, comm: 'job', cgroup: '/batch', startSeconds: 9 },
      ),
    ).toEqual({
      n: 4,
      pid: [1, 39, 1, 49],
      comm: ['init', 'web', 'web', 'job'],
      startSeconds: [0, 7, 0, 2],
      anon: [21, 4, 32, 1, 0],
      ppid: [null, 1, 1, -7],
      cgroup: [0, 1, 1, 2],
      uid: [0, 33, 33, 0],
    })
  })

  test('writes page tables and address space that follow from the memory as one 0', () => {
    expect(
      columns(
        { pid: 5, anon: '2M', pgtables: '36K', totalVm: '10M' },
        { pid: 9, anon: '2M', pgtables: '36K', totalVm: '10M' },
      ),
    ).toMatchObject({
      pgtables: 0,
      totalVm: 0,
    })
  })

  test.each([
    [{ cgroup: '/gone' }],
    [{ cgroup: '/' }],
    [{ anon: '1024K' }],
    [{ anon: 'much' }],
    [{ uid: 0 }],
    [{ pid: -4 }],
    [{ mems: ['0'] }],
  ])('refuses %j, which it could not give back', (row) => {
    expect(columns(row)).toBeNull()
  })
})

describe('columnsToTasks()', () => {
  test.each(SCENARIO_GALLERY)('gives the tasks of $id back', ({ scenario }) => {
    const { tasks } = scenarioToFile(scenario)
    const rows = isList(tasks) ? tasks.filter(isObject) : []
    const paths = scenario.cgroups.map(({ path }) => path)
    const packed: unknown = JSON.parse(JSON.stringify(tasksToColumns(rows, paths)))
    expect(columnsToTasks(packed, paths)).toEqual(rows)
  })

  test('never throws', () => {
    const key = fc.constantFrom('n', 'pid', 'ppid', 'cgroup', 'anon', 'pgtables', 'uid', 'comm', '__proto__')
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue())), fc.nat({ max: 5 }), (value, n) => {
        expect(() => columnsToTasks(value, PATHS)).not.toThrow()
        expect(() => columnsToTasks({ ...Object(value), n }, PATHS)).not.toThrow()
      }),
    )
  })
})
