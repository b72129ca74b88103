// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

__noinline int helper1(struct task_struct *t) { return t ? t->pid : 0; }
static __noinline u64 size(struct task_struct *t) { return t->mm ? t->mm->total_vm : 0; }
int global_fn(int a, int b) { return a > b ? a : b; }
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return global_fn(size(task) > size(oc->chosen), 0) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
