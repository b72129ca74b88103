// SPDX-License-Identifier: GPL-2.0
// Everyone is important: passes over every task, so nobody is chosen. For the whole machine that is a panic, in a
// cgroup the allocation fails. A policy that protects needs somebody whom it does not protect.

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "spare_everyone");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  return BPF_EVAL_NEXT;
}
