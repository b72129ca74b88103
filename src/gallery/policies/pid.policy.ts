// SPDX-License-Identifier: GPL-2.0
// The example of the documentation: kills one process by its number and spares every other one.
// When that process is not there, nobody is chosen: the machine panics, a cgroup's allocation fails.

const target_pid: s32 = param(812, "the process to kill");

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "pid_policy");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  if (task.pid === target_pid) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
