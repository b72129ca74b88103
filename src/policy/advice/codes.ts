// The hints about policies that the kernel accepts and that hurt all the same: one row a code.

import type { VerifierCodeRow } from '../verifier/codes.ts'

export const ADVICE_CODES = {
  'last-select-wins': {
    title: 'A choice without a comparison',
    explanation:
      'SELECT does not end the search: the next task that is selected takes the place of this one, so the last one dies and not the worst one.',
    verifier: null,
  },
  'selects-unkillable': {
    title: 'A choice that overrides oom_score_adj -1000',
    explanation: 'The hook is asked before the kernel looks at -1000, and nothing looks at it after a SELECT.',
    verifier: null,
  },
  'selects-dying': {
    title: 'A choice of a task that is dying already',
    explanation:
      'The hook is asked before the kernel looks for victims that are still on their way out. A second choice kills for nothing, or frees nothing.',
    verifier: null,
  },
  'unset-points': {
    title: 'SELECT and NO_BPF_POLICY in one search',
    explanation:
      "SELECT sets no score. When the kernel decides about a later task, it compares that task's score with whatever the stack held, 0 on most kernels.",
    verifier: null,
  },
  'nobody-chosen': {
    title: 'A search that may find nobody',
    explanation:
      'When all tasks are passed over nobody is chosen: a machine that is out of memory panics, a cgroup is refused its memory.',
    verifier: null,
  },
  'endless-abort': {
    title: 'An abort that never ends',
    explanation:
      'ABORT kills nobody and tells the allocation to try again, which asks the policy again. Where it always answers so, the task hangs and nothing is logged.',
    verifier: null,
  },
  'cpu-cgroup': {
    title: 'The cgroup of the cpu controller',
    explanation:
      'sched_task_group is where the cpu controller has the task. That is the memory cgroup only where both controllers are enabled for it; in an autogroup there is none.',
    verifier: null,
  },
  'raw-counter': {
    title: 'A counter that may be below zero',
    explanation:
      'The counters of an mm lag behind, by up to some pages a CPU, and may be negative for a moment. As an unsigned number that is the largest of all.',
    verifier: null,
  },
} as const satisfies Record<string, VerifierCodeRow>

export type AdviceCode = keyof typeof ADVICE_CODES
