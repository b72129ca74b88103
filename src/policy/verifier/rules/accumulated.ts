// Counts and sums that the verifier must keep exact in a loop whose turns it does not count.

import type { Diagnostic } from '../../diagnostics.ts'
import type { LoopStmt } from '../../ir.ts'

/** Each turn of the loop leaves another number in the variable, and a test needs to know which. */
export const accumulated = (loop: LoopStmt, name: string): Diagnostic => ({
  code: 'accumulated-test',
  severity: 'error',
  span: loop.headSpan,
  message: `The turns of this loop move ${name} step by step, and a test of ${name} makes the verifier keep its exact number: it follows one turn after the other and does not see the end. Keep ${name} in a global or static variable, or count the turns with a plain for and a constant bound.`,
  verifier: 'The sequence of 8193 jumps is too complex.',
})
