// A spin lock in a value of a map is taken once, given back on every path, and nothing is called in between.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'
import type { Span } from '../../span.ts'

const TOTALS =
  'struct total {\n\tstruct bpf_spin_lock lock;\n\tu64 asked;\n};\n\nstruct {\n\t__uint(type, BPF_MAP_TYPE_ARRAY);\n\t__uint(max_entries, 1);\n\t__type(key, u32);\n\t__type(value, struct total);\n} totals SEC(".maps");'
const LOCKED =
  'u32 key = 0;\nstruct total *t = bpf_map_lookup_elem(&totals, &key);\nif (!t)\n\treturn 2;\nbpf_spin_lock(&t->lock);\n'

export const SPIN_LOCK = rule({
  code: 'spin-lock',
  title: 'A lock that is not used as the verifier wants it',
  explanation:
    'A program holds one lock at a time, gives it back before it ends, and calls nothing while it holds it, so that nobody waits for long. The lock lies in a value of a map.',
  verifier: [
    'function calls are not allowed while holding a lock',
    'bpf_spin_unlock is missing',
    'bpf_spin_unlock without taking a lock',
    'R%d type=%s expected=map_value, ptr_',
  ],
  example: bodies(
    `${LOCKED}t->asked++;\nbpf_spin_unlock(&t->lock);`,
    `${LOCKED}t->asked = bpf_ktime_get_ns();\nbpf_spin_unlock(&t->lock);`,
    TOTALS,
  ),
})

export const callUnderLock = (span: Span, callee: string): Diagnostic =>
  problem(
    SPIN_LOCK,
    span,
    `${callee}() is called while the lock is held, and nothing but bpf_spin_unlock() may be. Call it before, and keep the result in a variable.`,
    {
      verifier: 'function calls are not allowed while holding a lock',
    },
  )

export const lockKept = (span: Span): Diagnostic =>
  problem(
    SPIN_LOCK,
    span,
    'There is a path from here to the end of the program on which the lock is not given back. Call bpf_spin_unlock() on every path, also before a return.',
    {
      verifier: 'bpf_spin_unlock is missing',
    },
  )

export const notLocked = (span: Span): Diagnostic =>
  problem(SPIN_LOCK, span, 'There is a path on which no bpf_spin_lock() stands before this.', {
    verifier: 'bpf_spin_unlock without taking a lock',
  })

export const lockElsewhere = (span: Span, type: string): Diagnostic =>
  problem(
    SPIN_LOCK,
    span,
    'A lock lies in a value of a map: make struct bpf_spin_lock a member of the value and pass its address.',
    {
      verifier: `R1 type=${type} expected=map_value, ptr_`,
    },
  )
