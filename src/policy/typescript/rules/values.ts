// Values that a policy cannot have.

import { rule } from '../../catalogue/rule.ts'
import { verdict } from '../rule-examples.ts'

export const TS_STRING = rule({
  code: 'ts-string',
  title: 'A string where there are none',
  explanation:
    'The kernel has names of up to 16 bytes and no strings. A string literal can be compared with a name, or passed to bpf_printk(), param() and set_oom_policy_name().',
  language: 'typescript',
  example: {
    accepted: verdict('if (task.comm === "sshd") return BPF_EVAL_NEXT\nreturn BPF_EVAL_SELECT'),
    refused: verdict('const name = "sshd"\nreturn BPF_EVAL_SELECT'),
  },
})

export const TS_NUMBER = rule({
  code: 'ts-number',
  title: 'A number that is not an integer',
  explanation:
    'The kernel does not use floating point. All numbers are integers of 8 to 64 bits, with the arithmetic of C.',
  language: 'typescript',
  example: {
    accepted: verdict('return task.signal.oom_score_adj > 500 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('return task.signal.oom_score_adj > 0.5 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
})

export const TS_OBJECT = rule({
  code: 'ts-object',
  title: 'An object or array created while the policy runs',
  explanation:
    'A policy cannot allocate memory, since it runs when there is none. Data lives in maps, in globals and in arrays of fixed length.',
  language: 'typescript',
  example: {
    accepted: verdict('const mm = task.mm\nreturn mm !== null ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('const { mm } = task\nreturn BPF_EVAL_NEXT'),
  },
})

export const TS_TRUTH = rule({
  code: 'ts-truth',
  title: 'A condition that TypeScript and C would read differently',
  explanation:
    'In TypeScript a missing value and 0 are both false; in C a pointer to a map entry is true even if the entry holds 0. Write out which one you mean: compare with undefined or with 0.',
  language: 'typescript',
  example: {
    accepted: verdict(
      'const n = counts.get(task.pid) ?? 0\nreturn n > 2 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const counts = new hash_map<s32, u64>(64)',
    ),
    refused: verdict(
      'const n = counts.get(task.pid)\nif (n) return BPF_EVAL_SELECT\nreturn BPF_EVAL_NEXT',
      'const counts = new hash_map<s32, u64>(64)',
    ),
  },
})
