// SPDX-License-Identifier: GPL-2.0
// In a cgroup, spares the database and kills the biggest of the others. When a walk finds nobody else, the
// database is the only candidate: the next walk is aborted, nothing dies, and the allocation waits for room.
// In a global OOM the kernel panics when nobody is chosen, so there it decides by itself.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define TASK_COMM_LEN 16

const volatile char database[TASK_COMM_LEN] = "mysql"; /* names of the database begin with this */

#define OOM_SCORE_ADJ_MIN (-1000)

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/* Walks that found nobody but the database; lives on from one walk to the next. */
u64 alone;

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

static __always_inline bool is_database(struct task_struct *task)
{
	for (int i = 0; i < TASK_COMM_LEN; i++) {
		if (!database[i])
			return i > 0;
		if (task->comm[i] != database[i])
			return false;
	}
	return true;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "abort_for_db";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(spare_database, struct task_struct *task, struct oom_control *oc)
{
	if (!oc->memcg)
		return NO_BPF_POLICY;
	/* A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (is_database(task))
		return alone ? BPF_EVAL_ABORT : BPF_EVAL_NEXT;

	/* Of equals the one met first stays. */
	if (rss_of(task) > rss_of(oc->chosen))
		return BPF_EVAL_SELECT;
	return BPF_EVAL_NEXT;
}

SEC("tp_btf/select_bad_process_end")
int BPF_PROG(nobody_chosen, struct oom_control *oc)
{
	if (oc->memcg)
		alone++;
	return 0;
}
