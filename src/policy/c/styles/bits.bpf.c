// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

static __always_inline u32 ilog2(u64 v)
{
	u32 r, s;
	r = (v > 0xFFFFFFFF) << 5; v >>= r;
	s = (v > 0xFFFF) << 4; v >>= s; r |= s;
	s = (v > 0xFF) << 3; v >>= s; r |= s;
	s = (v > 0xF) << 2; v >>= s; r |= s;
	s = (v > 0x3) << 1; v >>= s; r |= s;
	r |= v >> 1;
	return r;
}
static __always_inline u32 hash32(u32 x) { x ^= x >> 16; x *= 0x7feb352dU; x ^= x >> 15; x *= 0x846ca68bU; x ^= x >> 16; return x; }
static __always_inline int popcount(u64 x) { x -= (x >> 1) & 0x5555555555555555ULL; x = (x & 0x3333333333333333ULL) + ((x >> 2) & 0x3333333333333333ULL); x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fULL; return (x * 0x0101010101010101ULL) >> 56; }
#define ROL(x, n) (((x) << (n)) | ((x) >> (32 - (n))))
u32 histogram[64];
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 slot = ilog2(task->mm->total_vm);

	__sync_fetch_and_add(&histogram[slot & 63], 1);
	if (popcount(task->flags) & 1)
		return ROL(hash32(task->pid), 7) % 2 ? BPF_EVAL_NEXT : NO_BPF_POLICY;
	return ~task->pid & 0x80000000 ? NO_BPF_POLICY : -1;
}
