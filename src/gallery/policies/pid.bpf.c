// SPDX-License-Identifier: GPL-2.0
// The example of the documentation: kills one process by its number and spares every other one.
// When that process is not there, nobody is chosen: the machine panics, a cgroup's allocation fails.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

const volatile int target_pid = 812; /* the process to kill */

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "pid_policy";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_by_pid, struct task_struct *task, struct oom_control *oc)
{
	if (task->pid == target_pid)
		return BPF_EVAL_SELECT;
	return BPF_EVAL_NEXT;
}
