// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct cfg { struct { u32 a, b; } range; u8 flags[4]; const char name[8]; } ;
static const struct cfg cfgs[] = { { .range = { 1, 2 }, .flags = { [2] = 1 }, .name = "abc" }, { { 3, 4 }, { 0 }, "xyz" }, };
static u64 total; static int arr[4] = { 1, [3] = 9 };
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct cfg c = cfgs[task->pid & 1];
	total += c.range.a + arr[3];
	return c.flags[2] ? 2 : total > 4 ? 0 : 2;
}
