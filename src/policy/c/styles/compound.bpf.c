// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct key { u64 id; u32 kind; u32 pad; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, struct key); __type(value, u64); } m SEC(".maps");
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *v = bpf_map_lookup_elem(&m, &(struct key){ .id = task->pid, .kind = 1 });
	typeof(task->pid) p = task->pid; __auto_type q = p;
	_Static_assert(sizeof(struct key) == 16, "key");
	return v && *v > (u64)q ? 3 : 2;
}
