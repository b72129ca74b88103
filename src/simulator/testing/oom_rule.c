// The kernel's own rule of who dies, written a second time: oom_badness() and select_bad_process() over flat arrays, from the description
// of the rule and without a look at the playground's kernel code, which has pointers and lists instead. It has no report and no kill.
//
// Reads machines from the standard input and writes what it did to the standard output, both as 64-bit little-endian numbers; what
// stands where is said at read_machine() and select_bad_process(). A host with little-endian memory is taken for granted.

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_SIZE 4096
#define MIN_ADJ (-1000)
#define NONE (-1)

enum rule { UNKILLABLE, CPUSET, ORIGIN, VICTIM_SKIP, VICTIM_ABORT, BADNESS };
enum exemption { NO_EXEMPTION, NO_MM, ADJ_MIN, MM_SKIP, VFORK };

struct memcg {
	int64_t parent, max, swap_max;
};

struct mm {
	int64_t file, anon, shmem, swap, pgtables_bytes, skip;
};

struct process {
	int64_t tgid, kthread, leader_mm, thread_mm, parent, vfork_pending, adj, origin, oom_mm;
	int64_t memcg, attached, leader_dead, live_threads, nodes;
};

struct machine {
	int64_t scope, sysrq, hook, ram, swap, swappiness, current_nodes;
	int64_t nr_memcgs, nr_mms, nr_processes;
	struct memcg *memcgs;
	struct mm *mms;
	struct process *processes;
};

static void *read_array(int64_t count, size_t size)
{
	void *array = calloc(count ? count : 1, size);

	if (!array || fread(array, size, count, stdin) != (size_t)count)
		exit(2);
	return array;
}

static void write_number(int64_t number)
{
	if (fwrite(&number, sizeof(number), 1, stdout) != 1)
		exit(3);
}

// The ten numbers of the machine (`hook`: the kernel has the hook of RFC v2, which asks about victims later), then its memcgs (in the order
// in which they came online), mms and processes (in fork order).
static int read_machine(struct machine *m)
{
	if (fread(m, sizeof(int64_t), 10, stdin) != 10)
		return 0;
	m->memcgs = read_array(m->nr_memcgs, sizeof(struct memcg));
	m->mms = read_array(m->nr_mms, sizeof(struct mm));
	m->processes = read_array(m->nr_processes, sizeof(struct process));
	return 1;
}

static int64_t total_pages(const struct machine *m)
{
	const struct memcg *memcg;
	int64_t total;

	if (m->scope == NONE)
		return m->ram + m->swap;
	memcg = &m->memcgs[m->scope];
	total = memcg->max == NONE ? LONG_MAX / PAGE_SIZE : memcg->max;
	if (m->swappiness)
		total += memcg->swap_max == NONE || memcg->swap_max > m->swap ? m->swap : memcg->swap_max;
	return total ? total : 1;
}

static int64_t mm_of(const struct process *p)
{
	return p->leader_mm != NONE ? p->leader_mm : p->thread_mm;
}

static int unkillable(const struct process *p)
{
	return p->tgid == 1 || p->kthread;
}

static int64_t badness(const struct machine *m, const struct process *p, int64_t total, enum exemption *why)
{
	int64_t index = mm_of(p);
	const struct mm *mm;

	*why = NO_EXEMPTION;
	if (index == NONE)
		*why = NO_MM;
	else if (p->adj == MIN_ADJ)
		*why = ADJ_MIN;
	else if (m->mms[index].skip)
		*why = MM_SKIP;
	else if (p->vfork_pending && p->parent != NONE && mm_of(&m->processes[p->parent]) == index)
		*why = VFORK;
	if (*why != NO_EXEMPTION)
		return LONG_MIN;
	mm = &m->mms[index];
	return mm->file + mm->anon + mm->shmem + mm->swap + mm->pgtables_bytes / PAGE_SIZE + p->adj * (total / 1000);
}

// Appends the processes of one memcg in the order of its lists: those with a living leader by the time they joined, then those whose
// leader has exited but which have threads left.
static int64_t list_tasks(const struct machine *m, int64_t memcg, int64_t *order, int64_t length)
{
	int dying;

	for (dying = 0; dying <= 1; dying++) {
		int64_t first = length, i, j;

		for (i = 0; i < m->nr_processes; i++) {
			const struct process *p = &m->processes[i];

			if (p->memcg != memcg || p->leader_dead != dying || !p->live_threads)
				continue;
			for (j = length++; j > first && m->processes[order[j - 1]].attached > p->attached; j--)
				order[j] = order[j - 1];
			order[j] = i;
		}
	}
	return length;
}

// Pre-order: the memcg, then the subtrees of its children, the oldest first.
static int64_t list_subtree(const struct machine *m, int64_t memcg, int64_t *order, int64_t length)
{
	int64_t child;

	length = list_tasks(m, memcg, order, length);
	for (child = 0; child < m->nr_memcgs; child++)
		if (m->memcgs[child].parent == memcg)
			length = list_subtree(m, child, order, length);
	return length;
}

// Writes totalpages and the number of steps, then for each step the process, the rule that decided, the exemption, the points (0 where
// the rule is not badness), and the process chosen so far (-1 nobody, -2 aborted) with its points.
static void select_bad_process(const struct machine *m)
{
	int64_t total = total_pages(m), chosen = NONE, chosen_points = LONG_MIN, length = 0, steps = 0, i;
	int64_t *order = calloc(m->nr_processes + 1, sizeof(*order));
	int64_t *log = calloc(m->nr_processes + 1, 6 * sizeof(*log)), *row = log;

	if (!order || !log)
		exit(4);
	if (m->scope != NONE)
		length = list_subtree(m, m->scope, order, 0);
	else
		for (; length < m->nr_processes; length++)
			order[length] = length;

	for (i = 0; i < length && chosen != -2; i++, steps++, row += 6) {
		const struct process *p = &m->processes[order[i]];
		int in_flight = !m->sysrq && p->oom_mm != NONE;
		enum exemption why = NO_EXEMPTION;
		int64_t points = 0;
		enum rule rule;

		if (unkillable(p))
			rule = UNKILLABLE;
		else if (m->scope == NONE && !(p->nodes & m->current_nodes))
			rule = CPUSET;
		else if (p->origin && (m->hook || !in_flight))
			rule = ORIGIN;
		else if (in_flight)
			rule = m->mms[p->oom_mm].skip ? VICTIM_SKIP : VICTIM_ABORT;
		else
			rule = BADNESS;

		if (rule == BADNESS)
			points = badness(m, p, total, &why);
		if (rule == VICTIM_ABORT) {
			chosen = -2;
		} else if (rule == ORIGIN || (rule == BADNESS && points != LONG_MIN && points >= chosen_points)) {
			chosen = order[i];
			chosen_points = rule == ORIGIN ? LONG_MAX : points;
		}
		row[0] = order[i];
		row[1] = rule;
		row[2] = why;
		row[3] = points;
		row[4] = chosen;
		row[5] = chosen_points;
	}
	write_number(total);
	write_number(steps);
	for (i = 0; i < 6 * steps; i++)
		write_number(log[i]);
	free(order);
	free(log);
}

int main(void)
{
	struct machine m;

	while (read_machine(&m)) {
		select_bad_process(&m);
		free(m.memcgs);
		free(m.mms);
		free(m.processes);
	}
	return 0;
}
