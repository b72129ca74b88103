// SPDX-License-Identifier: GPL-2.0
// The kernel's own choice, rebuilt in BPF from oom_badness(): resident, swapped and page-table pages, and
// oom_score_adj in thousandths of all pages. As in the kernel, of equals the later one wins. What it cannot
// see: the memory of a process whose main thread has exited.

const PAGE_SIZE = 4096;

/** The kernel's score of a task that may be killed; it can be negative. */
function badness(task: task_struct, totalpages: u64): s64 {
  const mm = task.mm;
  const tables = at_least_zero(mm.pgtables_bytes.counter) / PAGE_SIZE;
  const pages = get_mm_rss(mm) + get_mm_swapents(mm) + tables;

  // The division comes first, as in the kernel: below 1000 pages oom_score_adj has no weight.
  return (pages as s64) + task.signal.oom_score_adj * ((totalpages / 1000) as s64);
}

/** A vfork child before its exec runs in the memory of its parent: killing it frees nothing. */
function in_vfork(task: task_struct): bool {
  return task.vfork_done !== null && task.real_parent.mm === task.mm;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "kernel_badness");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!task.mm || in_vfork(task)) return BPF_EVAL_NEXT;

  if (!oc.chosen || badness(task, oc.totalpages) >= badness(oc.chosen, oc.totalpages)) return BPF_EVAL_SELECT;
  return BPF_EVAL_NEXT;
}
