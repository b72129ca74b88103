// Reads of the cgroup of the cpu controller, where the memory cgroup is meant.

import type { Diagnostic } from '../../diagnostics.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { verdict } from '../../catalogue/examples.ts'
import type { Span } from '../../span.ts'

export const CPU_CGROUP = rule({
  code: 'cpu-cgroup',
  severity: 'hint',
  title: 'The cgroup of the cpu controller',
  explanation:
    'sched_task_group is the cgroup in which the cpu controller has the task. That is its memory cgroup only where both controllers are enabled for it; in an autogroup there is none.',
  example: {
    accepted: verdict('if (task->cgroups->dfl_cgrp->kn->id == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;'),
    refused: verdict(
      'if (task->sched_task_group->css.cgroup->kn->id == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;',
    ),
  },
})

/** At the first place where the walk came upon it. */
export function cpuCgroup(places: Iterable<Span>): Diagnostic[] {
  const [first] = places
  if (first === undefined) return []
  return [
    problem(
      CPU_CGROUP,
      first,
      "This is the task's cgroup in the cpu controller, which is the root for all where that controller is not enabled. The memory cgroup is task->cgroups->dfl_cgrp, or the one of task->cgroups->subsys[memory_cgrp_id].",
    ),
  ]
}
