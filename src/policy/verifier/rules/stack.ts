// The stack has 512 bytes for a program and all functions that it calls.

import type { Diagnostic } from '../../diagnostics.ts'
import type { FunctionIr, Unit } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import { stackBytes, type CallSite } from '../call-graph.ts'

export const STACK_SIZE = rule({
  code: 'stack-size',
  title: 'More than 512 bytes of stack',
  explanation:
    'A program and the functions that it calls share 512 bytes of stack. Keep large arrays in a global or in a map.',
  verifier: ['combined stack size of %d calls is %d. Too large'],
  example: bodies(
    'char b[256];\nbpf_get_current_comm(b, sizeof(b));\nif (b[0])\n\treturn 3;',
    'char b[520];\nbpf_get_current_comm(b, sizeof(b));\nif (b[0])\n\treturn 3;',
  ),
})

const MAX_STACK = 512

/** Programs and call chains whose variables do not fit. */
export function stackProblems(unit: Unit, calls: ReadonlyMap<string, readonly CallSite[]>): Diagnostic[] {
  const functions = new Map(unit.functions.map((f) => [f.name, f]))
  const sizes = new Map(unit.functions.map((f) => [f.name, stackBytes(f, unit.structs)]))
  const problems = new Map<string, Diagnostic>()
  const visit = (name: string, chain: readonly string[], used: number): void => {
    const f = functions.get(name)
    if (f === undefined || chain.includes(name) || chain.length > 16) return
    const own = sizes.get(name) ?? 0
    const total = used + own
    if (own > MAX_STACK) problems.set(name, tooMuch(f, own))
    else if (total > MAX_STACK && !chain.some((caller) => problems.has(caller))) {
      problems.set(name, tooMuchTogether(f, [...chain, name], total))
    }
    for (const { callee } of calls.get(name) ?? []) visit(callee, [...chain, name], total)
  }
  for (const program of unit.programs) visit(program.function, [], 0)
  return [...problems.values()]
}

const tooMuch = (f: FunctionIr, bytes: number): Diagnostic =>
  problem(
    STACK_SIZE,
    f.nameSpan,
    `The variables of ${f.name}() need ${bytes} bytes of stack, and a program has 512. Keep large arrays in a global or in a PERCPU_ARRAY map.`,
    { verifier: `combined stack size of 1 calls is ${Math.ceil(bytes / 32) * 32}. Too large` },
  )

const tooMuchTogether = (f: FunctionIr, chain: readonly string[], bytes: number): Diagnostic =>
  problem(
    STACK_SIZE,
    f.nameSpan,
    `A program and what it calls share 512 bytes of stack; ${chain.join('() -> ')}() need ${bytes} together. Keep large arrays in a global or in a PERCPU_ARRAY map.`,
    { verifier: `combined stack size of ${chain.length} calls is ${Math.ceil(bytes / 32) * 32}. Too large` },
  )
