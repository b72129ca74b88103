// SPDX-License-Identifier: GPL-2.0
// Everyone is important: passes over every task, so nobody is chosen. For the whole machine that is a panic, in a
// cgroup the allocation fails. A policy that protects needs somebody whom it does not protect.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "spare_everyone";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(pass_over, struct task_struct *task, struct oom_control *oc)
{
	return BPF_EVAL_NEXT;
}
