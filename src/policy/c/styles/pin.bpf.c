// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 10); __uint(pinning, LIBBPF_PIN_BY_NAME); __type(key, char[16]); __type(value, __s32); } by_comm SEC(".maps");
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char comm[16] = {};
	bpf_probe_read_kernel(comm, sizeof(comm), task->comm);
	__s32 *p = bpf_map_lookup_elem(&by_comm, comm);
	return p ? *p : 0;
}
