// SPDX-License-Identifier: GPL-2.0
// The choice of oomd's kill_by_memory_size_or_growth (Meta oomd, memory_size, without growth): level by level the
// sibling that is preferred, then one with at least half of its parent's memory, then the one with the most memory
// above its protection; in the last cgroup the biggest process. Of equals the one met first; oomd's sort is unstable.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define OOM_SCORE_ADJ_MIN (-1000)
#define MAX_STEPS 24

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/* cgroup id -> 1 to prefer it, -1 to avoid it (oomd reads extended attributes) */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, int);
} preferences SEC(".maps");

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

/* Pages charged to the cgroup and all below it. A memory css is the first member of its mem_cgroup. */
static __always_inline u64 usage_of(struct cgroup_subsys_state *memcg)
{
	return at_least_zero(BPF_CORE_READ((struct mem_cgroup *)memcg, memory.usage.counter));
}

static __always_inline int preference_of(struct cgroup_subsys_state *memcg)
{
	u64 id = memcg->cgroup->kn->id;
	int *preference = bpf_map_lookup_elem(&preferences, &id);

	return preference ? *preference : 0;
}

/* True when the cgroup holds at least half of what its parent holds. */
static __always_inline bool is_half(struct cgroup_subsys_state *memcg)
{
	return usage_of(memcg) * 2 >= usage_of(memcg->parent);
}

/* Usage without what memory.min and memory.low protect, as the last reclaim computed it. */
static __always_inline u64 above_protection(struct cgroup_subsys_state *memcg)
{
	u64 min = BPF_CORE_READ((struct mem_cgroup *)memcg, memory.emin);
	u64 low = BPF_CORE_READ((struct mem_cgroup *)memcg, memory.elow);
	u64 usage = usage_of(memcg), protection = min > low ? min : low;

	return usage > protection ? usage - protection : 0;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "oomd_size";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_largest, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup_subsys_state *memcg, *rival;
	int preference, best;

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
		return rss_of(task) > rss_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;

	preference = preference_of(memcg);
	best = preference_of(rival);
	if (preference != best)
		return preference > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	if (is_half(memcg) != is_half(rival))
		return is_half(memcg) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return above_protection(memcg) > above_protection(rival) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
