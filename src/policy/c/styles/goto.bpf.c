// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

static int check(struct task_struct *t)
{
	int err = -1;
	if (!t) goto out;
	if (t->pid == 1) goto out;
	err = 0;
out:
	return err;
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	if (check(task) < 0) return BPF_EVAL_NEXT;
	return check(oc->chosen) ? BPF_EVAL_SELECT : NO_BPF_POLICY;
}
