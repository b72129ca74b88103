// SPDX-License-Identifier: GPL-2.0
// As the RFC's own test does it: passes over every task until one search has found nobody, then the cgroup with the
// lower priority dies first. Its cgroup is where the cpu controller puts the task. Of equal priorities the kernel
// decides; what it compares is not set by SELECT, so do not copy that.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

u32 failed; /* searches that found nobody */

/* cgroup id -> priority */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, u32);
} priorities SEC(".maps");

static __always_inline u32 priority_of(struct task_struct *task)
{
	u64 id = task->sched_task_group->css.cgroup->kn->id;
	u32 *priority = bpf_map_lookup_elem(&priorities, &id);

	return priority ? *priority : 0;
}

SEC("tp_btf/select_bad_process_end")
int BPF_PROG(count_failure, struct oom_control *oc)
{
	failed++;
	return 0;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "cg_prio";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_lower, struct task_struct *task, struct oom_control *oc)
{
	u32 priority, best;

	/* The first search is to find nobody. */
	if (!failed)
		return BPF_EVAL_NEXT;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;

	priority = priority_of(task);
	best = priority_of(oc->chosen);
	if (priority == best)
		return NO_BPF_POLICY;
	return priority < best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
