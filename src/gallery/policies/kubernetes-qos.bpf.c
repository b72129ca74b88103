// SPDX-License-Identifier: GPL-2.0
// The order in which people expect Kubernetes to kill: BestEffort, Burstable, Guaranteed, then the node itself. The
// class comes from the oom_score_adj that the kubelet sets (pkg/kubelet/qos/policy.go). In Burstable the most memory
// above the request goes, as in the kubelet's evictions; elsewhere the biggest. Of equals the one met first.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

const volatile u64 capacity = 4194304; /* memory of the node, in pages of 4 KiB */

#define OOM_SCORE_ADJ_MIN (-1000)

/* Lower dies first. */
enum qos_class {
	BEST_EFFORT,
	BURSTABLE,
	GUARANTEED,
	NODE,
};

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

static __always_inline enum qos_class class_of(struct task_struct *task)
{
	int adj = task->signal->oom_score_adj;

	if (adj == 1000)
		return BEST_EFFORT;
	if (adj > 1)
		return BURSTABLE;
	return adj == -997 || adj == -998 ? GUARANTEED : NODE;
}

/* Resident pages, in Burstable without what was asked for: adj is 1000 - 1000 * request / capacity there. */
static __always_inline u64 above_request(struct task_struct *task)
{
	u64 rss = rss_of(task), request = 0;

	if (class_of(task) == BURSTABLE)
		request = (1000 - task->signal->oom_score_adj) * (capacity / 1000);
	return rss > request ? rss - request : 0;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
	char name[] = "kubernetes_qos";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_by_class, struct task_struct *task, struct oom_control *oc)
{
	enum qos_class class, best;

	/* A victim that is dying: the kernel's own rule waits for it, or skips it when it is reaped. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (!rss_of(task))
		return BPF_EVAL_NEXT;
	if (!oc->chosen)
		return BPF_EVAL_SELECT;

	class = class_of(task);
	best = class_of(oc->chosen);
	if (class != best)
		return class < best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return above_request(task) > above_request(oc->chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
