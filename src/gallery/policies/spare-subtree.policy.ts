// SPDX-License-Identifier: GPL-2.0
// Leaves the choice to the kernel (NO_BPF_POLICY), except that one cgroup and all below it are passed over.
// It never selects, so the scores that the kernel compares stay its own, and ties go to the later one.

const MAX_DEPTH = 16;

const subtree: u64 = param(1830, "id of the cgroup to spare, with all below it");

/** True when the task is in the cgroup or below it, looking at most MAX_DEPTH levels up. */
function is_below(task: task_struct, id: u64): bool {
  let cgrp = task.cgroups.dfl_cgrp;

  for (let i = 0; i < MAX_DEPTH; i++) {
    if (cgrp.kn.id === id) return true;
    // Above the root there is nothing: the loads read 0 and the search ends in vain.
    cgrp = cgrp.self.parent.cgroup;
  }
  return false;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "spare_subtree");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  if (is_below(task, subtree)) return BPF_EVAL_NEXT;
  return NO_BPF_POLICY;
}
