// SPDX-License-Identifier: GPL-2.0
// Kills the process that was started last: the least work is lost, and a fork bomb loses its newest.
// Processes below a size are passed over, since killing them frees nothing. Of equals the later one in
// the walk wins, as in the kernel.

const min_pages: u64 = param(256, "smaller processes are passed over, in pages of 4 KiB");

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "youngest_first");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (get_mm_rss(task.mm) < min_pages || !task.mm) return BPF_EVAL_NEXT;

  // Nothing chosen yet: the load through NULL reads 0, and every task is younger than that.
  if (task.start_time >= oc.chosen.start_time) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
