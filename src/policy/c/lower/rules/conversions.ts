// Values and pointers of the wrong type.

import { rule } from '../../../catalogue/rule.ts'
import { bodies, POINTS } from '../../../catalogue/examples.ts'

export const TYPE_MISMATCH = rule({
  code: 'type-mismatch',
  title: 'A value of the wrong type',
  explanation:
    'C converts integers to integers by itself, but not integers to pointers or structs, nor the other way round.',
  example: bodies('int x = task->pid;\nif (x)\n\treturn 3;', 'int x = task;\nif (x)\n\treturn 3;'),
})

export const POINTER_TYPE = rule({
  code: 'pointer-type',
  severity: 'warning',
  title: 'A pointer to another type',
  explanation:
    'C accepts a pointer to one type where a pointer to another is expected only with a cast, or through void *. Where two pointers are compared, their addresses are.',
  example: bodies(
    'struct mm_struct *mm = task->mm;\nif (mm)\n\treturn 3;',
    'struct mm_struct *mm = task->signal;\nif (mm)\n\treturn 3;',
  ),
})

export const DISCARDS_CONST = rule({
  code: 'discards-const',
  severity: 'warning',
  title: 'A pointer that would allow writing to constant data',
  explanation:
    'Once a pointer to const data is stored as a plain pointer, nothing stops a write through it. Declare the pointer const as well.',
  example: bodies(
    'const char *s = text;\nif (s)\n\treturn 3;',
    'char *s = text;\nif (s)\n\treturn 3;',
    'static const char text[] = "x";',
  ),
})

export const FLOATING_POINT = rule({
  code: 'floating-point',
  title: 'Floating point',
  explanation:
    'The kernel does not use the floating-point registers, and BPF has no instructions for them. Compute with integers: multiply first and divide last, for example x * 15 / 10.',
  verifier: ["A call to built-in function '__floatundidf' is not supported (clang)"],
  example: bodies('long x = 1;\nif (x)\n\treturn 3;', 'long x = 1.5;\nif (x)\n\treturn 3;'),
})

export const STRUCT_VALUE = rule({
  code: 'struct-value',
  title: 'A struct as a value',
  explanation:
    'A struct can be assigned, and passed to and returned by functions that clang puts inside their callers. It is neither a number nor an address: take one of its members, or its address with &.',
  verifier: ['functions with VarArgs or StructRet are not supported (clang)'],
  example: bodies('struct point p = {};\nif (p.x)\n\treturn 3;', 'struct point p = {};\nif (p)\n\treturn 3;', POINTS),
})
