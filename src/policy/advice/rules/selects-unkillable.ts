// Selections of tasks that the kernel would never kill.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict, NEXT, CAREFUL } from '../../catalogue/examples.ts'
import { type Search } from '../endings.ts'
import { guard } from '../guard.ts'

export const SELECTS_UNKILLABLE = rule({
  code: 'selects-unkillable',
  severity: 'hint',
  title: 'A selection that ignores oom_score_adj -1000',
  explanation:
    'The kernel asks the hook before it looks at oom_score_adj, and looks at nothing after a SELECT. A policy that is to respect -1000 has to test it.',
  example: {
    accepted: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(
      `if (task->signal->oom_mm)\n\treturn NO_BPF_POLICY;\nif (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`,
    ),
  },
})

export function selectsUnkillable({ program, selects }: Search): Diagnostic | null {
  const found = selects.find(
    ({ path: { facts } }) => !facts.named && (facts.adj === 'any' || facts.adj === 'only -1000'),
  )
  if (found === undefined) return null
  return problem(
    SELECTS_UNKILLABLE,
    found.span,
    'This can select a task whose oom_score_adj is -1000, and such a task is then killed: the kernel does not look at it again. Pass it over with BPF_EVAL_NEXT first.',
    guard(program, 'Pass over tasks with -1000', 'oom_score_adj == -1000', 'BPF_EVAL_NEXT'),
  )
}
