// SPDX-License-Identifier: GPL-2.0
// The choice of oomd's kill_by_memory_size_or_growth (Meta oomd, memory_size, without growth): level by level the
// sibling that is preferred, then one with at least half of its parent's memory, then the one with the most memory
// above its protection; in the last cgroup the biggest process. Of equals the one met first; oomd's sort is unstable.

const MAX_STEPS = 24;

/** cgroup id -> 1 to prefer it, -1 to avoid it (oomd reads extended attributes) */
const preferences = new hash_map<u64, s32>(64);

/** The memory cgroup that the task is charged to. */
function memcg_of(task: task_struct): cgroup_subsys_state {
  return task.cgroups.subsys[memory_cgrp_id];
}

/** Pages charged to the cgroup and all below it. */
function usage_of(memcg: cgroup_subsys_state): u64 {
  return at_least_zero(BPF_CORE_READ(mem_cgroup_from_css(memcg).memory.usage.counter));
}

function preference_of(memcg: cgroup_subsys_state): s32 {
  return preferences.get(memcg.cgroup.kn.id) ?? 0;
}

/** True when the cgroup holds at least half of what its parent holds. */
function is_half(memcg: cgroup_subsys_state): bool {
  return usage_of(memcg) * 2 >= usage_of(memcg.parent);
}

/** Usage without what memory.min and memory.low protect, as the last reclaim computed it. */
function above_protection(memcg: cgroup_subsys_state): u64 {
  const min = BPF_CORE_READ(mem_cgroup_from_css(memcg).memory.emin);
  const low = BPF_CORE_READ(mem_cgroup_from_css(memcg).memory.elow);
  const usage = usage_of(memcg);
  const protection = min > low ? min : low;

  return usage > protection ? usage - protection : 0;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "oomd_size");
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
  if (memcg === rival) return get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;

  const preference = preference_of(memcg);
  const best = preference_of(rival);
  if (preference !== best) return preference > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  if (is_half(memcg) !== is_half(rival)) return is_half(memcg) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  return above_protection(memcg) > above_protection(rival) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
