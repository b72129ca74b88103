// Searches in which both the policy and the kernel judge tasks.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict, NEXT, CAREFUL } from '../../catalogue/examples.ts'
import { mayLeave, type Search } from '../endings.ts'
import type { Path } from '../path.ts'

export const UNSET_POINTS = rule({
  code: 'unset-points',
  severity: 'hint',
  title: 'SELECT and NO_BPF_POLICY in one search',
  explanation:
    "SELECT sets no score. When the kernel judges a later task by its own rules, it compares that task's score with whatever was on the stack, which is 0 on most kernels.",
  example: {
    accepted: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\nreturn NO_BPF_POLICY;`),
  },
})

/** True when both can happen in one search. */
function canMeet(a: Path, b: Path): boolean {
  for (const [key, holds] of a.event) if (b.event.get(key) === !holds) return false
  return true
}

export function unsetPoints({ endings, selects }: Search): Diagnostic | null {
  const found = endings.filter(mayLeave).find(({ path }) => {
    const { dying: isDying, chosen, adj } = path.facts
    // The kernel compares nothing for a victim, for a task with -1000, and where nobody is chosen yet.
    if (isDying === 'yes' || isDying === 'tested' || chosen === 'null' || adj === 'only -1000') return false
    return selects.some((select) => canMeet(select.path, path))
  })
  if (found === undefined) return null
  return problem(
    UNSET_POINTS,
    found.span,
    'Here the kernel decides about a task after another one may have been selected. SELECT sets no score, so the kernel compares with whatever the stack held. Answer NEXT or SELECT for all tasks of one search.',
  )
}
