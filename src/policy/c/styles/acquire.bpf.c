// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct task_struct *bpf_task_from_pid(s32 pid) __ksym;
void bpf_task_release(struct task_struct *p) __ksym;
struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym;
void bpf_cgroup_release(struct cgroup *p) __ksym;
long bpf_task_under_cgroup(struct task_struct *task, struct cgroup *ancestor) __ksym;
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *t; struct cgroup *cg; int ret = 0;
	t = bpf_task_from_pid(task->pid);
	if (!t) return 0;
	cg = bpf_cgroup_from_id(1234);
	if (!cg) goto put;
	if (bpf_task_under_cgroup(t, cg)) ret = BPF_EVAL_NEXT;
	bpf_cgroup_release(cg);
put:
	bpf_task_release(t);
	return ret;
}
