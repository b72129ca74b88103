/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's search for a victim, rebuilt over iter/task: select_bad_process() and oom_evaluate_task() of mm/oom_kill.c with RFC v2 of
 * the hook applied, in the same order of checks. It reads and kills nothing. Included after the policy's text, which defines
 * dry_run_ask() and dry_run_ask_name().
 *
 * Where it cannot be as the kernel is: tasks come in the order of their pids (the kernel's order is that of their forks; in a cgroup,
 * that in which they joined it), nodes and cpusets are not looked at, and of a process whose main thread has exited the memory is not
 * seen.
 */
#ifndef DRY_RUN_WALK_H
#define DRY_RUN_WALK_H

#include "kernel_rules.h"

/* Set by the loader. */
const volatile unsigned long dry_run_totalpages = 1; /* RAM and swap, or the limit of the cgroup, in pages */
const volatile __u64 dry_run_cgroup = 0; /* id of the cgroup that is out of memory; 0: the whole machine */
const volatile _Bool dry_run_has_cast = 0; /* the kernel has bpf_rdonly_cast() */
const volatile _Bool dry_run_verbose = 0; /* a line for each process that was considered */

#define DRY_RUN_MAX_DEPTH 32
/* What a page fault allocates with: GFP_HIGHUSER_MOVABLE | __GFP_ZERO, as most reports show it. */
#define DRY_RUN_GFP_MASK 0x140dca

/* How a task was decided. */
enum dry_run_rule {
	DRY_RUN_BY_POLICY,
	DRY_RUN_BY_BADNESS,
	DRY_RUN_ORIGIN,
	DRY_RUN_VICTIM_SKIP,
	DRY_RUN_VICTIM_ABORT,
};

/* ---- The kernel's structs, as far as the walk reads them. CO-RE finds the fields of the running kernel. ---- */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct seq_file___rules {};

struct bpf_iter_meta___rules {
	struct seq_file___rules *seq;
	__u64 session_id;
	__u64 seq_num;
};

#pragma clang attribute pop

enum cgroup_subsys_id___rules { memory_cgrp_id___rules = 4 };

/* The context of iter/task; after the last task there is one call without a task. */
struct dry_run_context {
	struct bpf_iter_meta___rules *meta;
	struct task_struct *task;
};

/*
 * Pointers to tasks that a program may follow later, as Linux 5.19 to 6.1 lets it keep them. The loader creates this map on those kernels
 * only: from 6.4 on the tag has another meaning. What comes out of it is as unchecked as the arguments of the hook are.
 */
typedef struct task_struct dry_run_task; /* clang 14 loses the tag of a pointer that leads to the struct itself */
#define DRY_RUN_KPTR __attribute__((btf_type_tag("kptr")))

struct dry_run_kept {
	dry_run_task DRY_RUN_KPTR *candidate;
	dry_run_task DRY_RUN_KPTR *chosen;
	dry_run_task DRY_RUN_KPTR *reader;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct dry_run_kept);
} dry_run_slot SEC(".maps");

/* What the policy is called with. */
struct dry_run_arguments {
	struct task_struct *candidate;
	struct task_struct *chosen;
	struct mem_cgroup *memcg;
};

/* What is remembered from task to task. */
struct {
	unsigned long chosen;
	long chosen_points;
	int chosen_pid;
	int chosen_rule;
	char chosen_comm[16];
	/* The last task that was considered: with a full buffer the kernel asks for its line once more. */
	int pid;
	int rule;
	int verdict;
	int effect;
	long points;
	int asked;
	int considered;
	int without_mm;
	int aborted;
} dry_run_state = { .chosen_points = KERNEL_LONG_MIN };

/* ---- mm/oom_kill.c ---- */

/* The css of memory on the way up from the task that belongs to the cgroup without memory; 0 when the task is not below it. */
static __always_inline unsigned long dry_run_memcg_of(struct task_struct___rules *p)
{
	int memory = bpf_core_enum_value(enum cgroup_subsys_id___rules, memory_cgrp_id___rules);
	struct css_set___rules *cgroups = BPF_CORE_READ(p, cgroups);
	struct cgroup_subsys_state___rules *css = 0;

	bpf_core_read(&css, sizeof(css), &cgroups->subsys[memory & 15]);
	for (int i = 0; i < DRY_RUN_MAX_DEPTH && css; i++) {
		if (BPF_CORE_READ(css, cgroup, kn, id) == dry_run_cgroup)
			return (unsigned long)css;
		css = BPF_CORE_READ(css, parent);
	}
	return 0;
}

static __always_inline struct dry_run_kept *dry_run_kept(void)
{
	int zero = 0;

	return bpf_map_lookup_elem(&dry_run_slot, &zero);
}

/* Pointers that may be followed as the hook's may; following one that is NULL reads 0. */
static __always_inline _Bool dry_run_cast(struct task_struct *task, unsigned long memcg, struct dry_run_arguments *arguments)
{
	__u32 task_type = bpf_core_type_id_kernel(struct task_struct___rules);

	arguments->candidate = bpf_rdonly_cast(task, task_type);
	arguments->chosen = bpf_rdonly_cast((void *)dry_run_state.chosen, task_type);
	arguments->memcg = bpf_rdonly_cast((void *)memcg, bpf_core_type_id_kernel(struct mem_cgroup___rules));
	return 1;
}

/* The same before Linux 6.2. A NULL must have the right type: who reads this waits for no mutex and charges no other memcg. */
static __always_inline _Bool dry_run_keep(struct task_struct *task, struct dry_run_arguments *arguments)
{
	struct dry_run_kept *kept = dry_run_kept();
	struct task_struct___rules *reader;
	struct task_struct *chosen;

	/* It exists; asked, so that clang describes the struct in full, as the map's pointers need it. */
	if (!kept || !bpf_core_type_exists(struct task_struct))
		return 0;
	kept->candidate = task;
	kept->reader = bpf_get_current_task_btf();
	asm volatile("" : : : "memory");
	arguments->candidate = kept->candidate;
	reader = (void *)kept->reader;
	if (!arguments->candidate || !reader)
		return 0;
	arguments->memcg = reader->active_memcg;
	chosen = kept->chosen;
	if (!chosen || !dry_run_state.chosen)
		chosen = reader->pi_blocked_on->task;
	arguments->chosen = chosen;
	return 1;
}

static __always_inline void dry_run_choose(struct task_struct *task, long points, int rule)
{
	struct task_struct___rules *p = (void *)task;
	struct dry_run_kept *kept;

	dry_run_state.chosen = (unsigned long)task;
	dry_run_state.chosen_points = points;
	dry_run_state.chosen_rule = rule;
	dry_run_state.chosen_pid = BPF_CORE_READ(p, pid);
	bpf_core_read(dry_run_state.chosen_comm, sizeof(dry_run_state.chosen_comm), &p->comm);
	if (dry_run_has_cast)
		return;
	kept = dry_run_kept();
	if (kept)
		kept->chosen = task;
}

/* oom_evaluate_task(): what becomes of one candidate, from the hook's place on. */
static __always_inline int dry_run_evaluate(struct task_struct *task, unsigned long memcg)
{
	struct task_struct___rules *p = (void *)task;
	struct mm_struct___rules *dying;
	struct dry_run_arguments arguments;
	union {
		struct oom_control___rules oc;
		char room[128];
	} own;
	long points;

	dry_run_state.asked = 0;
	dry_run_state.verdict = KERNEL_NO_POLICY;
	dry_run_state.points = 0;
	if (BPF_CORE_READ(p, signal, oom_flag_origin)) {
		dry_run_state.rule = DRY_RUN_ORIGIN;
		dry_run_choose(task, KERNEL_LONG_MAX, DRY_RUN_ORIGIN);
		return KERNEL_SELECT;
	}

	if (dry_run_has_cast ? !dry_run_cast(task, memcg, &arguments) : !dry_run_keep(task, &arguments))
		return KERNEL_NEXT;
	__builtin_memset(&own, 0, sizeof(own));
	own.oc.memcg = arguments.memcg;
	own.oc.gfp_mask = DRY_RUN_GFP_MASK;
	own.oc.totalpages = dry_run_totalpages;
	own.oc.chosen = arguments.chosen;
	own.oc.chosen_points = dry_run_state.chosen_points;
	own.oc.constraint = dry_run_cgroup ? CONSTRAINT_MEMCG___rules : CONSTRAINT_NONE___rules;
#ifdef DRY_RUN_KEEPS_TRUST
	/* A helper of the policy takes no task that nobody has checked. */
	arguments.candidate = task;
#endif
	if (!dry_run_state.considered)
		dry_run_ask_name((struct oom_control *)&own.oc);
	dry_run_state.asked = 1;
	dry_run_state.rule = DRY_RUN_BY_POLICY;
	dry_run_state.verdict = dry_run_ask(arguments.candidate, (struct oom_control *)&own.oc);
	switch (dry_run_state.verdict) {
	case KERNEL_ABORT:
		return KERNEL_ABORT;
	case KERNEL_NEXT:
		return KERNEL_NEXT;
	case KERNEL_SELECT:
		/* The RFC leaves the points unset; they are 0 where the kernel clears variables on the stack. */
		dry_run_choose(task, 0, DRY_RUN_BY_POLICY);
		return KERNEL_SELECT;
	}

	dying = BPF_CORE_READ(p, signal, oom_mm);
	if (dying) {
		dry_run_state.rule = kernel_oom_skip(dying) ? DRY_RUN_VICTIM_SKIP : DRY_RUN_VICTIM_ABORT;
		return dry_run_state.rule == DRY_RUN_VICTIM_SKIP ? KERNEL_NEXT : KERNEL_ABORT;
	}

	points = kernel_badness(p, dry_run_totalpages);
	if (!BPF_CORE_READ(p, mm))
		dry_run_state.without_mm++;
	dry_run_state.rule = DRY_RUN_BY_BADNESS;
	dry_run_state.points = points;
	if (points == KERNEL_LONG_MIN || points < dry_run_state.chosen_points)
		return KERNEL_NEXT;
	dry_run_choose(task, points, DRY_RUN_BY_BADNESS);
	return KERNEL_SELECT;
}

/* ---- What it says ---- */

static __always_inline const char *dry_run_effect_word(int effect)
{
	if (effect == KERNEL_SELECT)
		return "chosen so far";
	return effect == KERNEL_ABORT ? "aborts" : "passed over";
}

static __always_inline const char *dry_run_verdict_word(void)
{
	if (!dry_run_state.asked)
		return "not asked";
	switch (dry_run_state.verdict) {
	case KERNEL_ABORT:
		return "ABORT";
	case KERNEL_NEXT:
		return "NEXT";
	case KERNEL_SELECT:
		return "SELECT";
	}
	return "NO_BPF_POLICY";
}

static __always_inline const char *dry_run_rule_word(int rule)
{
	switch (rule) {
	case DRY_RUN_BY_POLICY:
		return "by the policy";
	case DRY_RUN_BY_BADNESS:
		return "by the kernel, for its badness";
	case DRY_RUN_ORIGIN:
		return "by the kernel, as an OOM origin";
	case DRY_RUN_VICTIM_SKIP:
		return "by the kernel, as a victim that has given up its memory";
	}
	return "by the kernel, as a victim that is dying";
}

static __always_inline void dry_run_print_task(struct seq_file *seq, struct task_struct___rules *p)
{
	if (!dry_run_verbose)
		return;
	BPF_SEQ_PRINTF(seq, "%8d %s: %s, ", dry_run_state.pid, p->comm, dry_run_verdict_word());
	if (dry_run_state.rule == DRY_RUN_BY_BADNESS && dry_run_state.points != KERNEL_LONG_MIN)
		BPF_SEQ_PRINTF(seq, "badness %ld, ", dry_run_state.points);
	BPF_SEQ_PRINTF(seq, "%s %s\n", dry_run_effect_word(dry_run_state.effect), dry_run_rule_word(dry_run_state.rule));
}

static __always_inline void dry_run_print_end(struct seq_file *seq)
{
	BPF_SEQ_PRINTF(seq, "policy_name=%s, %d processes considered\n", dry_run_policy_name, dry_run_state.considered);
	if (dry_run_state.without_mm)
		BPF_SEQ_PRINTF(seq, "%d of them have lost their main thread or their memory: a kernel may see more\n",
			       dry_run_state.without_mm);
	if (dry_run_state.aborted)
		BPF_SEQ_PRINTF(seq, "aborted at %d %s: nobody would be killed, the allocation would be tried again\n",
			       dry_run_state.pid, dry_run_rule_word(dry_run_state.rule));
	else if (!dry_run_state.chosen)
		BPF_SEQ_PRINTF(seq, "would choose nobody\n");
	else
		BPF_SEQ_PRINTF(seq, "would choose %d %s %s\n", dry_run_state.chosen_pid, dry_run_state.chosen_comm,
			       dry_run_rule_word(dry_run_state.chosen_rule));
}

/* select_bad_process(): called for every thread of the machine, and once more at the end. */
SEC("iter/task")
int dry_run(struct dry_run_context *ctx)
{
	struct seq_file *seq = (struct seq_file *)ctx->meta->seq;
	struct task_struct *task = ctx->task;
	struct task_struct___rules *p = (void *)task;
	unsigned long memcg = 0;

	if (!task) {
		dry_run_print_end(seq);
		return 0;
	}
	if (p->pid != p->tgid || kernel_unkillable(p))
		return 0;
	/* The loader is here only because somebody tries a policy. */
	if (p->tgid == (int)(bpf_get_current_pid_tgid() >> 32))
		return 0;
	if (dry_run_cgroup) {
		memcg = dry_run_memcg_of(p);
		if (!memcg)
			return 0;
	}
	if (p->pid == dry_run_state.pid) {
		dry_run_print_task(seq, p);
		return 0;
	}
	if (dry_run_state.aborted)
		return 0;

	dry_run_state.effect = dry_run_evaluate(task, memcg);
	dry_run_state.pid = p->pid;
	dry_run_state.considered++;
	if (dry_run_state.effect == KERNEL_ABORT) {
		dry_run_state.aborted = 1;
		dry_run_state.chosen = 0;
	}
	dry_run_print_task(seq, p);
	return 0;
}

#endif /* DRY_RUN_WALK_H */
