// Prints a linked program as text: every function that is in the module, with its unit, and where programs of the policy run.

import { printFunction } from '../../policy/print-ir.ts'
import type { LinkedFunction, LinkedProgram } from './link.ts'

/** All functions in the order of the module, then what it imports. */
export function printLinked({ functions, imports }: LinkedProgram): string {
  return [
    ...functions.map((linked) => `// ${headOf(linked)}\n${printFunction(linked.ir, linked.unit.structs)}`),
    ...imports.map(({ name }) => `// imported from JavaScript: ${name}`),
  ].join('\n')
}

/** `kernel; first runs fmod_ret evaluate; runs policy code`. */
function headOf({ origin, programs, runsPolicy, recursive, addressTaken }: LinkedFunction): string {
  const attached = programs.map((program) => `${program.attach} ${program.function}`)
  return [
    origin,
    ...(attached.length === 0 ? [] : [`first runs ${attached.join(', ')}`]),
    ...(runsPolicy && origin === 'kernel' ? ['runs policy code'] : []),
    ...(recursive ? ['may call itself'] : []),
    ...(addressTaken ? ['called through a pointer'] : []),
  ].join('; ')
}
