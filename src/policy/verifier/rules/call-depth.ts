// Functions that call themselves, and chains of calls that are too long for the verifier.

import { compareReleases } from '../../../kernel/versions.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import type { Unit } from '../../ir.ts'
import type { CallSite } from '../call-graph.ts'

/** Frames that calls may nest: MAX_CALL_FRAMES of the kernel. */
const maxFrames = (unit: Unit): number => (compareReleases(unit.kernel, '7.3') >= 0 ? 16 : 8)

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
  return {
    code: 'recursion',
    severity: 'error',
    span: site.expr.span,
    message: `A BPF function cannot call itself (${circle.join('() -> ')}()). Use a loop with a constant bound instead.`,
    verifier: 'the call stack of 9 frames is too deep !',
  }
}

/** A warning: clang may inline some of the functions, and then there are fewer frames. */
const tooDeep = (site: CallSite, limit: number): Diagnostic => ({
  code: 'call-depth',
  severity: 'warning',
  span: site.expr.span,
  message: `Calls can be nested ${limit} deep, and this one is deeper. Unless clang puts some of the functions inside their callers, the verifier refuses the program; mark them static __always_inline.`,
  verifier: `the call stack of ${limit + 1} frames is too deep !`,
})
