// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup *c = task->cgroups->dfl_cgrp;
	int n = 0;
	do { if (c->kn->id == 1) break; c = c->self.parent->cgroup; } while (++n < 8);
	while (n-- > 0) if (n == 3) return 2;
	for (;;) { if (++n > 5) break; }
	return 0;
}
