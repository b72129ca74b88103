// SPDX-License-Identifier: GPL-2.0
// Kills in the cgroup with the lowest priority first, whatever the sizes. Userspace fills the map:
// cgroup id -> priority. Within one priority the biggest process goes; of equals the one met first.

const unlisted: s32 = param(1000, "priority of cgroups that are not in the map");

/** cgroup id -> priority; the lowest number dies first */
const priorities = new hash_map<u64, s32>(64);

function priority_of(task: task_struct): s32 {
  return priorities.get(task.cgroups.dfl_cgrp.kn.id) ?? unlisted;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "cgroup_priority");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  const chosen = oc.chosen;

  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!chosen) return BPF_EVAL_SELECT;

  const priority = priority_of(task);
  const best = priority_of(chosen);
  if (priority !== best) return priority < best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  return get_mm_rss(task.mm) > get_mm_rss(chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
