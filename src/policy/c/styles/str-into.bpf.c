// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char comm[16], cg[32] = {};
	BPF_CORE_READ_STR_INTO(&comm, task, comm);
	bpf_probe_read_kernel_str(cg, sizeof(cg), BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, name));
	if (!bpf_strncmp(comm, sizeof("sshd"), "sshd"))
		return BPF_EVAL_NEXT;
	if (bpf_strncmp(cg, 5, "batch") == 0)
		return BPF_EVAL_SELECT;
	return NO_BPF_POLICY;
}
