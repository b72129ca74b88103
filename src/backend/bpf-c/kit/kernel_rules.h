/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What mm/oom_kill.c knows of a task, for walks that do the kernel's work around a policy: the verdicts, who cannot be killed, badness.
 * Included by a walk after the policy's text and libbpf's headers.
 */
#ifndef KERNEL_RULES_H
#define KERNEL_RULES_H

#define KERNEL_PAGE_SIZE 4096
#define KERNEL_LONG_MAX 0x7fffffffffffffffL
#define KERNEL_LONG_MIN (-KERNEL_LONG_MAX - 1)
#define KERNEL_PF_KTHREAD 0x200000
#define KERNEL_MMF_OOM_SKIP 21
#define KERNEL_OOM_SCORE_ADJ_MIN (-1000)

/* The verdicts of the hook. */
enum kernel_verdict { KERNEL_NO_POLICY, KERNEL_ABORT, KERNEL_NEXT, KERNEL_SELECT };

/* ---- The kernel's structs, as far as a walk reads them. CO-RE finds the fields of the running kernel. ---- */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct cgroup___rules;

struct cgroup_subsys_state___rules {
	struct cgroup___rules *cgroup;
	struct cgroup_subsys_state___rules *parent;
};

struct kernfs_node___rules {
	__u64 id;
};

struct cgroup___rules {
	struct cgroup_subsys_state___rules self;
	struct kernfs_node___rules *kn;
};

struct css_set___rules {
	struct cgroup_subsys_state___rules *subsys[14];
	struct cgroup___rules *dfl_cgrp;
};

struct atomic64___rules {
	long counter;
};

struct percpu_counter___rules {
	__s64 count;
};

struct mm_struct___rules {
	struct atomic64___rules pgtables_bytes;
};

/* Up to Linux 6.1. */
struct mm_rss_stat___rules {
	struct atomic64___rules count[4];
};

struct mm_struct___rules_rss_struct {
	struct mm_rss_stat___rules rss_stat;
};

/* Since Linux 6.2. */
struct mm_struct___rules_rss_array {
	struct percpu_counter___rules rss_stat[4];
};

struct mm_struct___rules_flags {
	unsigned long flags;
};

typedef struct {
	unsigned long __mm_flags[1];
} mm_flags_t___rules;

/* Since Linux 6.18. */
struct mm_struct___rules_flags_bitmap {
	mm_flags_t___rules flags;
};

struct signal_struct___rules {
	short oom_score_adj;
	_Bool oom_flag_origin;
	struct mm_struct___rules *oom_mm;
};

struct mem_cgroup___rules {
	struct cgroup_subsys_state___rules css;
};

struct rt_mutex_waiter___rules {
	struct task_struct *task;
};

struct task_struct___rules {
	int pid;
	int tgid;
	unsigned int flags;
	char comm[16];
	struct mm_struct___rules *mm;
	struct signal_struct___rules *signal;
	struct css_set___rules *cgroups;
	struct task_struct___rules *real_parent;
	void *vfork_done;
	struct rt_mutex_waiter___rules *pi_blocked_on;
	struct mem_cgroup *active_memcg;
};

enum oom_constraint___rules { CONSTRAINT_NONE___rules, CONSTRAINT_MEMCG___rules = 3 };

/* The policy's oc: a struct of our own, laid out as the kernel's. */
struct oom_control___rules {
	void *zonelist;
	void *nodemask;
	struct mem_cgroup *memcg;
	unsigned int gfp_mask;
	int order;
	unsigned long totalpages;
	struct task_struct *chosen;
	long chosen_points;
	enum oom_constraint___rules constraint;
};

#pragma clang attribute pop

/* Loads through an address, checked by nothing: the kernel reads 0 where there is nothing. Since Linux 6.2. */
extern void *bpf_rdonly_cast(const void *obj__ign, __u32 btf_id) __weak __ksym;

/* ---- include/linux/mm.h and sched/mm.h ---- */

#define KERNEL_COUNTER(mm, member)                                                                            \
	(bpf_core_type_exists(struct mm_rss_stat___rules) ?                                                  \
		 BPF_CORE_READ((struct mm_struct___rules_rss_struct *)(mm), rss_stat.count[member].counter) : \
		 BPF_CORE_READ((struct mm_struct___rules_rss_array *)(mm), rss_stat[member].count))

static __always_inline long kernel_at_least_zero(long pages)
{
	return pages < 0 ? 0 : pages;
}

static __always_inline _Bool kernel_oom_skip(struct mm_struct___rules *mm)
{
	unsigned long flags;

	if (bpf_core_field_exists(struct mm_struct___rules_flags_bitmap, flags.__mm_flags))
		flags = BPF_CORE_READ((struct mm_struct___rules_flags_bitmap *)mm, flags.__mm_flags[0]);
	else
		flags = BPF_CORE_READ((struct mm_struct___rules_flags *)mm, flags);
	return flags >> KERNEL_MMF_OOM_SKIP & 1;
}

/* oom_badness(): LONG_MIN for a task that must not be chosen. */
static __always_inline long kernel_badness(struct task_struct___rules *p, unsigned long totalpages)
{
	struct mm_struct___rules *mm = BPF_CORE_READ(p, mm);
	long adj = BPF_CORE_READ(p, signal, oom_score_adj);
	long points;

	if (!mm || adj == KERNEL_OOM_SCORE_ADJ_MIN || kernel_oom_skip(mm))
		return KERNEL_LONG_MIN;
	/* A vfork child before its exec: the memory is its parent's. */
	if (BPF_CORE_READ(p, vfork_done) && BPF_CORE_READ(p, real_parent, mm) == mm)
		return KERNEL_LONG_MIN;

	/* MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES */
	points = kernel_at_least_zero(KERNEL_COUNTER(mm, 0)) + kernel_at_least_zero(KERNEL_COUNTER(mm, 1)) +
		 kernel_at_least_zero(KERNEL_COUNTER(mm, 2)) + kernel_at_least_zero(KERNEL_COUNTER(mm, 3));
	points += (unsigned long)BPF_CORE_READ(mm, pgtables_bytes.counter) / KERNEL_PAGE_SIZE;
	/* Divided first, as in the kernel. */
	return points + adj * (long)(totalpages / 1000);
}

static __always_inline _Bool kernel_unkillable(struct task_struct___rules *p)
{
	return BPF_CORE_READ(p, tgid) == 1 || BPF_CORE_READ(p, flags) & KERNEL_PF_KTHREAD;
}

#endif /* KERNEL_RULES_H */
