// SPDX-License-Identifier: GPL-2.0
// Android's lmkd (lmkd.cpp): the framework gives each process a level as its oom_score_adj, and the highest level
// dies first. At perceptible levels (200 and below) the biggest of a level goes, of equals the youngest; above that
// the oldest, in place of the level's LRU list, of equals the one met first. Levels below min_score_adj go last.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

const volatile int min_score_adj = 0; /* lower levels go only when nobody else is left */
const volatile bool kill_heaviest_task = false; /* the biggest of a level, not the oldest, at all levels */

#define OOM_SCORE_ADJ_MIN (-1000)
#define PERCEPTIBLE 200

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

/* What lmkd does not kill counts as one level below all others. */
static __always_inline int level_of(struct task_struct *task)
{
	int adj = task->signal->oom_score_adj;

	return adj < min_score_adj ? OOM_SCORE_ADJ_MIN : adj;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "lmkd_levels";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_by_level, struct task_struct *task, struct oom_control *oc)
{
	int level, best;

	/* A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (!rss_of(task))
		return BPF_EVAL_NEXT;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;

	level = level_of(task);
	best = level_of(oc->chosen);
	if (level != best)
		return level > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	if (level > PERCEPTIBLE && !kill_heaviest_task)
		return task->start_time < oc->chosen->start_time ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	if (rss_of(task) != rss_of(oc->chosen))
		return rss_of(task) > rss_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return task->start_time > oc->chosen->start_time ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
