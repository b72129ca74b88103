// Names and what they stand for.

import { rule } from '../../../catalogue/rule.ts'
import { bodies, declarations, POINTS, PAIR } from '../../../catalogue/examples.ts'

export const UNDECLARED = rule({
  code: 'undeclared',
  title: 'A name that was never declared',
  explanation:
    'C must know a name before it is used: a parameter of the function, a local variable, or a global or function declared further up.',
  verifier: ["use of undeclared identifier '%s' (clang)", "call to undeclared function '%s' (clang)"],
  example: bodies(
    'if (task->pid == target_pid)\n\treturn 3;',
    'if (task->pid == target)\n\treturn 3;',
    'const volatile int target_pid = 1;',
  ),
})

export const UNDEFINED_FUNCTION = rule({
  code: 'undefined-function',
  title: 'A function that is declared and called, but has no body',
  explanation:
    'A prototype promises a function. Its body must follow somewhere in the file, or the function must be a helper or kfunc that the kernel has.',
  verifier: ["failed to find BTF for extern '%s' (libbpf)"],
  example: bodies(
    'if (twice(1) == 1)\n\treturn 3;',
    'if (thrice(1) == 1)\n\treturn 3;',
    `${PAIR}\n\nstatic int thrice(int x);`,
  ),
})

export const REDECLARATION = rule({
  code: 'redeclaration',
  title: 'One name for two things',
  explanation:
    'In one scope a name stands for one thing. A second declaration must have the same type, only one may have a value or a body, and what vmlinux.h declares must not be declared again.',
  verifier: [
    "redefinition of '%s' (clang)",
    "extern (func ksym) '%s': func_proto is incompatible with kernel (libbpf)",
  ],
  example: declarations('int limit;', 'int limit;\nlong limit;'),
})

export const UNKNOWN_TYPE = rule({
  code: 'unknown-type',
  title: 'A struct whose members are not known',
  explanation:
    'The struct is declared but its members are not. Pointers to it can be passed around; its size and its members cannot be used.',
  example: bodies('struct point p = {};\nif (p.x)\n\treturn 3;', 'struct pint p;\nif (task->pid)\n\treturn 3;', POINTS),
})
