// The kernel's own rule, twice: `testing/oom_rule.c`, written from its description over flat arrays and compiled by this machine's
// compiler, and the playground's engine without a policy. Both must take the same steps on 100,000 random machines, of which a run that is
// not thorough takes the first 6,000. The machines are the same in every run; SEED=n gives others. Without a C compiler the test says so
// and passes, unless REQUIRE_CC=1 demands one.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { examples } from '../../scripts/examples.ts'
import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import type { Scenario } from '../scenario/model.ts'
import { decodeSelections, encodeMachines } from './testing/flat-machine.ts'
import type { Selection } from './testing/flat-machine.ts'
import OOM_RULE_C from './testing/oom_rule.c?raw'
import { Random, randomMachine } from './testing/random-machine.ts'
import { ReusedMachine } from './testing/reused-machine.ts'

const MACHINES = examples(100_000, 6_000)
const BATCH = 2000
const SEED = Number(process.env['SEED'] ?? 20230810)

const folder = mkdtempSync(join(tmpdir(), 'oom-rule-'))
const program = join(folder, 'oom_rule')
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The first compiler that makes the program, or null. */
function compile(): string | null {
  const compilers = [process.env['CC'], 'cc', 'gcc', 'clang'].filter((name) => name !== undefined)
  for (const compiler of compilers) {
    const flags = ['-std=c99', '-O2', '-Wall', '-Wextra', '-Wno-sign-compare', '-Werror', '-x', 'c', '-', '-o', program]
    const { status, stderr } = spawnSync(compiler, flags, { input: OOM_RULE_C, encoding: 'utf8' })
    if (status === 0) return compiler
    if (stderr) throw new Error(`${compiler} refuses oom_rule.c:\n${stderr}`)
  }
  return null
}

const compiler = compile()
if (compiler === null) console.warn('SKIPPED: no C compiler (cc, gcc, clang) is here to build oom_rule.c.')

const askC = (scenarios: readonly Scenario[]): Selection[] => {
  const output = execFileSync(program, { input: encodeMachines(scenarios), maxBuffer: 2 ** 28 })
  return decodeSelections(output, scenarios.length)
}

test('a C compiler is here where it is required', () => {
  expect(compiler !== null || process.env['REQUIRE_CC'] !== '1').toBe(true)
})

test.runIf(compiler !== null)(
  `the engine and the C program take the same steps on ${MACHINES} machines`,
  () => {
    const random = new Random(SEED)
    const engines = new Map(KERNEL_VERSIONS.map((kernel) => [kernel, new ReusedMachine(kernel)]))
    /** How often each thing that matters has happened, so that a generator that misses it fails the test. */
    const seen = new Map<string, number>()
    const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1)

    for (let first = 0; first < MACHINES; first += BATCH) {
      const scenarios = Array.from({ length: BATCH }, () => randomMachine(random))
      const expected = askC(scenarios)
      const actual = scenarios.map((scenario) => engines.get(scenario.kernel)?.select(scenario))
      const wrong = actual.findIndex((selection, index) => !isSame(selection, expected[index]))
      const shown = Math.max(wrong, 0)
      const scenario = scenarios[shown]
      expect({ machine: first + shown, scenario, selection: actual[shown] }).toEqual({
        machine: first + shown,
        scenario,
        selection: expected[shown],
      })
      scenarios.forEach((one, index) => {
        for (const what of traits(one, expected[index])) count(what)
      })
    }
    const rare = TRAITS.filter((what) => (seen.get(what) ?? 0) < MACHINES / 1000)
    expect(rare).toEqual([])
  },
  300_000,
)

function isSame(a: Selection | undefined, b: Selection | undefined): boolean {
  if (a?.totalpages !== b?.totalpages || a?.steps.length !== b?.steps.length) return false
  return (
    a?.steps.every((step, index) => {
      const other = b?.steps[index]
      return (
        step.task === other?.task &&
        step.rule === other.rule &&
        step.exemption === other.exemption &&
        step.points === other.points &&
        step.chosen === other.chosen &&
        step.chosenPoints === other.chosenPoints
      )
    }) ?? false
  )
}

const TRAITS = [
  'global',
  'memcg',
  'sysrq',
  'tie',
  'small totalpages',
  'negative points chosen',
  'nobody',
  'unkillable',
  'cpuset',
  'origin',
  'victim-skip',
  'victim-abort',
  'no-mm',
  'oom_score_adj_min',
  'mmf_oom_skip',
  'vfork',
  'leader exited chosen',
]

/** What of interest happened in a selection. */
function traits({ oom, tasks }: Scenario, selection: Selection | undefined): Set<string> {
  const steps = selection?.steps ?? []
  const last = steps.at(-1)
  const chosen = tasks[last?.chosen ?? -1]
  const found = new Set<string>([oom.scope.kind, ...steps.flatMap((step) => [step.rule, step.exemption])])
  if (oom.order === -1) found.add('sysrq')
  if (selection !== undefined && selection.totalpages < 1000n) found.add('small totalpages')
  if (last?.chosen === -1) found.add('nobody')
  if (chosen !== undefined && last !== undefined && last.chosenPoints < 0n) found.add('negative points chosen')
  if (chosen?.leaderExited === true) found.add('leader exited chosen')
  const tie = steps.some(({ rule, exemption, points, chosen: now }, index) => {
    const before = steps[index - 1]
    return rule === 'badness' && exemption === 'none' && before?.chosenPoints === points && before.chosen !== now
  })
  if (tie) found.add('tie')
  return found
}
