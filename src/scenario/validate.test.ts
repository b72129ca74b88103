import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { examples } from '../../scripts/examples.ts'
import { GALLERY_FILES, SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import type { Cgroup, Scenario, Task } from './model.ts'
import { printScenario } from './print.ts'
import { parseScenario } from './validate.ts'

interface Parts {
  machine?: object
  cgroups?: readonly object[]
  tasks?: readonly object[]
  oom?: object
}

/** A small right file with some parts replaced. */
const fileOf = ({ machine, cgroups, tasks, oom }: Parts = {}) => ({
  version: 1,
  machine: { ram: '1G', ...machine },
  cgroups: cgroups ?? [],
  tasks: tasks ?? [{ pid: 7, comm: 'app', anon: '100M' }],
  oom: oom ?? { scope: 'global' },
})

function read(file: unknown): Scenario {
  const { value, problems } = parseScenario(file)
  if (value === null) throw new Error(JSON.stringify(problems))
  return value
}

const firstTask = (rest: object): Task | undefined =>
  read(fileOf({ tasks: [{ pid: 7, comm: 'app', ...rest }] })).tasks[0]
const lastCgroup = (...cgroups: object[]): Cgroup | undefined => read(fileOf({ cgroups })).cgroups.at(-1)

/** `code at place` of every problem. */
const problemsOf = (file: unknown): string[] =>
  parseScenario(file).problems.map(({ severity, code, place }) => `${severity} ${code} ${place}`)

describe('defaults', () => {
  test('of a machine', () => {
    const { title, kernel, machine, oom } = read(fileOf())
    expect({ title, kernel }).toEqual({ title: 'Untitled machine', kernel: '6.12' })
    expect(machine).toEqual({
      ramPages: 262144,
      swapPages: 0,
      uptimeSeconds: 3600,
      sysctl: { panic_on_oom: 0, oom_kill_allocating_task: false, oom_dump_tasks: true, swappiness: 60 },
      unsetPoints: 'zero',
    })
    expect(oom).toEqual({ scope: { kind: 'global' }, invokerPid: 7, gfpMask: 0x140dca, order: 0 })
  })

  test('of a task: page tables and address space follow from its size', () => {
    expect(firstTask({ anon: '100M', file: '4M' })).toEqual({
      pid: 7,
      ppid: 1,
      comm: 'app',
      uid: 0,
      cgroup: '/',
      anonPages: 25600,
      filePages: 1024,
      shmemPages: 0,
      swapPages: 0,
      pgtablesBytes: (8 + 52) * 4096,
      totalVmPages: 26624 + 2048,
      oomScoreAdj: 0,
      threads: 1,
      startSeconds: 0,
      attachSeq: null,
      kthread: false,
      leaderExited: false,
      zombie: false,
      oomVictim: false,
      oomSkip: false,
      oomOrigin: false,
      vfork: false,
      sharesMmWith: null,
      inCpuset: true,
    })
  })

  test('of a cgroup, with ids that count on past those that are given', () => {
    expect(lastCgroup({ path: '/a' })).toEqual({
      path: '/a',
      id: 2,
      memoryMaxPages: null,
      memoryHighPages: null,
      memoryLowPages: 0,
      memoryMinPages: 0,
      swapMaxPages: null,
      usagePages: null,
      swapUsagePages: null,
      oomGroup: false,
    })
    const { cgroups } = read(fileOf({ cgroups: [{ path: '/a' }, { path: '/b', id: 3 }, { path: '/c' }] }))
    expect(cgroups.map(({ path, id }) => [path, id])).toEqual([
      ['/', 1],
      ['/a', 2],
      ['/b', 3],
      ['/c', 4],
    ])
  })

  test('the largest task in scope asked for the memory', () => {
    const tasks = [
      { pid: 7, comm: 'big', anon: '300M' },
      { pid: 8, comm: 'small', cgroup: '/a', anon: '2M' },
      { pid: 9, comm: 'smaller', cgroup: '/a', anon: '1M' },
    ]
    expect(read(fileOf({ cgroups: [{ path: '/a' }], tasks, oom: { scope: { memcg: '/a' } } })).oom.invokerPid).toBe(8)
  })

  test('a task starts with the one before it, and the kernel starts init and kthreadd', () => {
    const tasks = [
      { pid: 1, comm: 'init' },
      { pid: 9, comm: 'a', startSeconds: 50, anon: '1M' },
      { pid: 10, comm: 'b' },
    ]
    expect(read(fileOf({ tasks })).tasks.map(({ ppid, startSeconds }) => [ppid, startSeconds])).toEqual([
      [0, 0],
      [1, 50],
      [1, 50],
    ])
  })
})

describe('values', () => {
  test('limits are pages, and max is none', () => {
    expect(lastCgroup({ path: '/a', 'memory.max': '96M', 'memory.swap.max': 0, 'memory.low': 'max' })).toMatchObject({
      memoryMaxPages: 24576,
      swapMaxPages: 0,
      memoryLowPages: 2251799813685247,
    })
    expect(lastCgroup({ path: '/a', 'memory.max': 'max' })?.memoryMaxPages).toBeNull()
  })

  test('masks are numbers or hex', () => {
    expect(read(fileOf({ oom: { scope: 'global', gfp_mask: '0xcc0' } })).oom.gfpMask).toBe(0xcc0)
    expect(read(fileOf({ oom: { scope: 'global', gfp_mask: 3264 } })).oom.gfpMask).toBe(0xcc0)
  })

  test('a task in the memory of another has its numbers', () => {
    const tasks = [
      { pid: 7, comm: 'make', anon: '100M' },
      { pid: 8, ppid: 7, comm: 'make', vfork: true },
      { pid: 9, comm: 'twin', sharesMmWith: 7 },
    ]
    const [make, child, twin] = read(fileOf({ tasks })).tasks
    expect([child?.anonPages, child?.sharesMmWith]).toEqual([make?.anonPages, 7])
    expect([twin?.pgtablesBytes, twin?.sharesMmWith]).toEqual([make?.pgtablesBytes, 7])
  })

  test('a name is cut at 15 bytes, between characters', () => {
    expect(firstTask({ comm: 'ääääääääää', anon: '1M' })?.comm).toBe('äääääää')
    expect(firstTask({ comm: 'a\0b', anon: '1M' })?.comm).toBe('a')
  })
})

describe('warnings keep the machine', () => {
  const task = { pid: 7, comm: 'app', anon: '100M' }
  test.each([
    ['part of a page', fileOf({ tasks: [{ ...task, file: 5000 }] }), 'rounded tasks[0].file'],
    ['an unknown key', fileOf({ tasks: [{ ...task, oom_score_adjust: 3 }] }), 'unknown-key tasks[0].oom_score_adjust'],
    [
      'an unknown key with a dot',
      fileOf({ cgroups: [{ path: '/a', 'memory.maxx': 1 }] }),
      'unknown-key cgroups[0]["memory.maxx"]',
    ],
    ['a long name', fileOf({ tasks: [{ ...task, comm: 'a-very-long-name' }] }), 'comm-cut tasks[0].comm'],
    ['an unknown parent', fileOf({ tasks: [{ ...task, ppid: 99 }] }), 'unknown-parent tasks[0].ppid'],
    ['a parent cgroup that is missing', fileOf({ cgroups: [{ path: '/a/b' }] }), 'parent-added cgroups[0]'],
    [
      'a parent cgroup after its child',
      fileOf({ cgroups: [{ path: '/a/b' }, { path: '/a' }] }),
      'parent-moved cgroups[1]',
    ],
    [
      'a limit on the root',
      fileOf({ cgroups: [{ path: '/', 'memory.max': '1G' }] }),
      'root-limit cgroups[0]["memory.max"]',
    ],
    [
      'memory of a kernel thread',
      fileOf({ tasks: [task, { pid: 8, comm: 'k', kthread: true, anon: '1M' }] }),
      'no-memory tasks[1].anon',
    ],
    ['an address space too small', fileOf({ tasks: [{ ...task, totalVm: '1M' }] }), 'small-vm tasks[0].totalVm'],
    [
      'tasks not in fork order',
      fileOf({
        tasks: [
          { ...task, startSeconds: 9 },
          { pid: 8, comm: 'b', startSeconds: 5 },
        ],
      }),
      'fork-order tasks[1].startSeconds',
    ],
    [
      'a memcg over its limit',
      fileOf({ cgroups: [{ path: '/a', 'memory.max': '50M' }], tasks: [{ ...task, cgroup: '/a' }] }),
      'over-limit cgroups["/a"]',
    ],
    ['more memory than the machine has', fileOf({ tasks: [{ ...task, anon: '2G' }] }), 'over-ram machine.ram'],
    ['more swap than the machine has', fileOf({ tasks: [{ ...task, swap: '1M' }] }), 'over-swap machine.swap'],
    [
      'an invoker outside the memcg',
      fileOf({ cgroups: [{ path: '/a' }], tasks: [task], oom: { scope: { memcg: '/a' }, invokerPid: 7 } }),
      'invoker-outside oom.invokerPid',
    ],
    ['no memory at all', fileOf({ tasks: [{ pid: 7, comm: 'app' }] }), 'no-memory tasks'],
  ])('%s', (_, file, expected) => {
    expect(problemsOf(file)).toContain(`warning ${expected}`)
    expect(parseScenario(file).value).not.toBeNull()
  })
})

describe('errors refuse it', () => {
  const task = { pid: 7, comm: 'app', anon: '1M' }
  test.each([
    ['a pid twice', fileOf({ tasks: [task, task] }), 'duplicate-pid tasks[1].pid'],
    ['a cgroup that is not there', fileOf({ tasks: [{ ...task, cgroup: '/nope' }] }), 'unknown-cgroup tasks[0].cgroup'],
    ['a cgroup twice', fileOf({ cgroups: [{ path: '/a' }, { path: '/a' }] }), 'duplicate-cgroup cgroups[1]'],
    [
      'an id twice',
      fileOf({
        cgroups: [
          { path: '/a', id: 5 },
          { path: '/b', id: 5 },
        ],
      }),
      'duplicate-id cgroups[1].id',
    ],
    ['the id of the root', fileOf({ cgroups: [{ path: '/a', id: 1 }] }), 'duplicate-id cgroups[0].id'],
    ['a relative path', fileOf({ cgroups: [{ path: 'a' }] }), 'wrong-value cgroups[0].path'],
    ['a path with dots', fileOf({ cgroups: [{ path: '/a/../b' }] }), 'wrong-value cgroups[0].path'],
    [
      'an adj out of range',
      fileOf({ tasks: [{ ...task, oom_score_adj: -1001 }] }),
      'wrong-value tasks[0].oom_score_adj',
    ],
    ['a negative size', fileOf({ tasks: [{ ...task, anon: -4096 }] }), 'wrong-value tasks[0].anon'],
    ['a size beyond 2^53', fileOf({ tasks: [{ ...task, anon: '9999999T' }] }), 'wrong-value tasks[0].anon'],
    ['a memcg OOM of the root', fileOf({ oom: { scope: { memcg: '/' } } }), 'root-scope oom.scope.memcg'],
    ['an unknown memcg', fileOf({ oom: { scope: { memcg: '/a' } } }), 'unknown-cgroup oom.scope.memcg'],
    ['an unknown invoker', fileOf({ oom: { scope: 'global', invokerPid: 99 } }), 'unknown-invoker oom.invokerPid'],
    [
      'a start after the OOM',
      fileOf({ machine: { uptimeSeconds: 5 }, tasks: [{ ...task, startSeconds: 6 }] }),
      'starts-late tasks[0].startSeconds',
    ],
    [
      'an exited leader alone',
      fileOf({ tasks: [{ ...task, leaderExited: true, threads: 1 }] }),
      'leader-exited tasks[0].threads',
    ],
    [
      'a kernel thread that is a zombie',
      fileOf({ tasks: [{ ...task, kthread: true, zombie: true }] }),
      'states tasks[0]',
    ],
    ['memory shared with nobody', fileOf({ tasks: [{ ...task, sharesMmWith: 9 }] }), 'shared-mm tasks[0].sharesMmWith'],
    ['memory shared with itself', fileOf({ tasks: [{ ...task, sharesMmWith: 7 }] }), 'shared-mm tasks[0].sharesMmWith'],
    ['a vfork child without parent', fileOf({ tasks: [{ ...task, vfork: true }] }), 'vfork tasks[0].vfork'],
    ['no tasks', fileOf({ tasks: [] }), 'no-tasks tasks'],
    ['a newer version', { ...fileOf(), version: 2 }, 'newer-version version'],
    ['no version', { ...fileOf(), version: undefined }, 'missing version'],
    ['no object', [], 'wrong-value '],
  ])('%s', (_, file, expected) => {
    expect(problemsOf(file)).toContain(`error ${expected}`)
    expect(parseScenario(file).value).toBeNull()
  })

  test('too many tasks', () => {
    expect(problemsOf({ ...fileOf(), tasks: Array.from({ length: 1_000_001 }) })).toEqual([
      'error too-many-tasks tasks',
    ])
  })

  test('text that is not JSON, with line and column', () => {
    expect(problemsOf('{\n  "version": 1\n  "title": 2}')).toEqual(['error json-syntax line 3, column 3'])
  })

  test('a list of problems ends after a hundred', () => {
    const tasks = Array.from({ length: 300 }, () => ({ pid: 1, comm: 'x', cgroup: '/x' }))
    const { problems } = parseScenario(fileOf({ tasks }))
    expect(problems).toHaveLength(101)
    expect(problems.at(-1)?.message).toMatch(/^\d+ more problems/)
  })
})

test('messages say what was meant', () => {
  const file = fileOf({
    cgroups: [{ path: '/web' }],
    tasks: [{ pid: 7, comm: 'app', anon: '1M', cgroup: '/wep', thread: 2 }],
  })
  const text = parseScenario(file)
    .problems.map((problem) => problem.message)
    .join('\n')
  expect(text).toContain('Did you mean "threads"?')
  expect(text).toContain('Did you mean /web?')
})

describe('printing', () => {
  test.each(SCENARIO_GALLERY)('$id is the same after printing and reading', ({ scenario }) => {
    const text = printScenario(scenario)
    const { value, problems } = parseScenario(text)
    expect(value).toEqual(scenario)
    expect(problems).toEqual([])
    expect(printScenario(scenario)).toBe(text)
  })
})

/** A JSON value with one member somewhere replaced by anything, or taken away. */
const mutate = (value: unknown, path: readonly number[], replacement: unknown): unknown => {
  const [first, ...rest] = path
  if (first === undefined) return replacement
  if (Array.isArray(value) && value.length > 0)
    return value.with(first % value.length, mutate(value[first % value.length], rest, replacement))
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return replacement
  const entries = Object.entries(value)
  const chosen = entries[first % Math.max(entries.length, 1)]
  if (chosen === undefined) return replacement
  return { ...value, [chosen[0]]: mutate(chosen[1], rest, replacement) }
}

describe('never throws', () => {
  const holds = (input: unknown): void => {
    const { value, problems } = parseScenario(input)
    const errors = problems.filter((problem) => problem.severity === 'error')
    expect(value === null).toBe(errors.length > 0)
    expect(problems.every((problem) => problem.message.endsWith('.') || problem.message.endsWith('?'))).toBe(true)
  }

  test('for any text and any value', () => {
    expect.hasAssertions()
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), holds), { numRuns: examples(500, 50) })
  })

  test('for gallery files with something changed', () => {
    expect.hasAssertions()
    const path = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 })
    const replacement = fc.oneof(fc.jsonValue(), fc.constantFrom(-1, 1e300, '9G', '/', '/a//b', 'max', true, 4194305))
    const mutated = fc
      .tuple(fc.constantFrom(...Object.values(GALLERY_FILES)), path, replacement)
      .map(([file, at, other]) => mutate(file, at, other))
    fc.assert(fc.property(mutated, holds), { numRuns: examples(500, 50) })
  })

  test('and what it reads can be printed and read again', () => {
    const path = fc.array(fc.nat({ max: 30 }), { minLength: 2, maxLength: 3 })
    const replacement = fc.oneof(fc.nat({ max: 2000 }), fc.boolean(), fc.constantFrom('3M', 'max', '/x', 0))
    const mutated = fc
      .tuple(fc.constantFrom(...Object.values(GALLERY_FILES)), path, replacement)
      .map(([file, at, other]) => parseScenario(mutate(file, at, other)).value)
    fc.assert(
      fc.property(mutated, (scenario) => {
        fc.pre(scenario !== null)
        expect(scenario === null ? null : parseScenario(printScenario(scenario)).value).toEqual(scenario)
      }),
      { numRuns: examples(300, 30) },
    )
  })
})
