// SPDX-License-Identifier: GPL-2.0
// Kills the process with the most anonymous and swapped memory: what a kill surely gives back. Shared memory stays
// while another process maps it, and file pages could be reclaimed without a kill. Of equals the one met first.

/** Anonymous pages, resident or swapped; 0 for a task without an mm. */
function anon_of(task: task_struct): u64 {
  return get_mm_anonpages(task.mm) + get_mm_swapents(task.mm);
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "anon_only");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;

  return anon_of(task) > anon_of(oc.chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
