// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Victim selection and kill, in the order of functions and checks of mm/oom_kill.c with RFC v2 of the BPF hooks applied. Read it beside
 * the kernel's file: names and conditions are the same.
 *
 * Left out: locks, reference counts, ratelimits, the reaper's thread (the simulator takes the memory in its place). What the kernel would
 * print or do is left as events (events.ts) for the simulator; what each iteration decided is left as a record (trace_iteration()).
 * Structs and constants come from structs.ts and constants.ts.
 */

/* RULES, EFFECTS and BADNESS_EXEMPTIONS of simulator/trace.ts. */
enum { RULE_UNKILLABLE, RULE_CPUSET, RULE_ORIGIN, RULE_POLICY, RULE_VICTIM_SKIP, RULE_VICTIM_ABORT, RULE_BADNESS };
enum { EFFECT_NEXT, EFFECT_SELECT, EFFECT_ABORT };
enum { EXEMPT_NONE, EXEMPT_UNKILLABLE, EXEMPT_NO_MM, EXEMPT_OOM_SCORE_ADJ_MIN, EXEMPT_MMF_OOM_SKIP, EXEMPT_VFORK };

/* OOM_EVENT_KINDS of events.ts. */
enum {
	EVENT_CURRENT_EXITING,
	EVENT_NO_FS,
	EVENT_PANIC_ON_OOM,
	EVENT_NO_KILLABLE,
	EVENT_PANIC_DEADLOCKED,
	EVENT_ALREADY_DYING,
	EVENT_REPORT,
	EVENT_KILL,
	EVENT_KILL_SHARER,
	EVENT_PINNED_BY_INIT,
	EVENT_ALREADY_EXITING,
	EVENT_OOM_GROUP,
	EVENT_ALLOCATING_TASK,
	EVENT_NOTIFIERS,
};

/* What the playground gives to and takes from this code; the simulator finds it by its name. */
struct playground_control playground;

/* Cost of the policy's programs since it was last asked, in IR operations. */
extern u32 playground_instructions(void);

#define current (playground.current)

#define for_each_process(p) for (p = playground.first_task; p; p = p->next_task)
#define for_each_thread(p, t) for (t = p->group_leader; t; t = t->next_thread)

/* Leaves one row of the trace: how this task was decided, and whom oc has chosen now. */
static void trace_iteration(struct oom_control *oc, struct task_struct *task, int rule, int effect, int verdict,
			    long points)
{
	bool asked = playground.bpf_hook && rule >= RULE_POLICY;
	u32 n = playground.trace_length++;
	struct oom_trace_record *record;

	if (n >= playground.trace_capacity)
		return;
	record = playground.trace + n;
	record->task = task->index;
	record->chosen = effect == EFFECT_ABORT ? -2 : oc->chosen ? (s32)oc->chosen->index : -1;
	record->verdict = verdict;
	record->instructions = asked ? playground_instructions() : 0;
	record->points = rule == RULE_BADNESS ? points : 0;
	record->chosen_points = oc->chosen_points;
	record->rule = rule;
	record->effect = effect;
	record->asked = asked;
	record->exemption = rule == RULE_BADNESS ? playground.exemption : EXEMPT_NONE;
	record->chosen_points_unset = playground.chosen_points_unset;
}

static void trace_event(u32 kind, struct task_struct *task, struct task_struct *other, struct mem_cgroup *memcg)
{
	u32 n = playground.events_length++;
	struct oom_event *event;

	if (n >= playground.events_capacity)
		return;
	event = playground.events + n;
	event->kind = kind;
	event->task = task;
	event->other = other;
	event->memcg = memcg;
}

/* The kernel stops here; nothing after it runs. */
static void panic(u32 kind)
{
	trace_event(kind, NULL, NULL, NULL);
	playground.panicked = 1;
}

/* ---- include/linux: mm.h, sched.h, sched/mm.h, oom.h, memcontrol.h ---- */

static long get_mm_counter(struct mm_struct *mm, int member)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
	long val = mm->rss_stat[member].count;
#else
	long val = mm->rss_stat.count[member].counter;
#endif

	return val < 0 ? 0 : val;
}

static unsigned long get_mm_rss(struct mm_struct *mm)
{
	return get_mm_counter(mm, MM_FILEPAGES) + get_mm_counter(mm, MM_ANONPAGES) + get_mm_counter(mm, MM_SHMEMPAGES);
}

static unsigned long mm_pgtables_bytes(struct mm_struct *mm)
{
	return mm->pgtables_bytes.counter;
}

static bool mm_flags_test(int flag, struct mm_struct *mm)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
	return mm->flags.__mm_flags[0] >> flag & 1;
#else
	return mm->flags >> flag & 1;
#endif
}

static void mm_flags_set(int flag, struct mm_struct *mm)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
	mm->flags.__mm_flags[0] |= 1UL << flag;
#else
	mm->flags |= 1UL << flag;
#endif
}

static bool is_global_init(struct task_struct *tsk)
{
	return tsk->tgid == 1;
}

static bool same_thread_group(struct task_struct *p1, struct task_struct *p2)
{
	return p1->signal == p2->signal;
}

/* A vfork child before its exec: killing it frees nothing, the memory is its parent's. */
static bool in_vfork(struct task_struct *tsk)
{
	return tsk->vfork_done && tsk->real_parent->mm == tsk->mm;
}

static bool oom_task_origin(struct task_struct *p)
{
	return p->signal->oom_flag_origin;
}

static bool tsk_is_oom_victim(struct task_struct *tsk)
{
	return tsk->signal->oom_mm != NULL;
}

/* A fatal signal to a process: from then on all of it is exiting. */
static void send_sigkill(struct task_struct *p)
{
	p->signal->flags |= SIGNAL_GROUP_EXIT;
}

static bool process_shares_mm(struct task_struct *p, struct mm_struct *mm)
{
	struct task_struct *t;

	for_each_thread(p, t) {
		if (t->mm)
			return t->mm == mm;
	}
	return false;
}

static struct mem_cgroup *mem_cgroup_from_task(struct task_struct *p)
{
	return (struct mem_cgroup *)p->cgroups->subsys[memory_cgrp_id];
}

static struct mem_cgroup *parent_mem_cgroup(struct mem_cgroup *memcg)
{
	return (struct mem_cgroup *)memcg->css.parent;
}

static bool mem_cgroup_is_descendant(struct mem_cgroup *memcg, struct mem_cgroup *root)
{
	while (memcg && memcg != root)
		memcg = parent_mem_cgroup(memcg);
	return memcg != NULL;
}

static void memcg_memory_event(struct mem_cgroup *memcg, int event)
{
	while (memcg && memcg != playground.root_mem_cgroup) {
		memcg->memory_events[event].counter++;
		memcg = parent_mem_cgroup(memcg);
	}
}

/* ---- kernel/cgroup/cgroup.c, mm/memcontrol.c ---- */

/* The next css of the subtree: parents before children, children in the order in which they came online. */
static struct cgroup_subsys_state *css_next_descendant_pre(struct cgroup_subsys_state *pos,
							   struct cgroup_subsys_state *root)
{
	if (pos->first_child)
		return pos->first_child;
	while (pos != root) {
		if (pos->next_sibling)
			return pos->next_sibling;
		pos = pos->parent;
	}
	return NULL;
}

/* css_task_iter_advance() with CSS_TASK_ITER_PROCS hides a dead process: a leader that exits and no other thread alive. */
static bool css_task_iter_hides(struct task_struct *task)
{
	return task->flags & PF_EXITING && !task->signal->live.counter;
}

static void mem_cgroup_scan_tasks(struct mem_cgroup *memcg, int (*fn)(struct task_struct *, void *), void *arg)
{
	struct cgroup_subsys_state *iter;
	struct css_set *cset;
	struct task_struct *task;

	for (iter = &memcg->css; iter; iter = css_next_descendant_pre(iter, &memcg->css)) {
		for (cset = ((struct mem_cgroup *)iter)->first_cset; cset; cset = cset->next_cset) {
			for (task = cset->first_task; task; task = task->next_cg_task) {
				if (!css_task_iter_hides(task) && fn(task, arg))
					return;
			}
		}
	}
}

/* The limit that memcg itself has, in pages; ancestors may be tighter, but do not count here. */
static unsigned long mem_cgroup_get_max(struct mem_cgroup *memcg)
{
	unsigned long max = memcg->memory.max;
	unsigned long swap = memcg->swap.max;

	if (playground.vm_swappiness)
		max += swap < playground.total_swap_pages ? swap : playground.total_swap_pages;
	return max;
}

/* The highest memcg between the victim's and the OOM domain's that wants to die as one, or NULL. */
static struct mem_cgroup *mem_cgroup_get_oom_group(struct task_struct *victim, struct mem_cgroup *oom_domain)
{
	struct mem_cgroup *oom_group = NULL;
	struct mem_cgroup *memcg;

	if (!oom_domain)
		oom_domain = playground.root_mem_cgroup;

	memcg = mem_cgroup_from_task(victim);
	if (memcg == playground.root_mem_cgroup)
		return NULL;
	if (!mem_cgroup_is_descendant(memcg, oom_domain))
		return NULL;

	for (; memcg; memcg = parent_mem_cgroup(memcg)) {
		if (memcg->oom_group)
			oom_group = memcg;
		if (memcg == oom_domain)
			break;
	}
	return oom_group;
}

/* ---- mm/oom_kill.c ---- */

static bool is_memcg_oom(struct oom_control *oc)
{
	return oc->memcg != NULL;
}

/* order == -1: a person asked for it with sysrq-f. */
static bool is_sysrq_oom(struct oom_control *oc)
{
	return oc->order == -1;
}

static bool node_in(unsigned long nodes, int nid)
{
	return nodes >> nid & 1;
}

/* A task is eligible when it may use memory of a node that the allocation could have come from. */
static bool oom_cpuset_eligible(struct task_struct *start, struct oom_control *oc)
{
	struct task_struct *tsk;

	if (is_memcg_oom(oc))
		return true;
	for_each_thread(start, tsk) {
		if (oc->nodemask) {
			/* mempolicy_in_oom_domain(): without MPOL_BIND, pages may come from everywhere. */
			if (!tsk->bind_nodes || tsk->bind_nodes & oc->nodemask->bits[0])
				return true;
		} else if (current->mems_allowed.bits[0] & tsk->mems_allowed.bits[0]) {
			return true;
		}
	}
	return false;
}

/* The thread of the process that still has the mm: the leader may have exited before the others. */
static struct task_struct *find_lock_task_mm(struct task_struct *p)
{
	struct task_struct *t;

	for_each_thread(p, t) {
		if (t->mm)
			return t;
	}
	return NULL;
}

static bool oom_unkillable_task(struct task_struct *p)
{
	if (is_global_init(p))
		return true;
	if (p->flags & PF_KTHREAD)
		return true;
	return false;
}

/* LONG_MIN, and for the trace the reason. */
static long exempt(int why)
{
	playground.exemption = why;
	return LONG_MIN;
}

/* The pages that killing p gives back, moved by oom_score_adj; LONG_MIN for one that must not be chosen. */
long oom_badness(struct task_struct *p, unsigned long totalpages)
{
	long points;
	long adj;

	if (oom_unkillable_task(p))
		return exempt(EXEMPT_UNKILLABLE);

	p = find_lock_task_mm(p);
	if (!p)
		return exempt(EXEMPT_NO_MM);

	adj = (long)p->signal->oom_score_adj;
	if (adj == OOM_SCORE_ADJ_MIN)
		return exempt(EXEMPT_OOM_SCORE_ADJ_MIN);
	if (mm_flags_test(MMF_OOM_SKIP, p->mm))
		return exempt(EXEMPT_MMF_OOM_SKIP);
	if (in_vfork(p))
		return exempt(EXEMPT_VFORK);

	points = get_mm_rss(p->mm) + get_mm_counter(p->mm, MM_SWAPENTS) + mm_pgtables_bytes(p->mm) / PAGE_SIZE;

	/* Divided first: below 1000 pages oom_score_adj makes no difference. */
	adj *= totalpages / 1000;
	points += adj;

	playground.exemption = EXEMPT_NONE;
	return points;
}

static unsigned long present_pages(unsigned long nodes)
{
	unsigned long pages = 0;
	int nid;

	for (nid = 0; nid < 64; nid++) {
		if (node_in(playground.memory_nodes & nodes, nid))
			pages += playground.node_present_pages[nid];
	}
	return pages;
}

/* What may be used in all: of the memcg, of the nodes that the allocation is bound to, or of the machine. */
static enum oom_constraint constrained_alloc(struct oom_control *oc)
{
	if (is_memcg_oom(oc)) {
		oc->totalpages = mem_cgroup_get_max(oc->memcg);
		if (!oc->totalpages)
			oc->totalpages = 1;
		return CONSTRAINT_MEMCG;
	}

	oc->totalpages = playground.totalram_pages + playground.total_swap_pages;
#if LINUX_VERSION_CODE < KERNEL_VERSION(7, 4, 0)
	/* It may not fall back to other nodes anyway. The page allocator lets no such allocation come here: 30b68a897670 took the test out. */
	if (oc->gfp_mask & __GFP_THISNODE)
		return CONSTRAINT_NONE;
#endif

	if (oc->nodemask && playground.memory_nodes & ~oc->nodemask->bits[0]) {
		oc->totalpages = playground.total_swap_pages + present_pages(oc->nodemask->bits[0]);
		return CONSTRAINT_MEMORY_POLICY;
	}
	if (playground.memory_nodes & ~current->mems_allowed.bits[0]) {
		oc->totalpages = playground.total_swap_pages + present_pages(current->mems_allowed.bits[0]);
		return CONSTRAINT_CPUSET;
	}
	return CONSTRAINT_NONE;
}

/* RFC v2, 1/5: the hook. Programs attach with fmod_ret; the first that answers something else than 0 decides. */
__weak __noinline int bpf_oom_evaluate_task(struct task_struct *task, struct oom_control *oc)
{
	return NO_BPF_POLICY;
}

/* RFC v2, 2/5: programs attach with fentry and call set_oom_policy_name(). */
__weak __noinline void bpf_set_policy_name(struct oom_control *oc)
{
}

/* RFC v2, 2/5: the kfunc. No NUL is added when src fills all 16 bytes. */
void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz)
{
	size_t i;

	for (i = 0; i < POLICY_NAME_LEN; i++)
		oc->policy_name[i] = i < sz ? src[i] : 0;
}

/* RFC v2, 3/5: the tracepoint. */
__weak __noinline void trace_select_bad_process_end(struct oom_control *oc)
{
}

__weak __noinline void trace_mark_victim(struct task_struct *task, uid_t uid)
{
}

/* One victim at a time, unless a person asks for another. */
static bool victim_in_flight(struct task_struct *task, struct oom_control *oc)
{
	return !is_sysrq_oom(oc) && tsk_is_oom_victim(task);
}

/* One candidate: skip it, choose it, or end the scan. The hook stands where RFC v2 has it; kernels without it have the other order. */
static int oom_evaluate_task(struct task_struct *task, void *arg)
{
	struct oom_control *oc = (struct oom_control *)arg;
	/* The RFC leaves it unset for a policy's SELECT; the scenario says what the stack held. */
	long points = playground.unset_points;
	int verdict = NO_BPF_POLICY;
	int rule;

	rule = RULE_UNKILLABLE;
	if (oom_unkillable_task(task))
		goto next;

	/* p may not have freeable memory in nodemask */
	rule = RULE_CPUSET;
	if (!is_memcg_oom(oc) && !oom_cpuset_eligible(task, oc))
		goto next;

	if (!playground.bpf_hook && victim_in_flight(task, oc))
		goto victim;

	rule = RULE_ORIGIN;
	if (oom_task_origin(task)) {
		points = LONG_MAX;
		goto select;
	}

	rule = RULE_POLICY;
	if (playground.bpf_hook)
		verdict = bpf_oom_evaluate_task(task, oc);
	switch (verdict) {
	case BPF_EVAL_ABORT:
		goto abort;
	case BPF_EVAL_NEXT:
		goto next;
	case BPF_EVAL_SELECT:
		goto select;
	default:
		break;
	}

	if (victim_in_flight(task, oc))
		goto victim;

	rule = RULE_BADNESS;
	points = oom_badness(task, oc->totalpages);
	if (points == LONG_MIN || points < oc->chosen_points)
		goto next;
	goto select;

victim:
	/* Wait for it, unless nothing more is to be had from it. */
	rule = RULE_VICTIM_SKIP;
	if (mm_flags_test(MMF_OOM_SKIP, task->signal->oom_mm))
		goto next;
	rule = RULE_VICTIM_ABORT;
	goto abort;

select:
	oc->chosen = task;
	oc->chosen_points = points;
	playground.chosen_points_unset = rule == RULE_POLICY;
	trace_iteration(oc, task, rule, EFFECT_SELECT, verdict, points);
	return 0;
next:
	trace_iteration(oc, task, rule, EFFECT_NEXT, verdict, points);
	return 0;
abort:
	oc->chosen = (struct task_struct *)-1UL;
	trace_iteration(oc, task, rule, EFFECT_ABORT, verdict, points);
	return 1;
}

/* oc->chosen: the last of the best, NULL for nobody, -1 when the scan was aborted. */
static void select_bad_process(struct oom_control *oc)
{
	oc->chosen_points = LONG_MIN;
	playground.walked = 1;
	playground_instructions(); /* what the name program cost belongs to no iteration */

	if (is_memcg_oom(oc)) {
		mem_cgroup_scan_tasks(oc->memcg, oom_evaluate_task, oc);
	} else {
		struct task_struct *p;

		for_each_process(p) {
			if (oom_evaluate_task(p, oc))
				break;
		}
	}
}

/* Gives a victim access to the reserves. TIF_MEMDIE, which lets this run once a thread, is told from oom_mm here. */
static void mark_oom_victim(struct task_struct *tsk)
{
	if (tsk->signal->oom_mm)
		return;
	tsk->signal->oom_mm = tsk->mm;
	trace_mark_victim(tsk, tsk->cred->uid.val);
}

/* Once for each mm; the reaper looks at it 2 s later, if it is still there. */
static void queue_oom_reaper(struct task_struct *tsk)
{
	mm_flags_set(MMF_OOM_REAP_QUEUED, tsk->signal->oom_mm);
}

static bool __task_will_free_mem(struct task_struct *task)
{
	struct signal_struct *sig = task->signal;

	if (sig->flags & SIGNAL_GROUP_EXIT)
		return true;
	if (sig->nr_threads <= 1 && task->flags & PF_EXITING)
		return true;
	return false;
}

/* True when the task is exiting, with everybody that shares its mm: its memory comes back without a kill. */
static bool task_will_free_mem(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	struct task_struct *p;

	if (!mm)
		return false;
	if (!__task_will_free_mem(task))
		return false;
	if (mm_flags_test(MMF_OOM_SKIP, mm))
		return false;
	if (mm->mm_users.counter <= 1)
		return true;

	for_each_process(p) {
		if (!process_shares_mm(p, mm))
			continue;
		if (same_thread_group(task, p))
			continue;
		if (!__task_will_free_mem(p))
			return false;
	}
	return true;
}

static void __oom_kill_process(struct task_struct *victim, const char *message)
{
	struct task_struct *p;
	struct mm_struct *mm;
	bool can_oom_reap = true;

	p = find_lock_task_mm(victim);
	if (!p) {
		trace_event(EVENT_ALREADY_EXITING, victim, NULL, NULL);
		return;
	}
	victim = p;
	mm = victim->mm;

	memcg_memory_event(mem_cgroup_from_task(mm->owner ? mm->owner : victim), MEMCG_OOM_KILL);

	send_sigkill(victim);
	mark_oom_victim(victim);
	trace_event(EVENT_KILL, victim, NULL, NULL);

	for_each_process(p) {
		/* The kernel always walks; without more users than the victim's own threads there is nobody to find. */
		if (mm->mm_users.counter <= victim->signal->live.counter)
			break;
		if (!process_shares_mm(p, mm))
			continue;
		if (same_thread_group(p, victim))
			continue;
		if (is_global_init(p)) {
			can_oom_reap = false;
			mm_flags_set(MMF_OOM_SKIP, mm);
			trace_event(EVENT_PINNED_BY_INIT, victim, p, NULL);
			continue;
		}
		if (p->flags & PF_KTHREAD)
			continue;
		send_sigkill(p);
		trace_event(EVENT_KILL_SHARER, p, victim, NULL);
	}

	if (can_oom_reap)
		queue_oom_reaper(victim);
}

/* A member of the group of memory.oom.group; oom_score_adj -1000 protects it here. */
static int oom_kill_memcg_member(struct task_struct *task, void *message)
{
	if (task->signal->oom_score_adj != OOM_SCORE_ADJ_MIN && !is_global_init(task))
		__oom_kill_process(task, (const char *)message);
	return 0;
}

__noinline void oom_kill_process(struct oom_control *oc, const char *message)
{
	struct task_struct *victim = oc->chosen;
	struct mem_cgroup *oom_group;

	/* It is dying already: give it the reserves, and say nothing. */
	if (task_will_free_mem(victim)) {
		mark_oom_victim(victim);
		queue_oom_reaper(victim);
		trace_event(EVENT_ALREADY_DYING, victim, NULL, NULL);
		return;
	}

	trace_event(EVENT_REPORT, victim, NULL, oc->memcg);

	/* Found before the kill: afterwards the victim may be anywhere. */
	oom_group = mem_cgroup_get_oom_group(victim, oc->memcg);

	__oom_kill_process(victim, message);

	if (oom_group) {
		memcg_memory_event(oom_group, MEMCG_OOM_GROUP_KILL);
		trace_event(EVENT_OOM_GROUP, victim, NULL, oom_group);
		mem_cgroup_scan_tasks(oom_group, oom_kill_memcg_member, (void *)message);
	}
}

static void check_panic_on_oom(struct oom_control *oc)
{
	if (!playground.sysctl_panic_on_oom)
		return;
	/* 1: only when it is the whole machine. */
	if (playground.sysctl_panic_on_oom != 2 && oc->constraint != CONSTRAINT_NONE)
		return;
	if (is_sysrq_oom(oc))
		return;
	panic(EVENT_PANIC_ON_OOM);
}

/* oom_notify_list: balloons and drivers give back what they can, the first time they are asked. How many pages that is. */
static unsigned long call_oom_notifiers(void)
{
	unsigned long freed = playground.notifier_pages;

	playground.notifier_pages = 0;
	return freed;
}

/* True when memory is on its way, so that the allocation may try again. */
bool out_of_memory(struct oom_control *oc)
{
	if (!is_memcg_oom(oc) && call_oom_notifiers() && !is_sysrq_oom(oc)) {
		/* Got some memory back in the last second. */
		trace_event(EVENT_NOTIFIERS, NULL, NULL, NULL);
		return true;
	}

	if (task_will_free_mem(current)) {
		mark_oom_victim(current);
		queue_oom_reaper(current);
		trace_event(EVENT_CURRENT_EXITING, current, NULL, NULL);
		return true;
	}

	/* Without __GFP_FS reclaim could not do its best, so it is too early to kill for the whole machine. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
	if (!(oc->gfp_mask & __GFP_FS) && !is_memcg_oom(oc)) {
#else
	if (oc->gfp_mask && !(oc->gfp_mask & __GFP_FS) && !is_memcg_oom(oc)) {
#endif
		trace_event(EVENT_NO_FS, NULL, NULL, NULL);
		return true;
	}

	oc->constraint = constrained_alloc(oc);
	if (oc->constraint != CONSTRAINT_MEMORY_POLICY)
		oc->nodemask = NULL;
	check_panic_on_oom(oc);
	if (playground.panicked)
		return false;

	if (!is_memcg_oom(oc) && playground.sysctl_oom_kill_allocating_task && current->mm &&
	    !oom_unkillable_task(current) && oom_cpuset_eligible(current, oc) &&
	    current->signal->oom_score_adj != OOM_SCORE_ADJ_MIN) {
		oc->chosen = current;
		trace_event(EVENT_ALLOCATING_TASK, current, NULL, NULL);
		oom_kill_process(oc, "Out of memory (oom_kill_allocating_task)");
		return true;
	}

	if (playground.bpf_hook) {
		set_oom_policy_name(oc, "default", sizeof("default"));
		bpf_set_policy_name(oc);
	}

	select_bad_process(oc);
	/* Found nothing? */
	if (!oc->chosen) {
		if (playground.bpf_hook)
			trace_select_bad_process_end(oc);
		trace_event(EVENT_NO_KILLABLE, NULL, NULL, oc->memcg);
		/* If somebody asked for it with sysrq, or it is a memcg only, the machine can go on. */
		if (!is_sysrq_oom(oc) && !is_memcg_oom(oc))
			panic(EVENT_PANIC_DEADLOCKED);
	}
	if (oc->chosen && oc->chosen != (struct task_struct *)-1UL)
		oom_kill_process(oc, !is_memcg_oom(oc) ? "Out of memory" : "Memory cgroup out of memory");
	return oc->chosen != NULL;
}

/* mm/memcontrol.c: what a charge over the limit does. oc->memcg is the memcg whose limit was hit. */
bool mem_cgroup_out_of_memory(struct oom_control *oc)
{
	memcg_memory_event(oc->memcg, MEMCG_OOM);
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 16, 0)
	/* task_is_dying(): it need not kill anybody, it makes room by leaving. 93cdb32be8f5 took this out. */
	if (tsk_is_oom_victim(current) || current->flags & PF_EXITING || current->signal->flags & SIGNAL_GROUP_EXIT) {
		trace_event(EVENT_CURRENT_EXITING, current, NULL, oc->memcg);
		return true;
	}
#endif
	return out_of_memory(oc);
}
