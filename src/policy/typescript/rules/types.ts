// Types, and where they have to be written.

import { rule } from '../../catalogue/rule.ts'
import { verdict } from '../rule-examples.ts'

export const TS_TYPE = rule({
  code: 'ts-type',
  title: 'A type that the kernel does not have',
  explanation:
    'The types of a policy are the integers s8 to u64, bool, and the structs of the kernel by their names. number could be any of the integers, so it is none of them.',
  language: 'typescript',
  example: {
    accepted: verdict('let pages: u64 = get_mm_rss(task.mm)\nreturn pages > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('let pages: number = get_mm_rss(task.mm)\nreturn BPF_EVAL_NEXT'),
  },
})

export const TS_MISSING_TYPE = rule({
  code: 'ts-missing-type',
  title: 'A type that has to be written',
  explanation: 'Parameters and results of functions need a type, and so do variables without an initial value.',
  language: 'typescript',
  example: {
    accepted: verdict('let best: u64\nbest = 4\nreturn best > 3 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('let best\nreturn BPF_EVAL_NEXT'),
  },
})
