// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define PAGE_SHIFT 12
struct ctx { struct task_struct *p; int depth; u64 id; bool found; };
static int walk_up(__u32 i, void *data)
{
	struct ctx *c = data;
	c->depth++;
	if (c->depth > 10) return 1;
	return 0;
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct ctx c = { .depth = 0, };
	long n = bpf_loop(32, walk_up, &c, 0);
	if (n < 0) return 0;
	return c.depth > 5 ? BPF_EVAL_NEXT : NO_BPF_POLICY;
}
