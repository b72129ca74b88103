// Counters of an mm that become unsigned while they may be negative.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict } from '../../catalogue/examples.ts'
import type { Span } from '../../span.ts'

export const RAW_COUNTER = rule({
  code: 'raw-counter',
  severity: 'hint',
  title: 'A counter that may be below zero',
  explanation:
    'The counters of an mm lag behind by up to some pages for each CPU, and may be negative for a moment. Read as an unsigned number, that is the largest value of all.',
  example: {
    accepted: verdict(
      's64 pages = task->mm->rss_stat[MM_ANONPAGES].count;\nif ((u64)(pages > 0 ? pages : 0) < 256)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;',
    ),
    refused: verdict(
      'u64 pages = task->mm->rss_stat[MM_ANONPAGES].count;\nif (pages < 256)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;',
    ),
  },
})

/** At every place where the walk came upon one. */
export const rawCounter = (places: Iterable<Span>): Diagnostic[] =>
  [...places].map((span) =>
    problem(
      RAW_COUNTER,
      span,
      'This counter lags behind and may be below zero, and becomes a huge number here. Take 0 for a negative value first: pages > 0 ? pages : 0.',
    ),
  )
