// Aborts that nothing about the tasks can end.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict } from '../../catalogue/examples.ts'
import { mayEnd, type Search } from '../endings.ts'

export const ENDLESS_ABORT = rule({
  code: 'endless-abort',
  severity: 'hint',
  title: 'An abort that never ends',
  explanation:
    'ABORT kills nobody and makes the allocation try again, which asks the policy again. Where the answer never changes, the task hangs and nothing is logged.',
  example: {
    accepted: verdict('if (task->signal->oom_mm)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'),
    refused: verdict('if (oc->memcg)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'),
  },
})

export function endlessAbort({ endings }: Search): Diagnostic | null {
  const found = endings.find((ending) => mayEnd(ending) && !ending.path.facts.perTask)
  if (found === undefined) return null
  const always = found.path.event.size === 0
  return problem(
    ENDLESS_ABORT,
    found.span,
    `${always ? 'This aborts' : 'For such an event this aborts'} at the first task, whatever the tasks are: nobody dies, the allocation tries again at once, and the answer is the same forever. Abort only while something can change it, such as a victim that is dying.`,
  )
}
