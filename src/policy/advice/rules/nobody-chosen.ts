// Policies that pass over every task.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict, NEXT } from '../../catalogue/examples.ts'
import { isNoVerdict, mayEnd, mayReturn, VERDICT, type Search } from '../endings.ts'
import type { Ending } from '../walk.ts'

export const NOBODY_CHOSEN = rule({
  code: 'nobody-chosen',
  severity: 'hint',
  title: 'A search that may choose nobody',
  explanation:
    'When every task is passed over, nobody is chosen: a machine that is out of memory panics, and a cgroup is refused its memory.',
  example: {
    accepted: verdict('if (task->pid == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;'),
    refused: verdict(`if (task->pid == 7)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
  },
})

export function nobodyChosen({ program, endings }: Search): Diagnostic | null {
  const global = endings.filter(({ path }) => path.event.get('oc.memcg==0') !== false)
  if (global.length === 0 || global.some(({ value }) => value.consts === null)) return null
  const others = global.filter((ending) => ending.value.consts?.some((answer) => answer !== VERDICT.next) === true)
  // The kernel chooses neither a victim nor a task with -1000.
  const counted = others.filter(
    (ending) =>
      mayReturn(ending, VERDICT.select) ||
      (ending.path.facts.dying !== 'yes' && ending.path.facts.adj !== 'only -1000'),
  )
  const decides = (ending: Ending): boolean => mayEnd(ending) || ending.value.consts?.some(isNoVerdict) === true
  if (counted.some((ending) => !ending.path.facts.named || decides(ending))) return null
  const span = counted[0]?.span ?? global[0]?.span ?? program.nameSpan
  return problem(
    NOBODY_CHOSEN,
    span,
    counted.length === 0
      ? 'This policy passes over every task, so nobody is ever chosen: a machine that is out of memory panics, and a cgroup is refused its memory.'
      : 'Only a process with this number is ever chosen. When it is not there nobody is: a machine that is out of memory panics, and a cgroup is refused its memory.',
  )
}
