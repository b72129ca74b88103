// What clang makes of an export decides as the playground does: the object's instructions are interpreted over the same machine, and every
// verdict, the globals, the maps and what the kernel did with the answers are compared. The interpreter and its helpers share nothing with
// the playground's engine but the tables of structs and constants.

import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'

import { examples } from '../../../scripts/examples.ts'
import { KERNEL_VERSIONS, type KernelVersion } from '../../kernel/versions.ts'
import { lowerC } from '../../policy/c/lower/lower.ts'
import { parseC } from '../../policy/c/parse/parse.ts'
import { compilePolicy } from '../../policy/compile.ts'
import { POLICY_GALLERY } from '../../gallery/policies.ts'
import type { Unit } from '../../policy/ir.ts'
import { SCENARIO_GALLERY } from '../../gallery/scenarios.ts'
import type { Scenario } from '../../scenario/model.ts'
import { emitBoth, emitEach, type Given, playBoth } from '../../simulator/testing/interpreted-machine.ts'
import { exportPolicy } from './export.ts'
import { Random, randomMachine } from '../../simulator/testing/random-machine.ts'
import { compileBpf, hasClang } from './testing/clang.ts'
import { generatePolicy, HEADERS } from './testing/generate-policy.ts'
import { readObject } from './testing/object.ts'

const present = hasClang()
if (!present) console.warn("SKIPPED: clang with the BPF target and libbpf's headers (libbpf-dev) is not here.")

test('clang is here where it is required', () => {
  expect(present || process.env['REQUIRE_CLANG'] !== '1').toBe(true)
})

const ROUNDS = 2

/** The text of the export. */
function exported(text: string, unit: Unit, kernel: KernelVersion, parameters: Given['parameters']): string {
  const options = { target: 'fmod_ret', kernel, link: null, title: 'Policy', parameters } as const
  return exportPolicy({ language: 'c', text }, unit, options).text
}

for (const { id, text, parameters = {}, maps = {} } of POLICY_GALLERY) {
  test.runIf(present)(`${id} decides the same on every machine of the gallery`, () => {
    for (const kernel of KERNEL_VERSIONS) {
      const scenarios = SCENARIO_GALLERY.filter(({ scenario }) => scenario.kernel === kernel)
      if (scenarios.length === 0) continue
      const { value: unit, diagnostics } = compilePolicy({ language: 'c', text }, kernel)
      if (unit === null) throw new Error(diagnostics.map((d) => d.message).join('\n'))
      const object = readObject(compileBpf(exported(text, unit, kernel, parameters)), kernel)
      const emitted = emitBoth(unit, kernel)
      for (const { scenario } of scenarios) {
        const { compiled, interpreted } = playBoth(object, emitted, scenario, { parameters, maps }, ROUNDS)
        expect(interpreted).toEqual(compiled)
      }
    }
  })
}

/** Another seed gives other policies and machines: SEED=2 npx vitest run src/backend/bpf-c/same-verdicts.test.ts */
const SEED = Number(process.env['SEED'] ?? 1)
const POLICIES_A_FILE = examples(30, 5)
const MACHINES_A_POLICY = examples(9, 4)
const FILES = examples(8, 3)

/** Lowers without the verifier's rules: what is compared is what policies compute, not which of them a kernel takes. */
function lowered(text: string, kernel: KernelVersion): Unit {
  const parsed = parseC(text, { kernel })
  const { value, diagnostics } = lowerC(parsed.value, { kernel, origin: 'policy', text })
  const errors = [...parsed.diagnostics, ...diagnostics].filter((d) => d.severity === 'error')
  if (errors.length > 0)
    throw new Error(errors.map((d) => `${d.message} ${text.slice(d.span.start, d.span.end)}`).join('\n'))
  return value
}

const COMMS = ['t1', 't2x', 'java', 'a name of 15 by', '', 'K\u00fcche']

/** A random machine of that kernel, with names that differ. */
function namedMachine(random: Random, kernel: KernelVersion): Scenario {
  const machine = randomMachine(random)
  return { ...machine, kernel, tasks: machine.tasks.map((task) => ({ ...task, comm: random.pick('init', ...COMMS) })) }
}

for (let file = 0; file < FILES; file++) {
  const kernel = KERNEL_VERSIONS[file % KERNEL_VERSIONS.length] ?? '6.12'
  const cpu = file % 2 === 0 ? 'v2' : 'v3'
  test.runIf(present)(`random policies decide the same, file ${file}: kernel ${kernel}, cpu ${cpu}`, () => {
    const random = new Random(1000 * SEED + file)
    const policies = Array.from({ length: POLICIES_A_FILE }, (_, n) => generatePolicy(`p${n}`, random, { kernel, cpu }))
    const text = HEADERS + policies.join('\n')
    const unit = lowered(text, kernel)
    // Signed overflow wraps in the playground; in C it is undefined without this option.
    const object = readObject(compileBpf(exported(text, unit, kernel, {}), `-mcpu=${cpu}`, '-fwrapv', '-w'), kernel)
    const emitted = emitEach(unit, kernel, (program, name) => name.startsWith(`${program}_`))
    expect(emitted.length).toBe(POLICIES_A_FILE)
    emitted.forEach((each, n) => {
      for (let m = 0; m < MACHINES_A_POLICY; m++) {
        const machine = namedMachine(random, kernel)
        const { compiled, interpreted } = playBoth(object, each, machine, { parameters: {}, maps: {} }, 1)
        const different = isDeepStrictEqual(interpreted, compiled) ? null : policies[n]
        expect({ different, rounds: interpreted }).toEqual({ different: null, rounds: compiled })
      }
    })
  })
}
