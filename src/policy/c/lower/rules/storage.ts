// What can be assigned to, initialised and allocated.

import { rule } from '../../../catalogue/rule.ts'
import { bodies, declarations } from '../../../catalogue/examples.ts'

export const NOT_ASSIGNABLE = rule({
  code: 'not-assignable',
  title: 'Something that cannot be assigned to',
  explanation: 'Only variables, members, array elements and what a pointer points to can stand on the left of =.',
  example: bodies('int x;\nx = 3;\nif (x)\n\treturn 3;', 'int x = 1;\nx + 1 = 3;\nif (x)\n\treturn 3;'),
})

export const ASSIGN_TO_CONST = rule({
  code: 'assign-to-const',
  title: 'A write to constant data',
  explanation:
    'const data is read-only for the program. A const volatile global is a parameter: it is set before the program starts and stays as it is.',
  verifier: ['write into map forbidden'],
  example: bodies('limit = 3;', 'bound = 3;', 'int limit;\nconst volatile int bound = 2;'),
})

export const NOT_CONSTANT = rule({
  code: 'not-constant',
  title: 'A value that must be known at compile time',
  explanation:
    'Case labels, array lengths, enum values and initial values of globals are computed by the compiler, so they may use only constants.',
  example: declarations('int size = 3;', 'int other;\nint size = other;'),
})

export const ADDRESS_IN_INITIALIZER = rule({
  code: 'address-in-initializer',
  title: 'An address as the initial value of a global',
  explanation:
    'libbpf loads globals as plain bytes and cannot fill in addresses. Set the pointer inside the program, or use the variable itself.',
  example: declarations('int x;\nint y = 3;', 'int x;\nint *y = &x;'),
})

export const INITIALIZER = rule({
  code: 'initializer',
  title: 'An initialiser that does not fit',
  explanation:
    'The values between braces go to the members or elements in order, or by name as in .member = value. There may be fewer of them than members, never more.',
  example: declarations('int table[2] = { 1, 2 };', 'int table[2] = { 1, 2, 3 };'),
})

export const VLA = rule({
  code: 'vla',
  title: 'An array whose length is not constant',
  explanation:
    'The verifier must know the size of the stack frame, so the length of an array is a constant that is known at compile time.',
  example: bodies(
    'int table[4] = {};\nif (table[0])\n\treturn 3;',
    'int n = task->pid;\nint table[n];\nif (task->pid)\n\treturn 3;',
  ),
})

export const TOO_LARGE = rule({
  code: 'too-large',
  title: 'A type or variable that is too large',
  explanation: 'The memory of a program and its maps is limited. Make the array or the map smaller.',
  example: declarations('int table[1024];', 'int table[1 << 30];'),
})
