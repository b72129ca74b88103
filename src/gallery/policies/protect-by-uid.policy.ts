// SPDX-License-Identifier: GPL-2.0
// Protects every process of one user: it dies only when nothing else can. The uid is that of the initial user
// namespace, whatever a container shows. Among the others, and among the protected, the biggest goes; of equals the
// one met first.

const uid: u32 = param(110, "the user whose processes are protected");

function is_protected(task: task_struct): bool {
  return task.cred.uid.val === uid;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "protect_by_uid");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  const protect = is_protected(task);
  if (protect !== is_protected(oc.chosen)) return protect ? BPF_EVAL_NEXT : BPF_EVAL_SELECT;
  return get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
