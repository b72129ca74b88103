// SPDX-License-Identifier: GPL-2.0
// earlyoom's choice (1.9, kill.c): the highest oom_score of /proc, 300 more for names to prefer and 300 less for
// those to avoid, which userspace puts into a map. Of equal scores the larger resident memory, then the lower pid.
// earlyoom asks for a share of all memory; here it is of the domain that ran out, which for a machine is the same.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define OOM_SCORE_ADJ_MIN (-1000)
#define PAGE_SIZE 4096
#define TASK_COMM_LEN 16

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/* Name of a process -> what is added to its score: 300 to prefer it, -300 to avoid it. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, char[TASK_COMM_LEN]);
	__type(value, int);
} names SEC(".maps");

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

/* /proc/PID/oom_score: 667 for a task that holds nothing, at most 2000. */
static __always_inline s64 oom_score(struct task_struct *task, u64 totalpages)
{
	s64 points = badness(task, totalpages);
	u64 size = points < 0 ? -points : points;
	u64 share = totalpages ? size * 1000 / totalpages : 0;
	u64 thousandths = points < 0 ? 1000 - share : 1000 + share;

	return thousandths * 2 / 3;
}

static __always_inline int bonus(struct task_struct *task)
{
	char comm[TASK_COMM_LEN] = {};
	int *points;

	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	points = bpf_map_lookup_elem(&names, comm);
	return points ? *points : 0;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "earlyoom";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_highest, struct task_struct *task, struct oom_control *oc)
{
	s64 score, best;

	/* A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (!rss_of(task))
		return BPF_EVAL_NEXT;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;

	score = oom_score(task, oc->totalpages) + bonus(task);
	best = oom_score(oc->chosen, oc->totalpages) + bonus(oc->chosen);
	if (score != best)
		return score > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	if (rss_of(task) != rss_of(oc->chosen))
		return rss_of(task) > rss_of(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return task->pid < oc->chosen->pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
