// The diagnostics of the lowering, one row a code: a title for lists and an explanation for a reader who has not met the rule.

import type { CodeRow } from '../codes.ts'

export const LOWER_CODES = {
  undeclared: {
    title: 'A name that was never declared',
    explanation:
      'C has to know a variable before it is used: a parameter of the function, a local, or a global further up.',
  },
  'unknown-helper': {
    title: 'A function that a program cannot call',
    explanation:
      'BPF programs have no C library. They can call BPF helpers, kfuncs of the kernel and functions of the same file.',
  },
  'helper-refused': {
    title: 'A helper that programs of this kind may not call',
    explanation:
      'Each kind of program has its own list of helpers, and the hook runs where nothing may sleep or allocate.',
  },
  'helper-too-new': {
    title: 'A helper that this kernel does not have yet',
    explanation: 'Helpers and kfuncs arrive with kernel releases. The machine of the scenario runs an older kernel.',
  },
  'libc-function': {
    title: 'A function of the C library',
    explanation: 'There is no C library inside the kernel. Loops and BPF helpers take its place.',
  },
  'undefined-function': {
    title: 'A function that is declared and called, but has no body',
    explanation: 'A prototype promises a function; somewhere in the file its body must follow.',
  },
  redeclaration: {
    title: 'One name for two things',
    explanation:
      'In one scope a name stands for one thing. A second declaration must have the same type, and only one may have a value.',
  },
  'unknown-type': {
    title: 'A struct whose members are not known',
    explanation: 'Pointers to such a struct may be passed around, but its size and members are not known here.',
  },
  'unknown-field': {
    title: 'A member that the struct does not have',
    explanation: 'The members of kernel structs are those of the kernel that the scenario names.',
  },
  'missing-field': {
    title: 'A member that this kernel does not have',
    explanation:
      'Other kernels have it. A program that is to run on both asks with bpf_core_field_exists() or bpf_core_type_exists() before it reads.',
  },
  'type-mismatch': {
    title: 'A value of the wrong type',
    explanation: 'C converts between integers by itself, but not between integers, pointers and structs.',
  },
  'pointer-type': {
    title: 'A pointer to something else',
    explanation:
      'C allows a pointer to one type where a pointer to another is expected only with a cast, or through void *. Comparing pointers compares addresses.',
  },
  'discards-const': {
    title: 'A pointer that would allow writing to constant data',
    explanation: 'Once a pointer to const data is stored as a plain pointer, nothing stops a write through it.',
  },
  'not-a-pointer': {
    title: 'Something used as a pointer that is none',
    explanation: '*x, x->member and x[i] follow an address, so x must be a pointer or an array.',
  },
  'not-a-struct': {
    title: 'A member of something that is no struct',
    explanation: '. takes a member of a struct, -> a member of the struct that a pointer points to.',
  },
  'not-assignable': {
    title: 'Something that cannot be assigned to',
    explanation: 'Only variables, members, array elements and what a pointer points to can be on the left side of =.',
  },
  'assign-to-const': {
    title: 'A write to constant data',
    explanation:
      'const data is read-only for the program; a const volatile global is a parameter that is set before the start.',
  },
  'not-constant': {
    title: 'A value that must be known at compile time',
    explanation: 'Case labels, array lengths, enum values and initial values of globals are computed by the compiler.',
  },
  'address-in-initializer': {
    title: 'An address as the initial value of a global',
    explanation: 'libbpf loads globals as plain bytes and cannot fill in addresses.',
  },
  initializer: {
    title: 'An initialiser that does not fit',
    explanation:
      'The values between braces are given to the members or elements in order, or by name as .member = value.',
  },
  'floating-point': {
    title: 'Floating point',
    explanation: 'The kernel does not use floating-point registers, and BPF has no instructions for them.',
  },
  'bit-field': {
    title: 'A bit field',
    explanation: 'Bit fields in the structs of a policy are not supported; masks and shifts do the same.',
  },
  'struct-value': {
    title: 'A struct as a value',
    explanation: 'BPF functions take and return what fits a register: integers and pointers.',
  },
  vla: {
    title: 'An array whose length is not constant',
    explanation: 'The verifier must know the size of the stack frame, so array lengths are compile-time constants.',
  },
  'too-large': {
    title: 'A type or variable that is too large',
    explanation: 'The memory of a program and its maps is limited.',
  },
  'too-many-arguments': {
    title: 'More than five arguments',
    explanation: 'BPF passes arguments in the registers R1 to R5.',
  },
  'argument-count': {
    title: 'Too few or too many arguments',
    explanation: 'A call passes exactly the arguments that the function declares.',
  },
  'function-pointer': {
    title: 'A call through a pointer, or the address of a function',
    explanation:
      'BPF programs call functions by name. Addresses of functions are for the callbacks of helpers such as bpf_loop.',
  },
  'callback-signature': {
    title: 'A callback with the wrong parameters',
    explanation: 'The helper calls the callback with fixed arguments, and expects 0 to go on or 1 to stop.',
  },
  'return-value': {
    title: 'A return that does not fit the function',
    explanation: 'A function with a type returns a value on every path; a void function returns none.',
  },
  'missing-return': {
    title: 'A path without a return value',
    explanation: 'The verifier refuses a program that can end without a value in R0.',
  },
  'division-by-zero': {
    title: 'A division by the constant 0',
    explanation: 'The verifier refuses a constant zero divisor; a divisor that becomes 0 at run time gives 0.',
  },
  'invalid-shift': {
    title: 'A shift by more bits than the type has',
    explanation:
      'A constant shift count is at least 0 and less than the width of the shifted type: 32 for int, 64 for long.',
  },
  'memcmp-call': {
    title: 'A comparison that becomes a call of memcmp()',
    explanation:
      'clang for BPF writes out copies and fills of a constant size, and leaves comparisons to a library function that a BPF program does not have.',
  },
  'signed-division': {
    title: 'A signed division',
    explanation:
      'Only clang 18 and later with -mcpu=v4, on kernel 6.6 and later, has a signed division. Earlier ones divide unsigned numbers only.',
  },
  'jump-outside': {
    title: 'A break, continue or case in the wrong place',
    explanation:
      'break ends the nearest loop or switch, continue goes on with the nearest loop, case belongs to a switch.',
  },
  'unknown-label': {
    title: 'A goto to a label that does not exist',
    explanation: 'Labels are names within one function, written before a statement with a colon.',
  },
  'goto-into-block': {
    title: 'A goto into a block',
    explanation:
      'A goto may leave blocks and move within one, but not jump into a loop, branch or switch that it is not in.',
  },
  'case-in-block': {
    title: 'A case label inside an inner block',
    explanation: 'The case labels of a switch stand directly between its braces.',
  },
  'duplicate-case': {
    title: 'Two case labels with one value',
    explanation: 'Each value leads to one place in a switch, and there is at most one default.',
  },
  'unknown-section': {
    title: 'A section that is no hook of the playground',
    explanation: 'The name in SEC("...") says where a program attaches.',
  },
  'program-arguments': {
    title: 'A program whose parameters do not fit its hook',
    explanation:
      'BPF_PROG takes the arguments of the kernel function in their order; fewer are fine, an fmod_ret program may add `int ret`.',
  },
  'program-return': {
    title: 'A program that does not return int',
    explanation: 'Every program returns an int, whatever the function it attaches to returns.',
  },
  'no-program': {
    title: 'Nothing attaches to the kernel',
    explanation: 'A function becomes a program by SEC("...") in front of it.',
  },
  'missing-license': {
    title: 'No licence',
    explanation: 'Most helpers, and from 6.12 on every kernel struct, are for programs under a GPL-compatible licence.',
  },
  'wrong-license': {
    title: 'A licence that is not GPL-compatible',
    explanation:
      'The kernel compares the string with a fixed list: "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL".',
  },
  'map-definition': {
    title: 'A map definition that cannot be read',
    explanation:
      'A map in SEC(".maps") is a struct with __uint(type, ...), __uint(max_entries, ...), __type(key, ...) and __type(value, ...).',
  },
  'map-kind': {
    title: 'A kind of map that the playground does not have',
    explanation: 'Hash, array, per-CPU and local-storage maps are simulated.',
  },
  'percpu-map': {
    title: 'A per-CPU map',
    explanation: 'A per-CPU map has one value a CPU. The machine of the playground has one CPU, so it has one value.',
  },
  'verdict-value': {
    title: 'A verdict with another value than the kernel has',
    explanation: 'The kernel reads the number that the program returns: 0, 1, 2 or 3.',
  },
  'spelling-of-select': {
    title: 'BPF_EAVL_SELECT and BPF_EVAL_SELECT',
    explanation: "The interface's document spells the constant BPF_EAVL_SELECT, its code BPF_EVAL_SELECT. Both are 3.",
  },
  'core-macro': {
    title: 'A CO-RE macro that cannot be used like this',
    explanation: 'BPF_CORE_READ(p, a, b) reads p->a->b; the checks take a member access, or a type and a member.',
  },
  'no-preserve-access-index': {
    title: 'A kernel struct without preserve_access_index',
    explanation:
      'Without the attribute clang uses the offsets of this declaration instead of those of the running kernel.',
  },
  'format-string': {
    title: 'A format string and its arguments',
    explanation: 'bpf_printk needs a literal format string and one argument for each of its conversions, at most 12.',
  },
  'builtin-use': {
    title: 'A compiler builtin that cannot be used like this',
    explanation:
      'Memory builtins need a constant size, since BPF has no instruction for them; atomics work on 32 and 64 bits.',
  },
  unsupported: {
    title: 'A part of C that policies do not have',
    explanation: 'The message says what to write instead.',
  },
} as const satisfies Record<string, CodeRow>

/** The parser's code for deep nesting serves here too. */
export type LowerCode = keyof typeof LOWER_CODES | 'too-deep'
