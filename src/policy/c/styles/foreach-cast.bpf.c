// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct rule { u32 uid_low, uid_high; int bonus; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 8); __type(key, u32); __type(value, struct rule); } rules SEC(".maps");
struct walk { u32 uid; int bonus; };
static __u64 one(struct bpf_map *map, __u32 *key, struct rule *r, void *data)
{
	struct walk *w = data;
	if (w->uid >= r->uid_low && w->uid <= r->uid_high) { w->bonus += r->bonus; return 1; }
	return 0;
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct walk w = { .uid = BPF_CORE_READ(task, cred, uid.val) };
	bpf_for_each_map_elem(&rules, one, &w, 0);
	return w.bonus > 0 ? BPF_EVAL_SELECT : NO_BPF_POLICY;
}
