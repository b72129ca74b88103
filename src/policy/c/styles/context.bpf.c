// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int evaluate(u64 *ctx)
{
	struct task_struct *task = (struct task_struct *)ctx[0];
	struct oom_control *oc = (void *)ctx[1];
	int ret = (int)ctx[2];

	if (ret != 0)
		return ret;
	if (oc->chosen && oc->chosen->start_time > task->start_time)
		return BPF_EVAL_NEXT;
	return BPF_EVAL_SELECT;
}
