// The text of a policy in TypeScript, its names and its modules.

import { rule } from '../../catalogue/rule.ts'
import { verdict, NEXT } from '../rule-examples.ts'

export const TS_SYNTAX = rule({
  code: 'ts-syntax',
  title: 'Text that is not valid TypeScript',
  explanation: 'The message comes from the TypeScript parser. It names the place where the parser could not go on.',
  language: 'typescript',
  example: { accepted: verdict(NEXT), refused: verdict('return BPF_EVAL_NEXT +') },
})

export const TS_NAME = rule({
  code: 'ts-name',
  title: 'A name that C cannot have',
  explanation:
    'The policy becomes C. Keywords of C and names with letters other than ASCII cannot be used as names there.',
  language: 'typescript',
  example: {
    accepted: verdict('const size = get_mm_rss(task.mm)\nreturn size > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('const long = get_mm_rss(task.mm)\nreturn long > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
})

export const TS_UNDECLARED = rule({
  code: 'ts-undeclared',
  title: 'A name that is not known',
  explanation:
    'A policy knows its own variables, maps and functions, and the constants and helpers of the kernel. It has no other globals: no console, no Math.',
  language: 'typescript',
  example: {
    accepted: verdict(
      'return task.pid === target_pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const target_pid: s32 = param(1234, "the process to kill")',
    ),
    refused: verdict('return task.pid === target_pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
})

export const TS_MODULE = rule({
  code: 'ts-module',
  title: 'An import or export that a policy cannot have',
  explanation:
    'A policy is a single text and imports nothing. What it exports are its programs, each by the name of the hook that it attaches to.',
  language: 'typescript',
  example: { accepted: verdict(NEXT), refused: verdict(NEXT, "import { largest } from './mine'") },
})
