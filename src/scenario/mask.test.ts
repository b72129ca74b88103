import { expect, test } from 'vitest'

import { POLICY_GALLERY } from '../gallery/policies.ts'
import { runShared } from '../simulator/testing/run-shared.ts'
import type { RunResult } from '../simulator/trace/trace.ts'
import { SCENARIO_GALLERY } from '../gallery/scenarios.ts'
import { maskScenario, masksOf } from './mask.ts'
import type { Scenario } from './model.ts'
import { printScenario } from './print.ts'
import { parseScenario } from './validate.ts'

/** Policies that read neither names nor pids. */
const NAMELESS = ['kernel-badness', 'largest-rss', 'most-swap', 'naive-biggest', 'youngest-first']

const steps = (scenario: Scenario, text: string): unknown => {
  const { result } = runShared({ policy: { language: 'c', text }, parameters: {}, maps: {}, scenario })
  return result === null ? null : withoutNames(result)
}

/** A run without the lines that name processes. */
const withoutNames = ({ rounds, outcome }: RunResult): unknown => ({
  outcome,
  rounds: rounds.map(({ iterations, totalpages, chosen, aborted, kills, log, outcome: end }) => ({
    iterations,
    totalpages,
    chosen,
    aborted,
    kills,
    lines: log.map((line) => line.task),
    end,
  })),
})

const policies = POLICY_GALLERY.filter(({ id }) => NAMELESS.includes(id))

test('the policies of this test are there', () => {
  expect(policies.map(({ id }) => id).sort()).toEqual(NAMELESS)
})

test.each(SCENARIO_GALLERY)('$id runs the same after masking', ({ scenario }) => {
  const masked = maskScenario(scenario)
  for (const { text } of policies) expect(steps(masked, text)).toEqual(steps(scenario, text))
})

test.each(SCENARIO_GALLERY)('$id keeps nothing of its names and is a valid machine still', ({ scenario }) => {
  const masked = maskScenario(scenario)
  const { value, problems } = parseScenario(printScenario(masked))
  expect(value).toEqual(masked)
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])

  const comms = new Set(masked.tasks.map((task) => task.comm))
  const pids = new Set(masked.tasks.map((task) => task.pid))
  const names = new Set(masked.cgroups.flatMap(({ path }) => path.split('/')))
  for (const task of scenario.tasks) expect(comms).not.toContain(task.comm)
  for (const task of scenario.tasks.filter(({ pid }) => pid !== 1)) expect(pids).not.toContain(task.pid)
  for (const name of scenario.cgroups.flatMap(({ path }) => path.split('/')).filter((part) => part !== ''))
    expect(names).not.toContain(name)
})

test('a name is the same everywhere, different names stay different, and lengths are kept', () => {
  const [first] = SCENARIO_GALLERY
  if (first === undefined) throw new Error('the gallery is empty')
  const [task] = first.scenario.tasks
  if (task === undefined) throw new Error('the machine is empty')
  const named = ['a', 'b', 'a', 'nginx: worker', 'p1', '', 'ä'].map((comm, index) => ({
    ...task,
    pid: index + 10,
    comm,
  }))
  const { comms } = masksOf({ ...first.scenario, tasks: named })
  expect(new Set(comms.values()).size).toBe(new Set(named.map((one) => one.comm)).size)
  expect(comms.get('nginx: worker')).toHaveLength(13)
  expect(comms.get('')).toBe('')
  expect(comms.get('ä')).toHaveLength(2)
})

test('the cpuset of the request is called as its cgroup is', () => {
  const { value } = parseScenario({
    version: 1,
    machine: { ram: '1G' },
    cgroups: [{ path: '/web' }, { path: '/web/shop' }],
    tasks: [{ pid: 7, comm: 'app', cgroup: '/web/shop', anon: '9M' }],
    oom: { scope: 'global', cpuset: 'shop' },
  })
  if (value === null) throw new Error('the file is not read')
  const { cgroups, oom } = maskScenario(value)
  expect(cgroups[2]?.path.split('/').at(-1)).toBe(oom.cpuset)
  expect(oom.cpuset).not.toBe('shop')
  expect(maskScenario({ ...value, oom: { ...value.oom, cpuset: 'elsewhere' } }).oom.cpuset).not.toBe('elsewhere')
})

test('a thousand short names get different masks', () => {
  const [first] = SCENARIO_GALLERY
  const [task] = first?.scenario.tasks ?? []
  if (first === undefined || task === undefined) throw new Error('the gallery is empty')
  const tasks = Array.from({ length: 1000 }, (_, index) => ({ ...task, pid: index + 2, comm: index.toString(36) }))
  const { comms } = masksOf({ ...first.scenario, tasks })
  expect(new Set(tasks.map((one) => comms.get(one.comm))).size).toBe(1000)
})
