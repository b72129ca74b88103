// What the kernel's verifier would refuse, told from the IR, in its words and in ours. It follows every program path by path as the
// verifier does and reports only what it is sure of: a program that kernels accept gets no error here.
//
// It leaves out what the front end already refuses (types, unknown helpers, licences) and what only compiled code shows.

import { sortDiagnostics, type Diagnostic } from './diagnostics.ts'
import type { Unit } from './ir.ts'
import { callGraph } from './verifier/call-graph.ts'
import { walkPrograms } from './verifier/programs.ts'
import { callProblems } from './verifier/rules/call-depth.ts'
import { stackProblems } from './verifier/rules/stack.ts'

/** Judges a policy for the kernel that it was compiled for. Kernel units are trusted: nothing is said about them. */
export function verifyUnit(unit: Unit): Diagnostic[] {
  if (unit.origin === 'kernel') return []
  const calls = callGraph(unit)
  return sortDiagnostics([...callProblems(unit, calls), ...stackProblems(unit, calls), ...walkPrograms(unit)])
}
