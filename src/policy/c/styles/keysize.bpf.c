// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(key_size, sizeof(__u64)); __uint(value_size, sizeof(__u32)); __uint(max_entries, 128); __uint(map_flags, BPF_F_NO_PREALLOC); } prio SEC(".maps");
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	__u64 id = task->cgroups->dfl_cgrp->kn->id;
	__u32 *p = bpf_map_lookup_elem(&prio, &id), v = 5;
	if (!p) { bpf_map_update_elem(&prio, &id, &v, BPF_NOEXIST); return 0; }
	return *p > 3 ? 2 : 3;
}
