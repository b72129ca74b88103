// SPDX-License-Identifier: GPL-2.0
// The kernel asks about every process, one after another, and this program answers.
// It spares one and leaves all others to the kernel, which kills the one with the highest score.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

const volatile int spared_pid = 812; /* the process to spare */

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(spare_one, struct task_struct *task, struct oom_control *oc)
{
	if (task->pid == spared_pid)
		return BPF_EVAL_NEXT; /* not this one: on to the next */
	return NO_BPF_POLICY; /* the kernel decides */
}

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "spare_one";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}
