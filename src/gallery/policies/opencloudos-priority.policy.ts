// SPDX-License-Identifier: GPL-2.0
// The priority of Tencent's OpenCloudOS (6.6, mm/memcontrol.c): a larger number is less important, over the whole
// subtree at once. Cgroups below the number of the one that is full do not count while another does. Of equal numbers
// the cgroup with more memory, then the one met first; in the cgroup the kernel's score decides, of equals the later.

const unlisted: u32 = param(0, "priority of cgroups that are not in the map");

const PAGE_SIZE = 4096;

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
  set_oom_policy_name(oc, "opencloudos");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  const memcg = memcg_of(task);
  const chosen = memcg_of(oc.chosen);
  if (memcg === chosen) {
    return badness(task, oc.totalpages) >= badness(oc.chosen, oc.totalpages) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  }
  const base: u32 = oc.memcg ? priority_of(oc.memcg.css) : 0;
  const priority = priority_of(memcg);
  const best = priority_of(chosen);
  if (priority >= base !== best >= base) return priority >= base ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  if (priority !== best) return priority > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  return usage_of(memcg) > usage_of(chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
