// SPDX-License-Identifier: GPL-2.0
// The order in which people expect Kubernetes to kill: BestEffort, Burstable, Guaranteed, then the node itself. The
// class comes from the oom_score_adj that the kubelet sets (pkg/kubelet/qos/policy.go). In Burstable the most memory
// above the request goes, as in the kubelet's evictions; elsewhere the biggest. Of equals the one met first.

const capacity: u64 = param(4194304, "memory of the node, in pages of 4 KiB");

// Classes; lower dies first.
const BEST_EFFORT = 0;
const BURSTABLE = 1;
const GUARANTEED = 2;
const NODE = 3;

function class_of(task: task_struct): u32 {
  const adj = task.signal.oom_score_adj;

  if (adj === 1000) return BEST_EFFORT;
  if (adj > 1) return BURSTABLE;
  return adj === -997 || adj === -998 ? GUARANTEED : NODE;
}

/** Resident pages, in Burstable without what was asked for: adj is 1000 - 1000 * request / capacity there. */
function above_request(task: task_struct): u64 {
  const rss = get_mm_rss(task.mm);
  let request: u64 = 0;

  if (class_of(task) === BURSTABLE) request = (1000 - task.signal.oom_score_adj) * (capacity / 1000);
  return rss > request ? rss - request : 0;
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "kubernetes_qos");
}

export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  // A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped.
  if (task.signal.oom_mm) return NO_BPF_POLICY;
  if (task.signal.oom_score_adj === OOM_SCORE_ADJ_MIN) return BPF_EVAL_NEXT;
  if (!get_mm_rss(task.mm)) return BPF_EVAL_NEXT;
  if (!oc.chosen) return BPF_EVAL_SELECT;

  const rank = class_of(task);
  const best = class_of(oc.chosen);
  if (rank !== best) return rank < best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
  return above_request(task) > above_request(oc.chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
