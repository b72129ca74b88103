// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

static inline struct mem_cgroup *memcg_of(struct task_struct *t)
{
	return (struct mem_cgroup *)BPF_CORE_READ(t, cgroups, subsys[memory_cgrp_id]);
}
static inline unsigned long memcg_usage(struct mem_cgroup *m) { return BPF_CORE_READ(m, memory.usage.counter); }
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct mem_cgroup *a = memcg_of(task), *b = memcg_of(oc->chosen);
	if (a == oc->memcg) return BPF_EVAL_NEXT;
	return memcg_usage(a) > memcg_usage(b) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
