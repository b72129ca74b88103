// The policy's globals in memory: parameters are set before the run, as a loader sets .rodata, and the others are read after each round.

import type { Global, Unit } from '../../policy/ir.ts'
import { spellType } from '../../policy/spell-type.ts'
import type { Type } from '../../policy/types.ts'
import type { GlobalValue, IntegerBits } from '../trace/trace.ts'
import type { Names } from './values.ts'
import { formatValue, parseValue } from './values.ts'

/** Where something that a person gave is wrong, such as `parameter target_pid`, and what. */
export interface InputProblem {
  place: string
  message: string
}

/** Width of an integer type, null for others. */
export const integerBits = (type: Type): IntegerBits => (type.kind === 'int' ? type.bits : null)

/** The bytes of the parameters that were given, by name. What cannot be used is left at the value in the text. */
export function readParameters(
  unit: Unit,
  given: Readonly<Record<string, string>>,
  names: Names,
): { values: ReadonlyMap<string, Uint8Array>; problems: InputProblem[] } {
  const values = new Map<string, Uint8Array>()
  const problems: InputProblem[] = []
  for (const [name, text] of Object.entries(given)) {
    const global = unit.globals.find((g) => g.name === name && g.parameter)
    const place = `parameter ${name}`
    if (global === undefined) {
      problems.push({ place, message: missingParameter(unit, name) })
      continue
    }
    const parsed = parseValue(text, global.type, unit.structs, names)
    if (parsed.ok) values.set(name, parsed.bytes)
    else problems.push({ place, message: parsed.message })
  }
  return { values, problems }
}

function missingParameter(unit: Unit, name: string): string {
  if (unit.globals.some((g) => g.name === name)) {
    return `${name} is a global, but no parameter: declare it "const volatile" to set it from outside.`
  }
  const known = unit.globals.filter((g) => g.parameter).map((g) => g.name)
  return known.length === 0
    ? 'The policy has no parameters: a "const volatile" global is one.'
    : `The policy has no such parameter. It has: ${known.join(', ')}.`
}

/** True for what a person wants to watch: what the author named and the program can change. */
const isShown = (global: Global): boolean => !global.synthetic && !global.parameter && global.section !== 'rodata'

/** The values of the policy's variables, in the order of the source. */
export const readGlobals = (unit: Unit, addresses: ReadonlyMap<string, number>, view: DataView): GlobalValue[] =>
  unit.globals.filter(isShown).flatMap((global) => {
    const address = addresses.get(global.name)
    if (address === undefined) return []
    return [
      {
        name: global.name,
        type: spellType(global.type, unit.structs),
        text: formatValue(view, address, global.type, unit.structs),
        integerBits: integerBits(global.type),
      },
    ]
  })
