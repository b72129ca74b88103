// SPDX-License-Identifier: GPL-2.0
// earlyoom's choice (1.9, kill.c): the highest oom_score of /proc, 300 more for names to prefer and 300 less for
// those to avoid, which userspace puts into a map. Of equal scores the larger resident memory, then the lower pid.
// earlyoom asks for a share of all memory; here it is of the domain that ran out, which for a machine is the same.

const PAGE_SIZE = 4096;

/** Name of a process -> what is added to its score: 300 to prefer it, -300 to avoid it. */
const names = new hash_map<comm, s32>(64);

/** The kernel's score of a task that may be killed; it can be negative. */
function badness(task: task_struct, totalpages: u64): s64 {
  const mm = task.mm;
  const tables = at_least_zero(mm.pgtables_bytes.counter) / PAGE_SIZE;
  const pages = get_mm_rss(mm) + get_mm_swapents(mm) + tables;

  // The division comes first, as in the kernel: below 1000 pages oom_score_adj has no weight.
  return (pages as s64) + task.signal.oom_score_adj * ((totalpages / 1000) as s64);
}

/** /proc/PID/oom_score: 667 for a task that holds nothing, at most 2000. */
function oom_score(task: task_struct, totalpages: u64): s64 {
  const points = badness(task, totalpages);
  const size: u64 = points < 0 ? -points : points;
  const share = totalpages ? (size * 1000) / totalpages : 0;
  const thousandths = points < 0 ? 1000 - share : 1000 + share;

  return (thousandths * 2) / 3;
}

function bonus(task: task_struct): s32 {
  return names.get(task.comm) ?? 0;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "earlyoom");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  const score = oom_score(task, oc.totalpages) + bonus(task);
  const best = oom_score(oc.chosen, oc.totalpages) + bonus(oc.chosen);
  if (score !== best) return score > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  if (get_mm_rss(task.mm) !== get_mm_rss(oc.chosen.mm)) {
    return get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  }
  return task.pid < oc.chosen.pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
