// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

union u { u64 v; u8 b[8]; struct { u16 x, y, z, w; } h; };
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	union u u = { .v = task->start_time };
	u.b[3] ^= 0x5a; u.h.w = 0;
	return u.v & 1 ? 2 : __builtin_bswap32(task->pid) == 7 ? 3 : 0;
}
