/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A handler of bpf_oom_ops, as the third posting of the series "mm: BPF OOM" has it: it does with iterators what select_bad_process() and
 * oom_evaluate_task() of mm/oom_kill.c do with RFC v2 of the hook applied, in the same order of checks, and kills whom it has chosen.
 * Included after the policy's text, which defines oom_ops_ask() and OOM_OPS_NAME.
 *
 * Where it cannot be as the kernel is: with the whole machine out of memory tasks come cgroup by cgroup (the kernel's order is that of
 * their forks), nodes and cpusets are not looked at, and of a process whose main thread has exited badness sees no memory.
 */
#ifndef OOM_OPS_WALK_H
#define OOM_OPS_WALK_H

#include "kernel_rules.h"

#define OOM_OPS_DESCENDANTS_PRE 2 /* BPF_CGROUP_ITER_DESCENDANTS_PRE: a cgroup before its children */
#define OOM_OPS_PROCS 1 /* CSS_TASK_ITER_PROCS: processes, not threads */

/* ---- The interface. libbpf finds the members of the kernel's struct by their names. ---- */

#ifndef USE_VMLINUX_H
struct bpf_iter_css {
	__u64 __opaque[3];
} __attribute__((aligned(8)));

struct bpf_iter_css_task {
	__u64 __opaque[1];
} __attribute__((aligned(8)));

struct bpf_struct_ops_link;

struct bpf_oom_ops {
	int (*handle_out_of_memory)(struct oom_control *oc, struct bpf_struct_ops_link *link);
	char name[64];
};
#endif

extern int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start, unsigned int flags) __weak __ksym;
extern struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it) __weak __ksym;
extern void bpf_iter_css_destroy(struct bpf_iter_css *it) __weak __ksym;
extern int bpf_iter_css_task_new(struct bpf_iter_css_task *it, struct cgroup_subsys_state *css, unsigned int flags) __weak __ksym;
extern struct task_struct *bpf_iter_css_task_next(struct bpf_iter_css_task *it) __weak __ksym;
extern void bpf_iter_css_task_destroy(struct bpf_iter_css_task *it) __weak __ksym;
extern struct mem_cgroup *bpf_get_root_mem_cgroup(void) __weak __ksym;
extern struct mem_cgroup *bpf_get_mem_cgroup(struct cgroup_subsys_state *css) __weak __ksym;
extern void bpf_put_mem_cgroup(struct mem_cgroup *memcg) __weak __ksym;
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __weak __ksym;
extern void bpf_task_release(struct task_struct *p) __weak __ksym;
extern void bpf_rcu_read_lock(void) __weak __ksym;
extern void bpf_rcu_read_unlock(void) __weak __ksym;
extern int bpf_oom_kill_process(struct oom_control *oc, struct task_struct *task, const char *message__str) __weak __ksym;

/* Stands in the report before the victim's line; the kernel takes constant strings only. */
const char oom_ops_message[] = "Out of memory";

/* ---- mm/oom_kill.c ---- */

/* oom_evaluate_task(): what becomes of one candidate, from its first check on. `points` is set with KERNEL_SELECT. */
static __always_inline int oom_ops_evaluate(struct task_struct *task, struct task_struct *chosen, struct oom_control *oc, long chosen_points,
					    long *points)
{
	__u32 task_type = bpf_core_type_id_kernel(struct task_struct___rules);
	struct oom_control___rules *real = (void *)oc;
	struct task_struct___rules *p = (void *)task;
	struct task_struct *candidate = task;
	struct mm_struct___rules *dying;
	union {
		struct oom_control___rules oc;
		char room[128];
	} own;

	*points = 0;
	if (kernel_unkillable(p))
		return KERNEL_NEXT;
	if (BPF_CORE_READ(p, signal, oom_flag_origin)) {
		*points = KERNEL_LONG_MAX;
		return KERNEL_SELECT;
	}

	/* The kernel's oc with the choice so far. Its pointers may be followed as the hook's may: following one that is NULL reads 0. */
	__builtin_memset(&own, 0, sizeof(own));
	own.oc.memcg = bpf_rdonly_cast(real->memcg, bpf_core_type_id_kernel(struct mem_cgroup___rules));
	own.oc.gfp_mask = real->gfp_mask;
	own.oc.order = real->order;
	own.oc.totalpages = real->totalpages;
	own.oc.chosen = bpf_rdonly_cast(chosen, task_type);
	own.oc.chosen_points = chosen_points;
	own.oc.constraint = real->constraint;
#ifndef OOM_OPS_KEEPS_TRUST
	candidate = bpf_rdonly_cast(task, task_type);
#endif
	switch (oom_ops_ask(candidate, (struct oom_control *)&own.oc)) {
	case KERNEL_ABORT:
		return KERNEL_ABORT;
	case KERNEL_NEXT:
		return KERNEL_NEXT;
	case KERNEL_SELECT:
		/* The RFC leaves the points unset; they are 0 where the kernel clears variables on the stack. */
		return KERNEL_SELECT;
	}

	dying = BPF_CORE_READ(p, signal, oom_mm);
	if (dying)
		return kernel_oom_skip(dying) ? KERNEL_NEXT : KERNEL_ABORT;
	*points = kernel_badness(p, real->totalpages);
	return *points == KERNEL_LONG_MIN || *points < chosen_points ? KERNEL_NEXT : KERNEL_SELECT;
}

/*
 * select_bad_process(): the task that is to die, with a reference that the caller releases; NULL when nobody is, or when the policy has
 * ended the search.
 */
static __always_inline struct task_struct *oom_ops_select(struct mem_cgroup *root, struct oom_control *oc)
{
	struct task_struct *task, *taken, *chosen = 0;
	long points, chosen_points = KERNEL_LONG_MIN;
	struct cgroup_subsys_state *css;
	struct mem_cgroup___rules *memcg;
	struct bpf_iter_css_task tasks;
	struct bpf_iter_css groups;
	_Bool aborted = 0;
	int verdict;

	bpf_rcu_read_lock();
	bpf_iter_css_new(&groups, (struct cgroup_subsys_state *)&((struct mem_cgroup___rules *)root)->css, OOM_OPS_DESCENDANTS_PRE);
	while (!aborted && (css = bpf_iter_css_next(&groups))) {
		/* RCU alone is not enough for the iterator over its tasks: it takes what is held. */
		memcg = (void *)bpf_get_mem_cgroup(css);
		if (!memcg)
			continue;
		bpf_iter_css_task_new(&tasks, (struct cgroup_subsys_state *)&memcg->css, OOM_OPS_PROCS);
		while ((task = bpf_iter_css_task_next(&tasks))) {
			verdict = oom_ops_evaluate(task, chosen, oc, chosen_points, &points);
			if (verdict == KERNEL_ABORT) {
				aborted = 1;
				break;
			}
			if (verdict != KERNEL_SELECT)
				continue;
			taken = bpf_task_acquire(task);
			/* It has gone in the meantime. */
			if (!taken)
				continue;
			if (chosen)
				bpf_task_release(chosen);
			chosen = taken;
			chosen_points = points;
		}
		bpf_iter_css_task_destroy(&tasks);
		bpf_put_mem_cgroup((struct mem_cgroup *)memcg);
	}
	bpf_iter_css_destroy(&groups);
	bpf_rcu_read_unlock();

	if (aborted && chosen) {
		bpf_task_release(chosen);
		chosen = 0;
	}
	return chosen;
}

/*
 * out_of_memory(): 1 when a process was killed. After a 0 the kernel asks the handler of the parent cgroup, and in the end goes on by
 * itself.
 */
SEC("struct_ops/handle_out_of_memory")
int oom_ops_handle(unsigned long long *ctx)
{
	struct oom_control *oc = (struct oom_control *)ctx[0];
	struct mem_cgroup___rules *memcg = (void *)((struct oom_control___rules *)oc)->memcg;
	struct task_struct *chosen;
	struct mem_cgroup *root;
	int killed = 0;

	if (memcg)
		root = bpf_get_mem_cgroup((struct cgroup_subsys_state *)&memcg->css);
	else
		root = bpf_get_root_mem_cgroup();
	if (!root)
		return 0;
	chosen = oom_ops_select(root, oc);
	if (chosen) {
		killed = bpf_oom_kill_process(oc, chosen, oom_ops_message) == 0;
		bpf_task_release(chosen);
	}
	bpf_put_mem_cgroup(root);
	return killed;
}

SEC(".struct_ops")
struct bpf_oom_ops oom_ops = {
	.handle_out_of_memory = (void *)oom_ops_handle,
	.name = OOM_OPS_NAME,
};

#endif /* OOM_OPS_WALK_H */
