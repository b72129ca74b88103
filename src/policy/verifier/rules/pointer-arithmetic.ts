// A pointer is moved by + and -, and compared. Its bits are nobody's business.

import type { Diagnostic } from '../../diagnostics.ts'
import type { BinaryOp } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Span } from '../../span.ts'
import type { Value } from '../values.ts'

export const POINTER_ARITHMETIC = rule({
  code: 'pointer-arithmetic',
  title: 'Arithmetic on the bits of an address',
  explanation:
    'The verifier follows where a pointer leads, so it may be moved by + and -, compared, stored and passed on. Masks, shifts, products and everything else would make an address that it cannot follow.',
  verifier: [
    'R%d bitwise operator %s on pointer prohibited',
    'R%d pointer arithmetic with %s operator prohibited',
    'R%d pointer += pointer prohibited',
    'R%d pointer ^= pointer prohibited',
  ],
  example: bodies('if (task == oc->chosen)\n\treturn 3;', 'if (((u64)task >> 12) == oc->totalpages)\n\treturn 3;'),
})

const SPELLED: Readonly<Record<BinaryOp, string>> = {
  add: '+=',
  sub: '-=',
  mul: '*=',
  div: '/=',
  mod: '%=',
  and: '&=',
  or: '|=',
  xor: '^=',
  shl: '<<=',
  shr: '>>=',
}

/** True for what the verifier knows as a pointer. */
export const isAddress = (value: Value): boolean =>
  value.kind === 'pointer' && !value.blurred && value.nullness !== 'always' && value.region.kind !== 'number'

/** What the verifier says about `a op b`, or null. */
export function pointerArithmeticProblem(op: BinaryOp, a: Value, b: Value, span: Span): Diagnostic | null {
  const both = isAddress(a) && isAddress(b)
  if (!isAddress(a) && !isAddress(b)) return null
  if (op === 'sub' && isAddress(a)) return null
  if (op === 'add' && !both) return null
  const bitwise = op === 'and' || op === 'or' || op === 'xor'
  const words =
    both && (op === 'add' || op === 'xor')
      ? `R1 pointer ${SPELLED[op]} pointer prohibited`
      : bitwise
        ? `R1 bitwise operator ${SPELLED[op]} on pointer prohibited`
        : `R1 pointer arithmetic with ${SPELLED[op]} operator prohibited`
  return problem(
    POINTER_ARITHMETIC,
    span,
    'The verifier allows + and - on an address, and comparisons. To tell tasks apart, compare the pointers themselves or their pids.',
    { verifier: words },
  )
}

/** An address that is cut to fewer bits: clang makes shifts of it. */
export const truncatedPointer = (span: Span): Diagnostic =>
  problem(
    POINTER_ARITHMETIC,
    span,
    'An address has 64 bits, and fewer of them are none. Keep it in a u64, or use the pid.',
    {
      verifier: 'R1 pointer arithmetic with <<= operator prohibited',
    },
  )
