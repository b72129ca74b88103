// The diagnostics of the TypeScript front end, one row a code. What only the C of a policy can show (types, unknown members, the verifier's
// rules) has the codes of the other passes.

import type { CodeRow } from '../c/codes.ts'

export const TS_CODES = {
  'ts-syntax': {
    title: 'Text that is not TypeScript',
    explanation: 'The message is that of the TypeScript parser and names the place where it could not go on.',
  },
  'ts-function': {
    title: 'A function that is not a plain declaration',
    explanation:
      'A BPF program has functions with names, no values that are functions: there is nothing to close over.',
  },
  'ts-class': {
    title: 'A class',
    explanation: 'There are no objects to make in a BPF program, only kernel structs to read, maps and numbers.',
  },
  'ts-async': {
    title: 'Waiting',
    explanation:
      'The hook runs with locks held and must answer at once. Promises, async and generators have no counterpart.',
  },
  'ts-string': {
    title: 'A text where there are none',
    explanation:
      'The kernel has names of 16 bytes and no strings. Literals stand in comparisons with a name, in bpf_printk(), param() and set_oom_policy_name().',
  },
  'ts-number': {
    title: 'A number that is no integer',
    explanation: 'The kernel does not use floating point. All numbers are integers of 8 to 64 bits with C arithmetic.',
  },
  'ts-object': {
    title: 'An object or array made on the fly',
    explanation:
      'Memory cannot be allocated while there is none. Data lives in maps, in globals and in arrays of fixed length.',
  },
  'ts-module': {
    title: 'An import or export that a policy cannot have',
    explanation:
      'A policy is one text. What is exported are its programs, by the name of the hook that they attach to.',
  },
  'ts-exception': {
    title: 'An exception',
    explanation: 'Nothing is thrown in the kernel: functions answer with a value that says how it went.',
  },
  'ts-operator': {
    title: 'An operator that C does not have',
    explanation: 'Arithmetic, comparison and bit operators are those of C.',
  },
  'ts-truth': {
    title: 'A value taken for true or false in two ways',
    explanation: 'Where TypeScript and C would read the same line differently it has to be written out.',
  },
  'ts-statement': {
    title: 'A statement that a policy cannot have',
    explanation: 'The message says what to write instead.',
  },
  'ts-expression': {
    title: 'An expression that a policy cannot have',
    explanation: 'The message says what to write instead.',
  },
  'ts-type': {
    title: 'A type that the kernel does not have',
    explanation: 'Types are the integers s8 to u64, bool, and the structs of the kernel by their names.',
  },
  'ts-missing-type': {
    title: 'A type that has to be written',
    explanation: 'Parameters and results of functions, and variables without a first value, say their types.',
  },
  'ts-name': {
    title: 'A name that C cannot have',
    explanation: 'The policy becomes C, so words of C and names with other letters than ASCII are no names.',
  },
  'ts-undeclared': {
    title: 'A name that is not known',
    explanation:
      'Known are the variables, maps and functions of the policy, and the constants and helpers of the kernel.',
  },
  'ts-const': {
    title: 'An assignment to a constant',
    explanation: 'const variables and parameters of the policy keep their value.',
  },
  'ts-program': {
    title: 'A program that does not fit its hook',
    explanation:
      'An exported function is a program. Its name says where it attaches, and the hook decides its parameters.',
  },
  'ts-param': {
    title: 'A parameter of the policy that cannot be read',
    explanation:
      'param(value, "label", {min, max}) at the top of the policy makes a constant that the page shows as an input.',
  },
  'ts-map': {
    title: 'A map that cannot be read',
    explanation: 'Maps stand at the top of the policy: const sizes = new hash_map<u64, s32>(64).',
  },
} as const satisfies Record<string, CodeRow>

export type TsCode = keyof typeof TS_CODES
