// SPDX-License-Identifier: GPL-2.0
/*
 * Policy
 *
 * An OOM policy for kernels with the hook bpf_oom_evaluate_task() (fmod_ret).
 * Compile it with: clang -target bpf -g -O2 -c FILE.bpf.c -o FILE.bpf.o
 * With a vmlinux.h of your own add -DUSE_VMLINUX_H -I its folder.
 */

#ifdef USE_VMLINUX_H
#include "vmlinux.h"
#else
typedef _Bool bool;
typedef short s16;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
#define false 0
#define true 1
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

enum {
	TASK_COMM_LEN = 16,
};

enum oom_constraint {
	CONSTRAINT_MEMCG = 3,
};

enum cgroup_subsys_id {
	memory_cgrp_id = 3,
};

typedef struct {
	int counter;
} __attribute__((preserve_access_index)) atomic_t;

typedef struct {
	s64 counter;
} __attribute__((preserve_access_index)) atomic_long_t;

struct refcount_struct {
	atomic_t refs;
} __attribute__((preserve_access_index));

struct percpu_counter {
	s64 count;
	char other_members_[32]; /* as large as in the kernel */
} __attribute__((preserve_access_index));

struct cgroup_subsys_state {
	unsigned int flags;
} __attribute__((preserve_access_index));

struct css_set {
	struct cgroup_subsys_state *subsys[6];
} __attribute__((preserve_access_index));

struct page_counter {
	atomic_long_t usage;
	unsigned long max;
} __attribute__((preserve_access_index));

struct mem_cgroup {
	struct cgroup_subsys_state css;
	struct page_counter memory;
} __attribute__((preserve_access_index));

struct mm_struct {
	struct percpu_counter rss_stat[4];
	unsigned long flags;
} __attribute__((preserve_access_index));

struct signal_struct {
	unsigned int flags;
	short oom_score_adj;
} __attribute__((preserve_access_index));

struct task_struct {
	unsigned int flags;
	char comm[16];
	struct signal_struct *signal;
	struct css_set *cgroups;
	struct refcount_struct usage;
} __attribute__((preserve_access_index));

struct oom_control {
	struct mem_cgroup *memcg;
	enum oom_constraint constraint;
} __attribute__((preserve_access_index));

struct bpf_iter_num {
	u64 __opaque[1];
} __attribute__((aligned(8)));
#endif /* USE_VMLINUX_H */

/* stdint.h is not needed here */
#include <bpf/bpf_helpers.h>

#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#ifndef NO_BPF_POLICY
#define NO_BPF_POLICY 0
#endif
#ifndef BPF_EVAL_NEXT
#define BPF_EVAL_NEXT 2
#endif
#ifndef BPF_EVAL_SELECT
#define BPF_EVAL_SELECT 3
#endif
#ifndef PF_KTHREAD
#define PF_KTHREAD 2097152
#endif
#ifndef OOM_SCORE_ADJ_MIN
#define OOM_SCORE_ADJ_MIN (-1000)
#endif
#ifndef unlikely
#define unlikely(x) __builtin_expect(!!(x), 0)
#endif
#ifndef bpf_core_cast
#define bpf_core_cast(ptr, type) ((typeof(type) *)bpf_rdonly_cast((ptr), bpf_core_type_id_kernel(type)))
#endif
#ifndef bpf_for
#define bpf_for(i, from, to)                                                               \
	for (struct bpf_iter_num it_ __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	     *end_ __attribute__((unused)) = (bpf_iter_num_new(&it_, (from), (to)), (void)bpf_iter_num_destroy, (void *)0); \
	     ({                                                                             \
		     int *at_ = bpf_iter_num_next(&it_);                                    \
		     at_ && ((i) = *at_, (i) >= (from) && (i) < (to));                      \
	     });)
#endif
#ifndef bpf_repeat
#define bpf_repeat(times)                                                                 \
	for (struct bpf_iter_num it_ __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))), \
	     *end_ __attribute__((unused)) = (bpf_iter_num_new(&it_, 0, (times)), (void)bpf_iter_num_destroy, (void *)0);   \
	     bpf_iter_num_next(&it_);)
#endif
#ifndef memset
#define memset __builtin_memset
#endif
#ifndef SIZE_MAX
#define SIZE_MAX 18446744073709551615UL
#endif

extern void *bpf_rdonly_cast(const void *obj, u32 btf_id) __weak __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __weak __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __weak __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __weak __ksym;

/* The kernel lets only programs under a GPL-compatible licence use its structs and helpers. */
char LICENSE[] SEC("license") = "GPL";

const volatile bool strict = 1;
const volatile u64 large = 18446744073709551615ULL;
const volatile char prefix[TASK_COMM_LEN] = "a\"b\\\077";
const volatile s16 floor_adj = -32768;

struct task_struct___mine {
	unsigned int flags;
} __attribute__((preserve_access_index));

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
	const struct mem_cgroup *memcg = bpf_core_cast(task->cgroups->subsys[memory_cgrp_id], struct mem_cgroup);
	struct task_struct___mine *mine = (void *)task;
	char comm[TASK_COMM_LEN];
	u64 sum = 0;
	int i;

	if (unlikely(mine->flags & PF_KTHREAD) || task->signal->oom_score_adj <= OOM_SCORE_ADJ_MIN || sum > SIZE_MAX)
		return BPF_EVAL_NEXT;
	bpf_for(i, 0, 4)
		sum = i * memcg->memory.usage.counter;
	bpf_repeat(3)
		sum = bpf_get_prandom_u32();
	memset(comm, 0, sizeof(comm));
	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	if (bpf_core_field_exists(struct mm_struct, rss_stat) && comm[0] == prefix[0] && sum > large && strict)
		return BPF_EVAL_SELECT;
	if (oc->constraint == CONSTRAINT_MEMCG && task->signal->oom_score_adj > floor_adj)
		return BPF_EVAL_SELECT;
	memcg = container_of(task->cgroups->subsys[memory_cgrp_id], struct mem_cgroup, css);
	return BPF_CORE_READ(memcg, memory.max) ? NO_BPF_POLICY : BPF_EVAL_NEXT;
}
