// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 2); __type(key, u32); __type(value, u64); } pc SEC(".maps");
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 k = 1; u64 *v = bpf_map_lookup_elem(&pc, &k), one = 1;
	if (v) (*v)++; else bpf_map_update_elem(&pc, &k, &one, BPF_ANY);
	return bpf_get_smp_processor_id() ? 0 : 2;
}
