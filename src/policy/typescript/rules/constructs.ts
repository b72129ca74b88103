// Parts of TypeScript that have no counterpart in a BPF program.

import { rule } from '../../catalogue/rule.ts'
import { verdict, NEXT } from '../rule-examples.ts'

export const TS_FUNCTION = rule({
  code: 'ts-function',
  title: 'A function that is not a plain declaration',
  explanation:
    'A BPF program consists of named functions. There are no function values, since there is nothing that they could close over. Write a function declaration at the top of the policy.',
  language: 'typescript',
  example: {
    accepted: verdict(
      'return size(task) > 10 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'function size(task: task_struct): u64 {\n  return get_mm_rss(task.mm)\n}',
    ),
    refused: verdict('const size = (task: task_struct) => get_mm_rss(task.mm)\nreturn BPF_EVAL_NEXT'),
  },
})

export const TS_CLASS = rule({
  code: 'ts-class',
  title: 'A class',
  explanation: 'A BPF program cannot create objects. It has kernel structs to read, maps, globals and integers.',
  language: 'typescript',
  example: { accepted: verdict(NEXT, 'let seen: u64 = 0'), refused: verdict(NEXT, 'class Policy {\n  seen = 0\n}') },
})

export const TS_ASYNC = rule({
  code: 'ts-async',
  title: 'Waiting',
  explanation:
    'The hook runs with locks held and must answer at once. Promises, async functions and generators have no counterpart in it.',
  language: 'typescript',
  example: {
    accepted: verdict('return wait(task)', 'function wait(task: task_struct): verdict {\n  return BPF_EVAL_NEXT\n}'),
    refused: verdict(
      'return wait(task)',
      'async function wait(task: task_struct): verdict {\n  return BPF_EVAL_NEXT\n}',
    ),
  },
})

export const TS_EXCEPTION = rule({
  code: 'ts-exception',
  title: 'An exception',
  explanation: 'Nothing is thrown in the kernel: functions return a value that says what happened.',
  language: 'typescript',
  example: {
    accepted: verdict('if (task.mm === null) return NO_BPF_POLICY\nreturn BPF_EVAL_NEXT'),
    refused: verdict('if (task.mm === null) throw 1\nreturn BPF_EVAL_NEXT'),
  },
})

export const TS_OPERATOR = rule({
  code: 'ts-operator',
  title: 'An operator that C does not have',
  explanation: 'A policy becomes C, so it has the arithmetic, comparison and bit operators of C and no others.',
  language: 'typescript',
  example: {
    accepted: verdict('return (task.pid >> 1) === 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('return (task.pid >>> 1) === 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
})

export const TS_STATEMENT = rule({
  code: 'ts-statement',
  title: 'A statement that a policy cannot have',
  explanation: 'This statement has no counterpart in a BPF program. The message says what to write instead.',
  language: 'typescript',
  example: {
    accepted: verdict('for (let i = 0; i < 3; i++) seen += 1\nreturn BPF_EVAL_NEXT', 'let seen: u64 = 0'),
    refused: verdict('for (const i in task) seen += 1\nreturn BPF_EVAL_NEXT', 'let seen: u64 = 0'),
  },
})

export const TS_EXPRESSION = rule({
  code: 'ts-expression',
  title: 'An expression that a policy cannot have',
  explanation: 'This expression has no counterpart in a BPF program. The message says what to write instead.',
  language: 'typescript',
  example: {
    accepted: verdict('if (task.pid === 4) return BPF_EVAL_SELECT\nreturn BPF_EVAL_NEXT'),
    refused: verdict('let pid: s32 = 3\nif (pid = task.pid) return BPF_EVAL_SELECT\nreturn BPF_EVAL_NEXT'),
  },
})

export const TS_CONST = rule({
  code: 'ts-const',
  title: 'An assignment to a constant',
  explanation:
    'const variables and parameters of the policy keep their value. Declare the variable with let if it is to change.',
  language: 'typescript',
  example: {
    accepted: verdict('let n = 0\nn += 1\nreturn n > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('const n = 0\nn += 1\nreturn n > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
})
