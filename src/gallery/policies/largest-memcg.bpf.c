// SPDX-License-Identifier: GPL-2.0
// Kills in the cgroup with the most memory that has somebody to kill, and there the biggest process: many small
// processes count together. Page cache and kernel memory count too. From the cgroup-aware killer (Gushchin, 2017) and
// the selftest of bpf_oom_ops (2025). Of equal cgroups and of equal processes the one met first.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define OOM_SCORE_ADJ_MIN (-1000)

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/*
 * mm->rss_stat was a struct of four counters up to Linux 6.1; since 6.2 it is an array. The old one is read
 * with BPF_CORE_READ, because the verifier of 6.1 refuses to index an array of atomic_long_t.
 */
struct mm_rss_stat___old {
	atomic_long_t count[4];
} __attribute__((preserve_access_index));

struct mm_struct___old {
	struct mm_rss_stat___old rss_stat;
} __attribute__((preserve_access_index));

struct mm_struct___new {
	struct percpu_counter rss_stat[4];
} __attribute__((preserve_access_index));

#define RSS_COUNT(mm, member)                                                                    \
	(bpf_core_type_exists(struct mm_rss_stat___old) ?                                        \
		 BPF_CORE_READ((struct mm_struct___old *)(mm), rss_stat.count[member].counter) : \
		 ((struct mm_struct___new *)(mm))->rss_stat[member].count)

/* The counters lag behind and may read below zero. */
static __always_inline u64 at_least_zero(s64 pages)
{
	return pages > 0 ? pages : 0;
}

/* Resident pages; 0 for a task without an mm, because a load through NULL reads 0. */
static __always_inline u64 rss_of(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;

	return at_least_zero(RSS_COUNT(mm, MM_FILEPAGES)) + at_least_zero(RSS_COUNT(mm, MM_ANONPAGES)) +
	       at_least_zero(RSS_COUNT(mm, MM_SHMEMPAGES));
}

/* The memory cgroup that the task is charged to. */
static __always_inline struct cgroup_subsys_state *memcg_of(struct task_struct *task)
{
	return task->cgroups->subsys[memory_cgrp_id];
}

/* Pages of the cgroup; where others are below it they have their own part in that, and the task counts alone. */
static __always_inline u64 weight_of(struct task_struct *task)
{
	struct cgroup_subsys_state *memcg = memcg_of(task);

	if (memcg->cgroup->nr_descendants)
		return rss_of(task);
	/* A memory css is the first member of its mem_cgroup. */
	return at_least_zero(BPF_CORE_READ((struct mem_cgroup *)memcg, memory.usage.counter));
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "largest_memcg";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_in_largest, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup_subsys_state *memcg, *best;

	/* A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (!rss_of(task))
		return BPF_EVAL_NEXT;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;

	memcg = memcg_of(task);
	best = memcg_of(oc->chosen);
	if (memcg == best)
		return rss_of(task) > rss_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return weight_of(task) > weight_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
