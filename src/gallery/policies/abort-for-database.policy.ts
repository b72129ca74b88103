// SPDX-License-Identifier: GPL-2.0
// When the cgroup of the database is full, the database is the only candidate: the search is aborted, nothing
// dies, and the allocation waits for room. When a cgroup above it is full, the biggest of the others goes; of
// equals the one met first. In a global OOM the kernel panics when nobody is chosen, so there it decides itself.

const database: u64 = param(1764, "id of the cgroup of the database");

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "abort_for_db");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  if (!oc.memcg) return NO_BPF_POLICY;
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (oc.memcg.css.cgroup.kn.id === database) return BPF_EVAL_ABORT;
  if (task.cgroups.dfl_cgrp.kn.id === database || task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) {
    return BPF_EVAL_NEXT;
  }

  if (get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm)) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
