// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define NCLASS 4
static const u32 weight[NCLASS][3] = {
	{ 1, 2, 3 },
	{ 10, 20, 30 },
	[2] = { 100, 200, 300 },
	[3] = { [0] = 7, [2] = 9 },
};
const volatile char names[3][16] = { "java", "python3", "node" };

static __always_inline bool same(const char *a, const volatile char *b)
{
#pragma unroll
	for (int i = 0; i < 16; i++) {
		if (a[i] != b[i])
			return false;
		if (!a[i])
			return true;
	}
	return true;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char comm[16];
	u32 class = 0, sum = 0;

	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	for (int i = 0; i < 3; i++)
		if (same(comm, names[i]))
			class = i + 1;
	for (int j = 0; j < 3; j++)
		sum += weight[class & 3][j];
	return sum > 60 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
