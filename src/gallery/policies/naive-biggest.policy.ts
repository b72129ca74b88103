// SPDX-License-Identifier: GPL-2.0
// A policy with two mistakes, to learn from: it selects the biggest process whatever protects it.
// The hook is asked before the kernel looks at oom_score_adj and at dying victims, and SELECT overrides both:
// sshd with -1000 dies, and a second process dies while the first victim is still on its way out.

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "naive_biggest");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // Nothing asks for -1000 or for signal.oom_mm here. Of equals the one met first stays.
  if (get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm)) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
