// Divisors that may be 0. BPF's division gives 0 then (and x % 0 is x), but C leaves it open, so clang may assume that it never happens.

import type { Diagnostic } from '../../diagnostics.ts'
import type { Expr } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Value } from '../values.ts'

export const DIVISION_GUARD = rule({
  code: 'division-guard',
  severity: 'hint',
  title: 'A divisor that is 0',
  explanation:
    'BPF gives 0 for x / 0 and x for x % 0. In C both are undefined, so clang may remove the code around them.',
  example: bodies(
    'u64 n = task->pid;\nif (n && oc->totalpages / n)\n\treturn 3;',
    'u64 n = task->pid;\nif (!n && oc->totalpages / n)\n\treturn 3;',
  ),
})

/** A hint at a division whose divisor is 0 on this path, for certain. Whether an unknown field may be 0 is for the author to know. */
export function divisionProblem(expr: Extract<Expr, { kind: 'binary' }>, divisor: Value): Diagnostic | null {
  if (divisor.kind !== 'scalar' || divisor.blurred || expr.right.kind === 'const') return null
  if (divisor.range.min !== 0n || divisor.range.max !== 0n) return null
  return problem(
    DIVISION_GUARD,
    expr.span,
    `The divisor is 0 here. BPF gives ${expr.op === 'div' ? '0' : 'the number itself'} then, but in C it is undefined and clang may drop the code around it. Test the divisor first.`,
  )
}
