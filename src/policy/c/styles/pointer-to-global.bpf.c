// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define MAX_TASKS 1024
struct stat { u64 seen; u64 last_ns; } stats[16];
static __always_inline struct stat *stat_of(u32 i) { return i < 16 ? &stats[i] : NULL; }
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct stat *s = stat_of(task->pid & 15);
	if (!s) return 0;
	s->seen++; s->last_ns = bpf_ktime_get_ns();
	return s->seen > 3 ? 2 : 0;
}
