// Functions that are not static are verified on their own, for any arguments that their types allow. What a caller knows does not count.

import type { Diagnostic } from '../../diagnostics.ts'
import type { FunctionIr } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict } from '../../catalogue/examples.ts'
import type { Span } from '../../span.ts'
import type { Value } from '../values.ts'

const judging = (before: string): string => verdict('return judge(oc) ? 3 : 2;', before)

export const GLOBAL_FUNCTION = rule({
  code: 'global-function',
  title: 'A function that is not static, and that the verifier checks by itself',
  explanation:
    'The verifier checks a function that is not static once, for any numbers and for memory of the program that may be NULL. It cannot be given pointers to structs of the kernel, and it returns a number. A static function is checked together with each of its callers.',
  verifier: ["Caller passes invalid args into func#%d ('%s')"],
  example: {
    accepted: judging('static __noinline int judge(struct oom_control *oc)\n{\n\treturn oc->order > 2;\n}'),
    refused: judging('__noinline int judge(struct oom_control *oc)\n{\n\treturn oc->order > 2;\n}'),
  },
})

/** What the verifier says about a call of such a function, or null. */
export function globalCallProblem(callee: FunctionIr, values: readonly Value[], span: Span): Diagnostic | null {
  const verifier = `Caller passes invalid args into func#1 ('${callee.name}')`
  const fix = `Make ${callee.name}() static, so that it is checked together with its callers.`
  if (callee.returns.kind !== 'int') {
    return problem(
      GLOBAL_FUNCTION,
      span,
      `A function that is not static returns a number, and ${callee.name}() does not. ${fix}`,
      { verifier },
    )
  }
  const isKernels = values.some((value) => value.kind === 'pointer' && !value.blurred && value.region.kind === 'kernel')
  if (!isKernels) return null
  return problem(
    GLOBAL_FUNCTION,
    span,
    `A function that is not static takes numbers and memory of the program, and here a struct of the kernel is passed to ${callee.name}(). ${fix}`,
    { verifier },
  )
}
