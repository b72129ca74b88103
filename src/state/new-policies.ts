// What a new policy begins with, in each language: the shortest that compares candidates, and so never kills by chance.

import type { PolicyLanguage } from '../document/policy.ts'

export const NEW_POLICIES: Readonly<Record<PolicyLanguage, string>> = {
  c: `// SPDX-License-Identifier: GPL-2.0
// A new policy: of all processes the one that was started last.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	/* A victim that is dying, and what must never be killed: the kernel's own rule knows. */
	if (task->signal->oom_mm || task->signal->oom_score_adj == -1000)
		return NO_BPF_POLICY;

	/* oc->chosen is the best so far. */
	if (task->start_time > oc->chosen->start_time)
		return BPF_EVAL_SELECT;
	return BPF_EVAL_NEXT;
}
`,
  typescript: `// SPDX-License-Identifier: GPL-2.0
// A new policy: of all processes the one that was started last.

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying, and what must never be killed: the kernel's own rule knows.
  if (task.signal.oom_mm || task.signal.oom_score_adj === -1000) return NO_BPF_POLICY;

  // oc.chosen is the best so far.
  if (task.start_time > oc.chosen.start_time) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
`,
}
