// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	short adj; u64 id; struct mm_struct *mm;
	bpf_core_read(&adj, sizeof(adj), &task->signal->oom_score_adj);
	BPF_CORE_READ_INTO(&id, task, cgroups, dfl_cgrp, kn, id);
	bpf_probe_read_kernel(&mm, sizeof(mm), &task->mm);
	if (!mm || adj == -1000) return BPF_EVAL_NEXT;
	return BPF_CORE_READ(mm, total_vm) > 500 && id != 1 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
