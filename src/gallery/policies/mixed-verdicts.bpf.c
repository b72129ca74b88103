// SPDX-License-Identifier: GPL-2.0
// Selects one process by name and leaves the others to the kernel, which mixes two ways to choose: SELECT sets no
// score, so the kernel compares every later task with whatever stood there, mostly 0, and takes that one.
// To mend it answer NEXT while oc->chosen is the process that was selected.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

const volatile int target_pid = 1101; /* the process to select */

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "mixed_verdicts";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_or_not, struct task_struct *task, struct oom_control *oc)
{
	if (task->pid == target_pid)
		return BPF_EVAL_SELECT;
	return NO_BPF_POLICY;
}
