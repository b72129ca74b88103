// SPDX-License-Identifier: GPL-2.0
// Protects every process whose name begins with a prefix: it dies only when nothing else can.
// Among the others, and among the protected, the biggest goes; of equals the one met first.

const prefix: comm = param("mysql", "names to protect begin with this");

function is_protected(task: task_struct): bool {
  for (let i = 0; i < prefix.length; i++) {
    if (!prefix[i]) return i > 0;
    if (task.comm[i] !== prefix[i]) return false;
  }
  return true;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "protect_by_comm");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  const chosen = oc.chosen;

  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!chosen) return BPF_EVAL_SELECT;

  const protect = is_protected(task);
  if (protect !== is_protected(chosen)) return protect ? BPF_EVAL_NEXT : BPF_EVAL_SELECT;
  return get_mm_rss(task.mm) > get_mm_rss(chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
