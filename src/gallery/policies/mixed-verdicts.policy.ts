// SPDX-License-Identifier: GPL-2.0
// Selects one process by name and leaves the others to the kernel, which mixes two ways to choose: SELECT sets no
// score, so the kernel compares every later task with whatever stood there, mostly 0, and takes that one.
// To mend it answer NEXT while oc->chosen is the process that was selected.

const target_pid: s32 = param(1101, "the process to select");

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "mixed_verdicts");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  if (task.pid === target_pid) return BPF_EVAL_SELECT;
  return NO_BPF_POLICY;
}
