// SPDX-License-Identifier: GPL-2.0
// The kernel asks about every process, one after another, and this program answers.
// It spares one and leaves all others to the kernel, which kills the one with the highest score.

const spared_pid: s32 = param(812, "the process to spare");

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  if (task.pid === spared_pid) return BPF_EVAL_NEXT; // not this one: on to the next
  return NO_BPF_POLICY; // the kernel decides
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "spare_one");
}
