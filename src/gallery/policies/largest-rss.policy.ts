// SPDX-License-Identifier: GPL-2.0
// Kills the process with the most resident memory; oom_score_adj counts only where it is -1000.
// oc->chosen is the best so far. Of equals the one met first stays; the kernel would take the last.

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "largest_rss");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;

  if (get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm)) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
