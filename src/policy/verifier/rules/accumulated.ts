// Counts and sums that the verifier must keep exact in a loop whose turns it does not count.

import type { Diagnostic } from '../../diagnostics.ts'
import type { LoopStmt } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'

export const ACCUMULATED_TEST = rule({
  code: 'accumulated-test',
  title: 'A count made in a bpf_for() loop and tested against a constant',
  explanation:
    'The verifier looks at one turn of bpf_for() to stand for all of them. A local variable that each turn changes and that is compared with a constant must stay exact, so no turn is like the one before, and the verifier gives up. A global, a map value or a masked variable is not kept exact.',
  verifier: ['The sequence of 8193 jumps is too complex.'],
  example: bodies(
    'int i;\nseen = 0;\nbpf_for(i, 0, 64) {\n\tif (weights[i & 63])\n\t\tseen++;\n}\nif (seen > 3)\n\treturn 3;',
    'int i;\nint n = 0;\nbpf_for(i, 0, 64) {\n\tif (weights[i & 63])\n\t\tn++;\n}\nif (n > 3)\n\treturn 3;',
    'long weights[64];\nint seen;',
  ),
})

/** Each turn of the loop leaves another number in the variable, and a test needs to know which. */
export const accumulated = (loop: LoopStmt, name: string): Diagnostic =>
  problem(
    ACCUMULATED_TEST,
    loop.headSpan,
    `The turns of this loop move ${name} step by step, and a test of ${name} makes the verifier keep its exact number: it follows one turn after the other and does not see the end. Keep ${name} in a global or static variable, or count the turns with a plain for and a constant bound.`,
    { verifier: 'The sequence of 8193 jumps is too complex.' },
  )
