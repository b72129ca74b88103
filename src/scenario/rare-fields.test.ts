// What few machines need to say: NUMA nodes, groups without the memory controller, requests, kernels without the hook.

import { describe, expect, test } from 'vitest'

import { printScenario } from './print.ts'
import { memcgPath } from './usage.ts'
import { parseScenario } from './validate.ts'

const FULL = {
  version: 1,
  hook: 'none',
  machine: { ram: '1G', nodes: ['512M', '512M'] },
  cgroups: [
    { path: '/t', 'memory.max': '128M' },
    { path: '/t/m', memory: false, cpu: false, cssSetSeq: 4 },
    { path: '/t/m/n' },
  ],
  tasks: [
    {
      pid: 7,
      comm: 'app',
      cgroup: '/t',
      anon: '100M',
      mems: '0-1',
      bind: '1',
      stuck: true,
      oom_score_adj_min: -300,
      nice: -5,
    },
    { pid: 8, comm: 'deep', cgroup: '/t/m/n', anon: '10M' },
  ],
  oom: { scope: { memcg: '/t' }, request: '40M', pageFault: false, nodemask: '0', cpuset: 'm', notifiers: '1M' },
}

const problemsOf = (file: unknown): string[] =>
  parseScenario(file).problems.map(({ severity, code, place }) => `${severity} ${code} ${place}`)

test('all of it is read', () => {
  const { value, problems } = parseScenario(FULL)
  expect(problems).toEqual([])
  expect(value).toMatchObject({
    hook: 'none',
    machine: { nodePages: [131072, 131072] },
    tasks: [{ memsAllowed: [0, 1], bindNodes: [1], stuck: true, oomScoreAdjMin: -300 }, {}],
    oom: { requestPages: 10240, pageFault: false, nodemask: [0], cpuset: 'm', notifierPages: 256 },
  })
  expect(value?.cgroups.map(({ path, memory, cpu, cssSetSeq }) => [path, memory, cpu, cssSetSeq])).toEqual([
    ['/', undefined, undefined, undefined],
    ['/t', undefined, undefined, undefined],
    ['/t/m', false, false, 4],
    ['/t/m/n', false, false, undefined],
  ])
})

test('and printed, so that it is the same when it is read again', () => {
  const { value } = parseScenario(FULL)
  if (value === null) throw new Error('the file is not read')
  expect(parseScenario(printScenario(value))).toEqual({ value, problems: [] })
})

test('what is left out is not in the model', () => {
  const { value } = parseScenario({
    ...FULL,
    hook: 'rfc-v2',
    machine: { ram: '1G' },
    tasks: [{ pid: 7, comm: 'a', nice: 0 }],
    oom: { scope: 'global' },
  })
  expect(Object.keys(value ?? {})).not.toContain('hook')
  expect(Object.keys(value?.tasks[0] ?? {})).not.toContain('nice')
  expect(value?.oom).toEqual({ scope: { kind: 'global' }, invokerPid: 7, gfpMask: 0x140dca, order: 0 })
})

test('tasks are charged to the nearest ancestor with the controller', () => {
  const cgroups = parseScenario(FULL).value?.cgroups ?? []
  expect(['/t/m/n', '/t/m', '/t', '/'].map((path) => memcgPath(cgroups, path))).toEqual(['/t', '/t', '/t', '/'])
})

describe('what cannot be is said', () => {
  test('an adj below its minimum, and a root without the cpu controller', () => {
    const tasks = [{ pid: 7, comm: 'a', oom_score_adj: -5, oom_score_adj_min: 0, anon: '1M' }]
    expect(problemsOf({ ...FULL, cgroups: [{ path: '/', cpu: false }], tasks, oom: { scope: 'global' } })).toEqual([
      'warning root-limit cgroups[0].cpu',
      'warning adj-below-min tasks[0].oom_score_adj_min',
    ])
  })

  test('limits without the controller, and an OOM there', () => {
    const cgroups = [{ path: '/t', memory: false, 'memory.max': '1M' }]
    expect(problemsOf({ ...FULL, cgroups, tasks: [{ pid: 7, comm: 'a', cgroup: '/t', anon: '1M' }] })).toEqual([
      'warning no-controller cgroups[0]["memory.max"]',
      'error no-controller oom.scope.memcg',
    ])
  })

  test('nodes that the machine has not', () => {
    expect(problemsOf({ ...FULL, machine: { ram: '1G', nodes: ['1G'] } })).toEqual([
      'error unknown-node tasks[0].mems',
      'error unknown-node tasks[0].bind',
    ])
    expect(problemsOf({ ...FULL, machine: { ram: '1G', nodes: [] } })).toContain('error nodes machine.nodes')
    expect(problemsOf({ ...FULL, oom: { scope: 'global', nodemask: '7-1' } })).toEqual([
      'error wrong-value oom.nodemask',
    ])
  })
})
