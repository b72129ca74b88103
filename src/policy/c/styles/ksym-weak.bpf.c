// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __weak __ksym;
SEC("fentry/bpf_set_policy_name")
int BPF_PROG(name, struct oom_control *oc)
{
	const char name[16] = "weak";
	if (bpf_ksym_exists(set_oom_policy_name))
		set_oom_policy_name(oc, (char *)name, sizeof(name));
	return 0;
}
