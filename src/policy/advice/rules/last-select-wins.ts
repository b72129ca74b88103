// Selections that ask nothing about the task that is chosen so far.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict, NEXT, CAREFUL } from '../../catalogue/examples.ts'
import { type Search } from '../endings.ts'

export const LAST_SELECT_WINS = rule({
  code: 'last-select-wins',
  severity: 'hint',
  title: 'A selection without a comparison',
  explanation:
    'SELECT does not end the search: each task that is selected replaces the one before. Without a comparison the last one dies, not the worst one.',
  example: {
    accepted: verdict(`${CAREFUL}if (task->start_time > oc->chosen->start_time)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(`${CAREFUL}if (task->mm->total_vm > 1000)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
  },
})

export function lastSelectWins({ selects }: Search): Diagnostic | null {
  const found = selects.find(({ path }) => !path.facts.compared && !path.facts.named)
  if (found === undefined) return null
  return problem(
    LAST_SELECT_WINS,
    found.span,
    'Every task that comes here is selected, and the last one of them dies, because each SELECT replaces the one before. Compare the task with oc->chosen first.',
  )
}
