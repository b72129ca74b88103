// SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause
/*
 * Names * / that collide
 *
 * An OOM policy for kernels with the hook bpf_oom_evaluate_task() (fmod_ret).
 * Compile it with: clang -target bpf -g -O2 -c FILE.bpf.c -o FILE.bpf.o
 * With a vmlinux.h of your own add -DUSE_VMLINUX_H -I its folder.
 * Renamed, because clang knows the name: license is policy_license here.
 * Renamed, because clang knows the name: log is policy_log here.
 * Renamed, because clang knows the name: index is policy_index here.
 * Renamed, because clang knows the name: round is policy_round here.
 */

#ifdef USE_VMLINUX_H
#include "vmlinux.h"
#else
typedef unsigned long long u64;
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef int pid_t;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

struct task_struct {
	pid_t pid;
} __attribute__((preserve_access_index));

struct oom_control {
} __attribute__((preserve_access_index));
#endif /* USE_VMLINUX_H */

/* vmlinux.h is not needed here */
#include <bpf/bpf_helpers.h> /* without its folder */
#include <bpf/bpf_tracing.h>

#ifndef BPF_EVAL_NEXT
#define BPF_EVAL_NEXT 2
#endif
#ifndef BPF_EVAL_SELECT
#define BPF_EVAL_SELECT 3
#endif

char policy_license[] SEC("license") = "Dual BSD/GPL";

/* how often we were asked: log counts */
u64 policy_log;
int policy_index = 3;

struct entry { int index; };

static int policy_round(int x)
{
	struct entry e = { .index = x };

	return e.index + policy_index;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
	int exp = 1; /* a local may be called so */

	policy_log++;
	policy_index = exp;
	return policy_round(task->pid) > 7 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
