// Programs, parameters and maps.

import { rule } from '../../catalogue/rule.ts'
import { verdict, NEXT } from '../rule-examples.ts'

export const TS_PROGRAM = rule({
  code: 'ts-program',
  title: 'A program that does not fit its hook',
  explanation:
    'Every exported function is a program. Its name says which hook it attaches to, and the hook decides its parameters.',
  language: 'typescript',
  example: {
    accepted: verdict(NEXT),
    refused: verdict(NEXT, 'export function evaluate(task: task_struct): verdict {\n  return BPF_EVAL_NEXT\n}'),
  },
})

export const TS_PARAM = rule({
  code: 'ts-param',
  title: 'A parameter of the policy that cannot be read',
  explanation:
    'param(value, "label", {min, max}) at the top of the policy makes a constant that the page shows as an input. Its arguments must be literals.',
  language: 'typescript',
  example: {
    accepted: verdict(
      'return task.pid === pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const pid: s32 = param(7, "its number", { min: 1, max: 100 })',
    ),
    refused: verdict(
      'return task.pid === pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const pid: s32 = param(7, "its number", 3)',
    ),
  },
})

export const TS_MAP = rule({
  code: 'ts-map',
  title: 'A map that cannot be read',
  explanation:
    'Maps are declared at the top of the policy: const sizes = new hash_map<u64, s32>(64). A hash map has get, set and delete.',
  language: 'typescript',
  example: {
    accepted: verdict('seen.set(task.pid, true)\nreturn BPF_EVAL_NEXT', 'const seen = new hash_map<s32, bool>(64)'),
    refused: verdict('seen.add(task.pid)\nreturn BPF_EVAL_NEXT', 'const seen = new hash_map<s32, bool>(64)'),
  },
})
