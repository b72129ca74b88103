// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct score { s64 points; u32 level; union { u64 raw; struct { u32 lo, hi; }; }; };
typedef struct score score_t;
struct { __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, score_t); } scratch SEC(".maps");

static void fill(struct task_struct *t, score_t *s)
{
	s->points = t->mm->total_vm;
	s->level = t->signal->oom_score_adj > 0;
	s->raw = t->start_time;
}
static int cmp(const score_t *a, const score_t *b)
{
	if (a->level != b->level)
		return a->level > b->level ? 1 : -1;
	if (a->points != b->points)
		return a->points > b->points ? 1 : -1;
	return a->hi > b->hi;
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	score_t mine = {}, best;
	u32 zero = 0;
	score_t *s = bpf_map_lookup_elem(&scratch, &zero);

	if (!s)
		return NO_BPF_POLICY;
	fill(task, &mine);
	fill(oc->chosen, &best);
	*s = mine;
	best = *s;
	return cmp(&mine, &best) >= 0 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
