import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { normaliseSize } from './edit-values.ts'
import { editWorld, type WorldEdit } from './edit.ts'
import { findGalleryScenario, SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { Scenario } from './model.ts'
import { scenarioToFile } from './print.ts'
import { residentPages } from './usage.ts'
import { parseScenario } from './validate.ts'

function gallery(id: string): Scenario {
  const scenario = findGalleryScenario(id)
  if (scenario === null) throw new Error(`no scenario ${id}`)
  return scenario
}

const HOG = gallery('one-hog')
const WEB = gallery('all-or-nothing')

function edited(scenario: Scenario, ...edits: readonly WorldEdit[]): Scenario {
  return edits.reduce((before, edit) => {
    const { value, problems } = editWorld(before, edit)
    if (value === null) throw new Error(JSON.stringify(problems))
    return value
  }, scenario)
}

const taskOf = (scenario: Scenario, pid: number) => scenario.tasks.find((task) => task.pid === pid)
const rssOf = (scenario: Scenario, pid: number): number => {
  const task = taskOf(scenario, pid)
  return task === undefined ? -1 : residentPages(task)
}
const problemOf = (scenario: Scenario, edit: WorldEdit) => {
  const { value, problems } = editWorld(scenario, edit)
  return { refused: value === null, messages: problems.map(({ place, message }) => `${place}: ${message}`) }
}

describe('what is dragged', () => {
  it('takes anonymous memory first, and gives it back', () => {
    const small = edited(HOG, { what: 'resize-task', pid: 1400, pages: 100 })
    expect(taskOf(small, 1400)).toMatchObject({ anonPages: 0, filePages: 100 })
    const big = edited(HOG, { what: 'resize-task', pid: 1400, pages: 400_000 })
    expect(taskOf(big, 1400)).toMatchObject({ anonPages: 399_488, filePages: 512 })
  })

  it('is the memory of all who share it', () => {
    const scenario = edited(HOG, { what: 'task', pid: 1320, key: 'sharesMmWith', value: 903 })
    const small = edited(scenario, { what: 'resize-task', pid: 1320, pages: 1000 })
    expect([903, 1320].map((pid) => rssOf(small, pid))).toEqual([1000, 1000])
  })

  it('moves the usage that the machine states', () => {
    const stated = edited(
      HOG,
      { what: 'cgroup', path: '/user.slice', key: 'memory.current', value: '1500M' },
      { what: 'resize-task', pid: 1400, pages: rssOf(HOG, 1400) - 256 },
    )
    expect(stated.cgroups.find(({ path }) => path === '/user.slice')?.usagePages).toBe(1499 * 256)
  })

  it('leaves alone what has no memory', () => {
    expect(editWorld(HOG, { what: 'resize-task', pid: 48, pages: 10 }).value).toBe(HOG)
  })
})

describe('what is typed', () => {
  it.each([
    ['1.5G', '1.5G'],
    ['380 MiB', '380MiB'],
    ['95 000 pages', 389_120_000],
    ['12p', 49_152],
    ['1,024 KiB', '1024KiB'],
    ['4096', 4096],
    ['MAX', 'max'],
  ])('reads %j as an amount', (text, value) => {
    expect(normaliseSize(text)).toBe(value)
  })

  it('reaches the model in pages', () => {
    const scenario = edited(
      HOG,
      { what: 'task', pid: 903, key: 'anon', value: '1.5G' },
      { what: 'task', pid: 903, key: 'oom_score_adj', value: ' \u2212500 ' },
      { what: 'machine', key: 'swap', value: '1 GiB' },
      { what: 'machine', key: 'panic_on_oom', value: 1 },
      { what: 'oom', key: 'scope', value: '/system.slice' },
    )
    expect(taskOf(scenario, 903)).toMatchObject({ anonPages: 393_216, oomScoreAdj: -500 })
    expect(scenario.machine).toMatchObject({ swapPages: 262_144, sysctl: { panic_on_oom: 1 } })
    expect(scenario.oom.scope).toEqual({ kind: 'memcg', path: '/system.slice' })
  })

  it('is refused with a place and a reason, and nothing changes', () => {
    expect(problemOf(HOG, { what: 'task', pid: 903, key: 'anon', value: 'lots' })).toEqual({
      refused: true,
      messages: [
        'tasks[10].anon: tasks[10].anon must be a size: a whole number of bytes, or text such as "96M", "512K" or "2G"; it is "lots".',
      ],
    })
    expect(problemOf(HOG, { what: 'task', pid: 903, key: 'oom_score_adj', value: '1001' }).refused).toBe(true)
    expect(problemOf(HOG, { what: 'task', pid: 903, key: 'cgroup', value: '/nowhere' }).messages[0]).toContain(
      'There is no cgroup /nowhere',
    )
    expect(problemOf(HOG, { what: 'task', pid: 903, key: 'pid', value: '812' }).messages[0]).toContain('812 already')
  })

  it('says what was rounded', () => {
    expect(problemOf(HOG, { what: 'task', pid: 903, key: 'anon', value: '5000' })).toMatchObject({
      refused: false,
      messages: [expect.stringContaining('rounded down')],
    })
  })

  it('renumbers and renames wherever the old name stands', () => {
    const scenario = edited(
      WEB,
      { what: 'task', pid: WEB.oom.invokerPid, key: 'pid', value: 77 },
      { what: 'cgroup', path: '/web', key: 'path', value: '/shop' },
    )
    expect(scenario.oom).toMatchObject({ invokerPid: 77, scope: { kind: 'memcg', path: '/shop' } })
    expect(scenario.tasks.some(({ cgroup }) => cgroup.startsWith('/web'))).toBe(false)
  })

  it('turns a process into a kernel thread and back without an error', () => {
    const thread = edited(HOG, { what: 'task', pid: 903, key: 'kthread', value: true })
    expect(taskOf(thread, 903)).toMatchObject({ kthread: true, anonPages: 0, pgtablesBytes: 0 })
    const zombie = edited(thread, { what: 'task', pid: 903, key: 'zombie', value: true })
    expect(taskOf(zombie, 903)).toMatchObject({ kthread: false, zombie: true })
    expect(taskOf(edited(zombie, { what: 'task', pid: 903, key: 'zombie', value: false }), 903)?.zombie).toBe(false)
  })
})

describe('what is added, moved and deleted', () => {
  it('is a process with a pid of its own, at the end', () => {
    const scenario = edited(HOG, { what: 'add-task', cgroup: '/user.slice' }, { what: 'duplicate-task', pid: 903 })
    expect(scenario.tasks.slice(-2).map(({ pid, comm }) => [pid, comm])).toEqual([
      [1401, 'task-1401'],
      [1402, 'postgres'],
    ])
  })

  it('keeps start times in order', () => {
    const scenario = edited(HOG, { what: 'move-task', pid: 1400, by: -100 })
    expect(scenario.tasks[0]?.pid).toBe(1400)
    expect(scenario.tasks.map(({ startSeconds }) => startSeconds)).toEqual(
      HOG.tasks.map(({ startSeconds }) => startSeconds),
    )
  })

  it('gives the request for memory to another when the asking process goes', () => {
    expect(edited(HOG, { what: 'delete-task', pid: 1400 }).oom.invokerPid).toBe(903)
  })

  it('copies a cgroup with all that is in it', () => {
    const scenario = edited(HOG, { what: 'duplicate-cgroup', path: '/user.slice' })
    expect(scenario.tasks.slice(-2).map(({ comm, cgroup, ppid }) => [comm, cgroup, ppid])).toEqual([
      ['bash', '/user.slice-2/user-1000.slice/session-3.scope', 1],
      ['stress-ng', '/user.slice-2/user-1000.slice/session-3.scope', 1401],
    ])
  })

  it('lifts what was in a deleted cgroup', () => {
    const scenario = edited(HOG, { what: 'delete-cgroup', path: '/user.slice/user-1000.slice' })
    expect(taskOf(scenario, 1400)?.cgroup).toBe('/user.slice/session-3.scope')
    expect(edited(WEB, { what: 'delete-cgroup', path: '/web' }).oom.scope).toEqual({ kind: 'global' })
  })

  it('moves a cgroup past its sibling', () => {
    const top = (scenario: Scenario) =>
      scenario.cgroups.map(({ path }) => path).filter((path) => path.lastIndexOf('/') === 0 && path !== '/')
    expect(top(edited(HOG, { what: 'move-cgroup', path: '/user.slice', by: -1 }))).toEqual([
      '/init.scope',
      '/user.slice',
      '/system.slice',
    ])
    expect(top(edited(HOG, { what: 'move-cgroup', path: '/init.scope', by: 1 }))).toEqual([
      '/system.slice',
      '/init.scope',
      '/user.slice',
    ])
  })

  it('may be all there is, down to an empty machine and up again', () => {
    const empty = edited(HOG, ...HOG.tasks.map(({ pid }) => ({ what: 'delete-task', pid }) as const))
    expect(empty.tasks).toEqual([])
    const again = edited(empty, { what: 'add-task', cgroup: '/' })
    expect(parseScenario(scenarioToFile(again)).problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})

describe('any edits in any order', () => {
  const number = fc.nat({ max: 60 })
  const kinds = [
    (n: number): WorldEdit => ({ what: 'add-task', cgroup: `${n}` }),
    (n: number): WorldEdit => ({ what: 'duplicate-task', pid: n }),
    (n: number): WorldEdit => ({ what: 'move-task', pid: n, by: (n % 7) - 3 }),
    (n: number): WorldEdit => ({ what: 'delete-task', pid: n }),
    (n: number): WorldEdit => ({ what: 'resize-task', pid: n, pages: n * 100 }),
    (n: number): WorldEdit => ({ what: 'add-cgroup', parent: `${n}` }),
    (n: number): WorldEdit => ({ what: 'duplicate-cgroup', path: `${n}` }),
    (n: number): WorldEdit => ({ what: 'move-cgroup', path: `${n}`, by: (n % 5) - 2 }),
    (n: number): WorldEdit => ({ what: 'delete-cgroup', path: `${n}` }),
    (n: number): WorldEdit => ({ what: 'limit-cgroup', path: `${n}`, pages: n * 1000 }),
  ]

  /** Numbers stand for tasks and cgroups of the machine as it is then. */
  function aimed(edit: WorldEdit, scenario: Scenario, n: number): WorldEdit {
    const pid = scenario.tasks[n % Math.max(1, scenario.tasks.length)]?.pid ?? 0
    const path = scenario.cgroups[n % scenario.cgroups.length]?.path ?? '/'
    if ('pid' in edit) return { ...edit, pid }
    if ('path' in edit) return { ...edit, path }
    if (edit.what === 'add-task') return { ...edit, cgroup: path }
    return edit.what === 'add-cgroup' ? { ...edit, parent: path } : edit
  }

  it('leave a machine that a file can hold, and that reads as the same', () => {
    const scenarios = SCENARIO_GALLERY.map(({ scenario }) => scenario).filter(({ tasks }) => tasks.length < 60)
    fc.assert(
      fc.property(
        fc.constantFrom(...scenarios),
        fc.array(fc.tuple(fc.constantFrom(...kinds), number), { maxLength: 12 }),
        (start, steps) => {
          let scenario = start
          for (const [kind, n] of steps) scenario = edited(scenario, aimed(kind(n), scenario, n))
          const { value, problems } = parseScenario(scenarioToFile(scenario), { mayBeEmpty: true })
          expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
          expect(value).toEqual(scenario)
        },
      ),
      { numRuns: 150 },
    )
  })
})
