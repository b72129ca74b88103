// What clang makes of an export decides as the playground does: the object's instructions are interpreted over the same machine, and every
// verdict, the globals, the maps and what the kernel did with the answers are compared. The interpreter and its helpers share nothing with
// the playground's engine but the tables of structs and constants.

import { expect, test } from 'vitest'

import { KERNEL_VERSIONS, type KernelVersion } from '../../kernel/versions.ts'
import { compilePolicy } from '../../policy/compile.ts'
import { POLICY_GALLERY } from '../../policy/gallery/index.ts'
import type { Unit } from '../../policy/ir.ts'
import { SCENARIO_GALLERY } from '../../scenario/gallery/index.ts'
import { emitBoth, type Given, playBoth } from '../../simulator/testing/interpreted-machine.ts'
import { exportPolicy } from './export.ts'
import { compileBpf, hasClang } from './testing/clang.ts'
import { readObject } from './testing/object.ts'

const present = hasClang()
if (!present) console.warn("SKIPPED: clang with the BPF target and libbpf's headers (libbpf-dev) is not here.")

test('clang is here where it is required', () => {
  expect(present || process.env['REQUIRE_CLANG'] !== '1').toBe(true)
})

const ROUNDS = 2

/** Compiles and exports a policy. */
function compiledAndExported(text: string, kernel: KernelVersion, parameters: Given['parameters']): [Unit, string] {
  const { value, diagnostics } = compilePolicy({ language: 'c', text }, kernel)
  if (value === null) throw new Error(diagnostics.map((d) => d.message).join('\n'))
  const options = { target: 'fmod_ret', kernel, link: null, title: 'Policy', parameters } as const
  const [file] = exportPolicy({ language: 'c', text }, value, options)
  if (file === undefined) throw new Error('nothing was exported')
  return [value, file.text]
}

for (const { id, text, parameters = {}, maps = {} } of POLICY_GALLERY) {
  test.runIf(present)(
    `${id} decides the same on every machine of the gallery`,
    () => {
      for (const kernel of KERNEL_VERSIONS) {
        const scenarios = SCENARIO_GALLERY.filter(({ scenario }) => scenario.kernel === kernel)
        if (scenarios.length === 0) continue
        const [unit, exported] = compiledAndExported(text, kernel, parameters)
        const object = readObject(compileBpf(exported), kernel)
        const emitted = emitBoth(unit, kernel)
        for (const { scenario } of scenarios) {
          const { compiled, interpreted } = playBoth(object, emitted, scenario, { parameters, maps }, ROUNDS)
          expect(interpreted).toEqual(compiled)
        }
      }
    },
    120_000,
  )
}
