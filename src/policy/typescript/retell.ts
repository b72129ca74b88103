// What the passes after the translation say, in the words of TypeScript, and what `param(...)` says beyond its C.

import { VERDICT_HOOK } from '../../kernel/interfaces.ts'
import { SIGNED_DIVISION } from '../c/lower/rules/arithmetic.ts'
import { NO_PROGRAM } from '../c/lower/rules/programs.ts'
import type { Diagnostic, Fix } from '../diagnostics.ts'
import type { Unit } from '../ir.ts'
import type { ParamFacts } from './context.ts'
import { hookSignature } from './hook-signature.ts'

/** Messages that speak of C's spelling, by code. */
const MESSAGES: Readonly<Record<string, string>> = {
  [NO_PROGRAM.code]: `There is no program here, so the kernel decides alone. Write ${hookSignature(VERDICT_HOOK)} { ... }`,
  [SIGNED_DIVISION.code]:
    'A signed division compiles only with clang 18 and -mcpu=v4, for kernels from 6.6 on. Make both sides unsigned, such as (x as u64) / 10, when they cannot be negative.',
}

/** Members are read with a dot, and fixes that would write C are left out. */
export function retellForTypeScript(diagnostic: Diagnostic): Diagnostic {
  const { fixes, ...rest } = diagnostic
  const message = MESSAGES[diagnostic.code] ?? diagnostic.message.replaceAll(/(?<=\w|\])->(?=\w)/gu, '.')
  const kept = fixes?.filter(isPlain) ?? []
  return kept.length === 0 ? { ...rest, message } : { ...rest, message, fixes: kept }
}

const isPlain = (fix: Fix): boolean => fix.edits.every(({ text, span }) => /^\w+$/u.test(text) && span.end > span.start)

/** The unit with labels and limits of its parameters. */
export function withParams(unit: Unit, params: ReadonlyMap<string, ParamFacts>): Unit {
  if (params.size === 0) return unit
  const globals = unit.globals.map((global) => {
    const facts = params.get(global.name)
    if (facts === undefined) return global
    const labelled = facts.label === null ? global : { ...global, doc: facts.label }
    return facts.range === null ? labelled : { ...labelled, range: facts.range }
  })
  return { ...unit, globals }
}
