// SPDX-License-Identifier: GPL-2.0
// Android's lmkd (lmkd.cpp): the framework gives each process a level as its oom_score_adj, and the highest level
// dies first. At perceptible levels (200 and below) the biggest of a level goes, of equals the youngest; above that
// the oldest, in place of the level's LRU list, of equals the one met first. Levels below min_score_adj go last.

const min_score_adj: s32 = param(0, "lower levels go only when nobody else is left");
const kill_heaviest_task: bool = param(false, "the biggest of a level, not the oldest, at all levels");

const PERCEPTIBLE = 200;

/** What lmkd does not kill counts as one level below all others. */
function level_of(task: task_struct): s32 {
  const adj = task.signal.oom_score_adj;

  return adj < min_score_adj ? OOM_SCORE_ADJ_MIN : adj;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "lmkd_levels");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  const level = level_of(task);
  const best = level_of(oc.chosen);
  if (level !== best) return level > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  if (level > PERCEPTIBLE && !kill_heaviest_task) {
    return task.start_time < oc.chosen.start_time ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  }
  if (get_mm_rss(task.mm) !== get_mm_rss(oc.chosen.mm)) {
    return get_mm_rss(task.mm) > get_mm_rss(oc.chosen.mm) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  }
  return task.start_time > oc.chosen.start_time ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
