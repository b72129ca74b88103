// SPDX-License-Identifier: GPL-2.0
// As the RFC's own test does it: passes over every task until one search has found nobody, then the cgroup with the
// lower priority dies first. Its cgroup is where the cpu controller puts the task. Of equal priorities the kernel
// decides; what it compares is not set by SELECT, so do not copy that.

let failed: u32 = 0; // searches that found nobody

/** cgroup id -> priority */
const priorities = new hash_map<u64, u32>(64);

function priority_of(task: task_struct): u32 {
  return priorities.get(task.sched_task_group.css.cgroup.kn.id) ?? 0;
}

export function select_bad_process_end(oc: oom_control) {
  failed++;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "cg_prio");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // The first search is to find nobody.
  if (!failed) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  const priority = priority_of(task);
  const best = priority_of(oc.chosen);
  if (priority === best) return NO_BPF_POLICY;
  return priority < best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
