// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct kernfs_node___new { struct kernfs_node *__parent; } __attribute__((preserve_access_index));
static __always_inline struct kernfs_node *kn_parent(struct kernfs_node *kn)
{
	struct kernfs_node___new *n = (void *)kn;
	if (bpf_core_field_exists(n->__parent))
		return BPF_CORE_READ(n, __parent);
	return BPF_CORE_READ(kn, parent);
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(oom, struct task_struct *task, struct oom_control *oc)
{
	struct kernfs_node *kn = BPF_CORE_READ(task, cgroups, dfl_cgrp, kn);
	struct kernfs_node *p = kn_parent(kn);
	u64 id = BPF_CORE_READ(p, id);
	return id == 77 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
