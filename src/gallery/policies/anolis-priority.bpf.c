// SPDX-License-Identifier: GPL-2.0
// The priority of Alibaba's Cloud Kernel (Anolis, memory.priority 0 to 12): a larger number is more important. Level
// by level the sibling with the lowest number goes, of equal numbers the one with more memory; in the last cgroup the
// kernel's own score decides, of equal scores the later. Cgroups of one number and size: the one met first.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

const volatile u32 unlisted = 6; /* priority of cgroups that are not in the map, 0 to 12 */

#define OOM_SCORE_ADJ_MIN (-1000)
#define PAGE_SIZE 4096
#define MAX_STEPS 24

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/* cgroup id -> priority */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, u32);
} priorities SEC(".maps");

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

/* The kernel's score of a task that may be killed; it can be negative. */
static __always_inline s64 badness(struct task_struct *task, u64 totalpages)
{
	struct mm_struct *mm = task->mm;
	u64 tables = at_least_zero(mm->pgtables_bytes.counter) / PAGE_SIZE;
	u64 pages = rss_of(task) + at_least_zero(RSS_COUNT(mm, MM_SWAPENTS)) + tables;

	/* The division comes first, as in the kernel: below 1000 pages oom_score_adj has no weight. */
	return (s64)pages + task->signal->oom_score_adj * (s64)(totalpages / 1000);
}

/* The memory cgroup that the task is charged to. */
static __always_inline struct cgroup_subsys_state *memcg_of(struct task_struct *task)
{
	return task->cgroups->subsys[memory_cgrp_id];
}

/* Pages charged to the cgroup and all below it. A memory css is the first member of its mem_cgroup. */
static __always_inline u64 usage_of(struct cgroup_subsys_state *memcg)
{
	return at_least_zero(BPF_CORE_READ((struct mem_cgroup *)memcg, memory.usage.counter));
}

static __always_inline u32 priority_of(struct cgroup_subsys_state *memcg)
{
	u64 id = memcg->cgroup->kn->id;
	u32 *priority = bpf_map_lookup_elem(&priorities, &id);

	return priority ? *priority : unlisted;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "anolis_priority";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_lowest, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup_subsys_state *memcg, *rival;
	u32 priority, best;

	/* A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (!rss_of(task))
		return BPF_EVAL_NEXT;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;

	/* Up to two children of one cgroup, or to the same one. */
	memcg = memcg_of(task);
	rival = memcg_of(oc->chosen);
	for (int i = 0; i < MAX_STEPS && memcg->parent != rival->parent; i++) {
		int level = memcg->cgroup->level, other = rival->cgroup->level;

		if (level >= other)
			memcg = memcg->parent;
		if (other >= level)
			rival = rival->parent;
	}
	if (memcg == rival)
		return badness(task, oc->totalpages) >= badness(oc->chosen, oc->totalpages) ? BPF_EVAL_SELECT :
											      BPF_EVAL_NEXT;
	priority = priority_of(memcg);
	best = priority_of(rival);
	if (priority != best)
		return priority < best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return usage_of(memcg) > usage_of(rival) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
