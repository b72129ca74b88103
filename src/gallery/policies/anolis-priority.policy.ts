// SPDX-License-Identifier: GPL-2.0
// The priority of Alibaba's Cloud Kernel (Anolis, memory.priority 0 to 12): a larger number is more important. Level
// by level the sibling with the lowest number goes, of equal numbers the one with more memory; in the last cgroup the
// kernel's own score decides, of equal scores the later. Cgroups of one number and size: the one met first.

const unlisted: u32 = param(6, "priority of cgroups that are not in the map, 0 to 12", { min: 0, max: 12 });

const PAGE_SIZE = 4096;
const MAX_STEPS = 24;

/** cgroup id -> priority */
const priorities = new hash_map<u64, u32>(64);

/** The kernel's score of a task that may be killed; it can be negative. */
function badness(task: task_struct, totalpages: u64): s64 {
  const mm = task.mm;
  const tables = at_least_zero(mm.pgtables_bytes.counter) / PAGE_SIZE;
  const pages = get_mm_rss(mm) + get_mm_swapents(mm) + tables;

  // The division comes first, as in the kernel: below 1000 pages oom_score_adj has no weight.
  return (pages as s64) + task.signal.oom_score_adj * ((totalpages / 1000) as s64);
}

/** The memory cgroup that the task is charged to. */
function memcg_of(task: task_struct): cgroup_subsys_state {
  return task.cgroups.subsys[memory_cgrp_id];
}

/** Pages charged to the cgroup and all below it. */
function usage_of(memcg: cgroup_subsys_state): u64 {
  return at_least_zero(BPF_CORE_READ(mem_cgroup_from_css(memcg).memory.usage.counter));
}

function priority_of(memcg: cgroup_subsys_state): u32 {
  return priorities.get(memcg.cgroup.kn.id) ?? unlisted;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "anolis_priority");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  // Up to two children of one cgroup, or to the same one.
  let memcg = memcg_of(task);
  let rival = memcg_of(oc.chosen);
  for (let i = 0; i < MAX_STEPS && memcg.parent !== rival.parent; i++) {
    const level = memcg.cgroup.level;
    const other = rival.cgroup.level;

    if (level >= other) memcg = memcg.parent;
    if (other >= level) rival = rival.parent;
  }
  if (memcg === rival) {
    return badness(task, oc.totalpages) >= badness(oc.chosen, oc.totalpages) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  }
  const priority = priority_of(memcg);
  const best = priority_of(rival);
  if (priority !== best) return priority < best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  return usage_of(memcg) > usage_of(rival) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
