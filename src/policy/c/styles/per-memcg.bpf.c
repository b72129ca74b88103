// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

enum kind { KIND_NONE, KIND_BATCH, KIND_LATENCY, };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, u64); __type(value, enum kind); } kinds SEC(".maps");
extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;
static enum kind kind_of(struct oom_control *oc)
{
	u64 id = oc->memcg ? oc->memcg->css.cgroup->kn->id : 1;
	enum kind *k = bpf_map_lookup_elem(&kinds, &id);
	return k ? *k : KIND_NONE;
}
SEC("fentry/bpf_set_policy_name")
int BPF_PROG(name, struct oom_control *oc)
{
	char batch[] = "batch", lat[] = "latency";
	switch (kind_of(oc)) {
	case KIND_BATCH: set_oom_policy_name(oc, batch, sizeof(batch)); break;
	case KIND_LATENCY: set_oom_policy_name(oc, lat, sizeof(lat)); break;
	case KIND_NONE: break;
	}
	return 0;
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	switch (kind_of(oc)) {
	case KIND_NONE: return NO_BPF_POLICY;
	case KIND_BATCH: return !oc->chosen || task->start_time > oc->chosen->start_time ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	default: return !oc->chosen || task->mm->total_vm > oc->chosen->mm->total_vm ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	}
}
