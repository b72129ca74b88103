// Functions that call themselves, and chains of calls that are too long for the verifier.

import { has } from '../../../kernel/differences.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import type { Unit } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict, NEXT, bodies } from '../../catalogue/examples.ts'
import type { CallSite } from '../call-graph.ts'

export const RECURSION = rule({
  code: 'recursion',
  title: 'A function that calls itself',
  explanation:
    'The stack is small and the verifier must see the end, so a function cannot call itself, not even through others. Use a loop with a constant bound.',
  verifier: ['the call stack of %d frames is too deep !'],
  example: bodies(
    'if (down(task->pid))\n\treturn 3;',
    'if (around(task->pid))\n\treturn 3;',
    'static int down(int n)\n{\n\treturn n > 0;\n}\n\nstatic int around(int n)\n{\n\tif (n < 2)\n\t\treturn down(n);\n\treturn around(n - 1) + around(n - 2);\n}',
  ),
})

/** Functions that call each other in a row. */
const functionsInARow = (length: number): string =>
  Array.from({ length }, (_, i) =>
    i === 0
      ? 'static __noinline int f0(int x)\n{\n\treturn x;\n}'
      : `static __noinline int f${i}(int x)\n{\n\treturn f${i - 1}(x) + 1;\n}`,
  ).join('\n\n')

export const CALL_DEPTH = rule({
  code: 'call-depth',
  severity: 'warning',
  title: 'Calls that are nested too deeply',
  explanation: 'The verifier follows 8 frames (16 from 7.3 on). Functions that clang inlines do not count.',
  verifier: ['the call stack of %d frames is too deep !'],
  example: {
    accepted: verdict(`if (f6(task->pid))\n\treturn 3;\n${NEXT}`, functionsInARow(7)),
    refused: verdict(`if (f8(task->pid))\n\treturn 3;\n${NEXT}`, functionsInARow(9)),
  },
})

/** Frames that calls may nest: MAX_CALL_FRAMES of the kernel. */
const maxFrames = (unit: Unit): number => (has(unit.kernel, 'verifier-nests-16-calls') ? 16 : 8)

/** Recursion, reported once at the call that closes the circle, and too deep chains at the first call that is too deep. */
export function callProblems(unit: Unit, calls: ReadonlyMap<string, readonly CallSite[]>): Diagnostic[] {
  const problems = new Map<CallSite, Diagnostic>()
  const limit = maxFrames(unit)
  const visit = (name: string, chain: readonly string[]): void => {
    for (const site of calls.get(name) ?? []) {
      const path = [...chain, name]
      if (path.includes(site.callee)) problems.set(site, recursion(site, path))
      else if (path.length >= limit) problems.set(site, tooDeep(site, limit))
      else if (!problems.has(site)) visit(site.callee, path)
    }
  }
  for (const program of unit.programs) visit(program.function, [])
  return [...problems.values()]
}

const recursion = (site: CallSite, path: readonly string[]): Diagnostic => {
  const circle = [...path.slice(path.indexOf(site.callee)), site.callee]
  return problem(
    RECURSION,
    site.expr.span,
    `A BPF function cannot call itself (${circle.join('() -> ')}()). Use a loop with a constant bound instead.`,
    { verifier: 'the call stack of 9 frames is too deep !' },
  )
}

/** A warning: clang may inline some of the functions, and then there are fewer frames. */
const tooDeep = (site: CallSite, limit: number): Diagnostic =>
  problem(
    CALL_DEPTH,
    site.expr.span,
    `Calls can be nested ${limit} deep, and this one is deeper. Unless clang puts some of the functions inside their callers, the verifier refuses the program; mark them static __always_inline.`,
    { verifier: `the call stack of ${limit + 1} frames is too deep !` },
  )
