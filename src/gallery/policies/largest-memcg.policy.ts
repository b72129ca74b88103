// SPDX-License-Identifier: GPL-2.0
// Kills in the cgroup with the most memory that has somebody to kill, and there the biggest process: many small
// processes count together. Page cache and kernel memory count too. From the cgroup-aware killer (Gushchin, 2017) and
// the selftest of bpf_oom_ops (2025). Of equal cgroups and of equal processes the one met first.

/** The memory cgroup that the task is charged to. */
function memcg_of(task: task_struct): cgroup_subsys_state {
  return task.cgroups.subsys[memory_cgrp_id];
}

/** Pages of the cgroup; where others are below it they have their own part in that, and the task counts alone. */
function weight_of(task: task_struct): u64 {
  const memcg = memcg_of(task);

  if (memcg.cgroup.nr_descendants) return get_mm_rss(task.mm);
  return at_least_zero(BPF_CORE_READ(mem_cgroup_from_css(memcg).memory.usage.counter));
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "largest_memcg");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  if (memcg_of(task) === memcg_of(oc.chosen)) {
    return get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  }
  return weight_of(task) > weight_of(oc.chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
