// SPDX-License-Identifier: GPL-2.0
// Kills the process with the most memory in swap, so that the machine stops thrashing.
// Of equals, as where nothing is swapped, the one with more resident memory; then the one met first.

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "most_swap");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;

  const swap = get_mm_swapents(task.mm);
  const best = get_mm_swapents(oc.chosen.mm);
  if (swap !== best) return swap > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  return get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
