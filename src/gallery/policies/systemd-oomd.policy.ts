// SPDX-License-Identifier: GPL-2.0
// systemd-oomd's choice when swap runs out (oomd-util.c): the cgroup with the most swap, those to avoid last, those
// to omit never; cgroups with less than 5 % of all swap do not count. In the cgroup the biggest process goes: with
// memory.oom.group all of it does, as systemd-oomd kills it. Of equals the one met first; systemd leaves that to qsort.

const total_swap: u64 = param(524288, "swap of the machine, in pages of 4 KiB");

// What userspace writes for a cgroup: ManagedOOMPreference= of its unit.
const AVOID = 1;
const OMIT = 2;

/** cgroup id -> AVOID or OMIT */
const preferences = new hash_map<u64, u32>(64);

/** The memory cgroup that the task is charged to. */
function memcg_of(task: task_struct): cgroup_subsys_state {
  return task.cgroups.subsys[memory_cgrp_id];
}

/** 0 for a cgroup without a preference; a lower number dies first. */
function rank_of(memcg: cgroup_subsys_state): u32 {
  return preferences.get(memcg.cgroup.kn.id) ?? 0;
}

/** memory.swap.current in pages; 0 where it is at most 5 % of all swap, and for what is neither a leaf nor a group. */
function counted_swap(memcg: cgroup_subsys_state): u64 {
  const swap = at_least_zero(BPF_CORE_READ(mem_cgroup_from_css(memcg).swap.usage.counter));

  if (memcg.cgroup.nr_descendants && !BPF_CORE_READ(mem_cgroup_from_css(memcg).oom_group)) return 0;
  return swap > total_swap / 20 ? swap : 0;
}

function size_of(task: task_struct): u64 {
  return get_mm_rss(task.mm) + get_mm_swapents(task.mm);
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "systemd_oomd");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;

  const memcg = memcg_of(task);
  const rank = rank_of(memcg);
  if (rank === OMIT) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  const best = memcg_of(oc.chosen);
  if (memcg === best) return size_of(task) > size_of(oc.chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  if (rank !== rank_of(best)) return rank < rank_of(best) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  if (counted_swap(memcg) !== counted_swap(best)) {
    return counted_swap(memcg) > counted_swap(best) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  }
  // Only cgroups with next to no swap: the biggest process, so that somebody goes.
  if (counted_swap(memcg) === 0) return size_of(task) > size_of(oc.chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  return BPF_EVAL_NEXT;
}
