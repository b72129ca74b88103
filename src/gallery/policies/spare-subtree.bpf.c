// SPDX-License-Identifier: GPL-2.0
// Leaves the choice to the kernel (NO_BPF_POLICY), except that one cgroup and all below it are passed over.
// It never selects, so the scores that the kernel compares stay its own, and ties go to the later one.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define MAX_DEPTH 16

const volatile u64 subtree = 1830; /* id of the cgroup to spare, with all below it */

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/* True when the task is in the cgroup or below it, looking at most MAX_DEPTH levels up. */
static __always_inline bool is_below(struct task_struct *task, u64 id)
{
	struct cgroup *cgrp = task->cgroups->dfl_cgrp;

	for (int i = 0; i < MAX_DEPTH; i++) {
		if (cgrp->kn->id == id)
			return true;
		/* Above the root there is nothing: the loads read 0 and the search ends in vain. */
		cgrp = cgrp->self.parent->cgroup;
	}
	return false;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "spare_subtree";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(pass_over_subtree, struct task_struct *task, struct oom_control *oc)
{
	if (is_below(task, subtree))
		return BPF_EVAL_NEXT;
	return NO_BPF_POLICY;
}
