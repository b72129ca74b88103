// Divisions and shifts.

import { rule } from '../../../catalogue/rule.ts'
import { bodies } from '../../../catalogue/examples.ts'

export const DIVISION_BY_ZERO = rule({
  code: 'division-by-zero',
  title: 'A division by the constant 0',
  explanation:
    'The verifier refuses a constant divisor of zero. A divisor that becomes 0 only at run time is accepted, and the result is 0.',
  verifier: ['div by zero'],
  example: bodies('if (oc->totalpages / 2)\n\treturn 3;', 'if (oc->totalpages / 0)\n\treturn 3;'),
})

export const SIGNED_DIVISION = rule({
  code: 'signed-division',
  severity: 'warning',
  title: 'A signed division',
  explanation:
    'BPF has a signed division only since Linux 6.6, and clang uses it only from version 18 on, with -mcpu=v4. Before that, only unsigned numbers can be divided. Make both sides unsigned if they cannot be negative.',
  verifier: ['Unsupport signed division for DAG ... Please convert to unsigned div/mod (clang)'],
  example: bodies('if (oc->totalpages / 10)\n\treturn 3;', 'if (oc->chosen_points / task->pid)\n\treturn 3;'),
})

export const INVALID_SHIFT = rule({
  code: 'invalid-shift',
  title: 'A shift by more bits than the type has',
  explanation:
    'A constant shift count must be at least 0 and less than the width of the shifted type: 32 for int, 64 for long.',
  verifier: ['invalid shift %d'],
  example: bodies('if (oc->totalpages << 3)\n\treturn 3;', 'if (oc->totalpages << 64)\n\treturn 3;'),
})
