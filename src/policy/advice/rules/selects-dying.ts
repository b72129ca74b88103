// Selections while an earlier victim is still dying.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict, NEXT, CAREFUL } from '../../catalogue/examples.ts'
import { type Search } from '../endings.ts'
import { guard } from '../guard.ts'

export const SELECTS_DYING = rule({
  code: 'selects-dying',
  severity: 'hint',
  title: 'A selection of a task that is already dying',
  explanation:
    'The kernel asks the hook before it looks for earlier victims that are still exiting. A second selection kills one process too many, or kills the same process again and frees nothing.',
  example: {
    accepted: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(
      `if (task->signal->oom_score_adj == -1000)\n\treturn BPF_EVAL_NEXT;\nif (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`,
    ),
  },
})

export function selectsDying({ program, selects }: Search): Diagnostic | null {
  const found = selects.find(({ path: { facts } }) => !facts.named && (facts.dying === 'any' || facts.dying === 'yes'))
  if (found === undefined) return null
  return problem(
    SELECTS_DYING,
    found.span,
    'This can select while an earlier victim is still dying, or select that victim once more. Leave a task whose signal->oom_mm is set to the kernel (NO_BPF_POLICY), which waits for it.',
    guard(program, 'Leave dying tasks to the kernel', 'oom_mm', 'NO_BPF_POLICY'),
  )
}
