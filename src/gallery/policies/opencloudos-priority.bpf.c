// SPDX-License-Identifier: GPL-2.0
// The priority of Tencent's OpenCloudOS (6.6, mm/memcontrol.c): a larger number is less important, over the whole
// subtree at once. Cgroups below the number of the one that is full do not count while another does. Of equal numbers
// the cgroup with more memory, then the one met first; in the cgroup the kernel's score decides, of equals the later.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

const volatile u32 unlisted = 0; /* priority of cgroups that are not in the map */

#define OOM_SCORE_ADJ_MIN (-1000)
#define PAGE_SIZE 4096

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
	char name[] = "opencloudos";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(select_highest, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup_subsys_state *memcg, *chosen;
	u32 base, priority, best;

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
	chosen = memcg_of(oc->chosen);
	if (memcg == chosen)
		return badness(task, oc->totalpages) >= badness(oc->chosen, oc->totalpages) ? BPF_EVAL_SELECT :
											      BPF_EVAL_NEXT;
	base = oc->memcg ? priority_of(&oc->memcg->css) : 0;
	priority = priority_of(memcg);
	best = priority_of(chosen);
	if ((priority >= base) != (best >= base))
		return priority >= base ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	if (priority != best)
		return priority > best ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
	return usage_of(memcg) > usage_of(chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
