// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 a = (u64)(unsigned long)task, b = (uintptr_t)oc->chosen;
	const struct cred *cred = task->cred; void *p = (void *)task; struct task_struct *t = p;
	return a == b ? 2 : cred->euid.val == 0 && t->tgid > 1 ? 0 : 2;
}
