// What the verifier checks about the arguments of helpers and kfuncs, by what the table of helpers says of each.

import type { Diagnostic } from '../diagnostics.ts'
import type { KernelFunction } from '../kernel-types.ts'
import type { Flow } from './flow.ts'
import { checkBuffer, checkConstantString, checkKey, checkMap, checkRecord, checkValue } from './memory-arguments.ts'
import { checkBtf, checkTrusted } from './rules/modified-pointer.ts'
import type { Argument, Call, Check } from './rules/wrong-argument.ts'
import type { State } from './state.ts'

/** Checks every argument that the table says something about. */
export function argumentProblems(
  flow: Flow,
  expr: Call,
  helper: KernelFunction | null,
  args: readonly Argument[],
  state: State,
): Diagnostic[] {
  const problems: Diagnostic[] = []
  for (const argument of args) {
    const kind = helper?.row.args?.[argument.name]
    const { value } = argument
    if (kind === undefined || ('blurred' in value && value.blurred) || value.kind === 'uninitialised') continue
    const found = CHECKS[kind]({ flow, expr, args }, argument)
    if (found === null) continue
    problems.push(found)
    // The path goes on as if it had been tested.
    if (value.kind === 'pointer' && value.nullness === 'maybe') state.learnNullness(value.id, 'never')
  }
  return problems
}

const nothing: Check = () => null

const CHECKS: Readonly<Record<NonNullable<KernelFunction['row']['args']>[string], Check>> = {
  map: checkMap,
  'map-key': checkKey,
  'map-value': checkValue,
  memory: checkBuffer,
  'const-string': checkConstantString,
  context: nothing,
  callback: nothing,
  trusted: checkTrusted,
  btf: checkBtf,
  record: checkRecord,
}
