// SPDX-License-Identifier: GPL-2.0
// systemd-oomd's choice when swap runs out (oomd-util.c): the cgroup with the most swap, those to avoid last, those
// to omit never; cgroups with less than 5 % of all swap do not count. In the cgroup the biggest process goes: with
// memory.oom.group all of it does, as systemd-oomd kills it. Of equals the one met first; systemd leaves that to qsort.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

const volatile u64 total_swap = 524288; /* swap of the machine, in pages of 4 KiB */

#define OOM_SCORE_ADJ_MIN (-1000)

/* What userspace writes for a cgroup: ManagedOOMPreference= of its unit. */
#define AVOID 1
#define OMIT 2

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/* cgroup id -> AVOID or OMIT */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, u32);
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

/* 0 for a cgroup without a preference; a lower number dies first. */
static __always_inline u32 rank_of(struct cgroup_subsys_state *memcg)
{
	u64 id = memcg->cgroup->kn->id;
	u32 *preference = bpf_map_lookup_elem(&preferences, &id);

	return preference ? *preference : 0;
}

/* memory.swap.current in pages; 0 where it is at most 5 % of all swap, and for what is neither a leaf nor a group. */
static __always_inline u64 counted_swap(struct cgroup_subsys_state *memcg)
{
	u64 swap = at_least_zero(BPF_CORE_READ((struct mem_cgroup *)memcg, swap.usage.counter));

	if (memcg->cgroup->nr_descendants && !BPF_CORE_READ((struct mem_cgroup *)memcg, oom_group))
		return 0;
	return swap > total_swap / 20 ? swap : 0;
}

static __always_inline u64 size_of(struct task_struct *task)
{
	return rss_of(task) + at_least_zero(RSS_COUNT(task->mm, MM_SWAPENTS));
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "systemd_oomd";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_most_swap, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup_subsys_state *memcg, *best;
	u32 rank;

	/* A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (!rss_of(task))
		return BPF_EVAL_NEXT;

	memcg = memcg_of(task);
	rank = rank_of(memcg);
	if (rank == OMIT)
		return BPF_EVAL_NEXT;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;

	best = memcg_of(oc->chosen);
	if (memcg == best)
		return size_of(task) > size_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	if (rank != rank_of(best))
		return rank < rank_of(best) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	if (counted_swap(memcg) != counted_swap(best))
		return counted_swap(memcg) > counted_swap(best) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	/* Only cgroups with next to no swap: the biggest process, so that somebody goes. */
	if (counted_swap(memcg) == 0)
		return size_of(task) > size_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return BPF_EVAL_NEXT;
}
