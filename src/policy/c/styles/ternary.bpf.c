// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define IS_ROOT(t) ((t)->cred->uid.val == 0)
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return IS_ROOT(task) ? BPF_EVAL_NEXT
	     : task->signal->nr_threads > 64 ? BPF_EVAL_SELECT
	     : (task->mm ?: task->group_leader->mm) ? NO_BPF_POLICY : BPF_EVAL_NEXT;
}
