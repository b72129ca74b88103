// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policy
 *
 * An OOM policy for kernels with the hook bpf_oom_evaluate_task() (fmod_ret).
 * Compile it with: clang -target bpf -g -O2 -c FILE.bpf.c -o FILE.bpf.o
 * With a vmlinux.h of your own add -DUSE_VMLINUX_H -I its folder.
 */

#ifndef NO_HEADERS
/* vmlinux.h is not needed here */
#endif
#ifdef USE_VMLINUX_H
/* The policy declares these names itself. */
#define NO_BPF_POLICY vmlinux_NO_BPF_POLICY
#define BPF_EVAL_ABORT vmlinux_BPF_EVAL_ABORT
#define BPF_EVAL_NEXT vmlinux_BPF_EVAL_NEXT
#define BPF_EVAL_SELECT vmlinux_BPF_EVAL_SELECT
#include "vmlinux.h"
#undef NO_BPF_POLICY
#undef BPF_EVAL_ABORT
#undef BPF_EVAL_NEXT
#undef BPF_EVAL_SELECT
#else
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;

struct mm_struct {
} __attribute__((preserve_access_index));

struct task_struct {
	struct mm_struct *mm;
	struct task_struct *real_parent;
} __attribute__((preserve_access_index));

struct oom_control {
} __attribute__((preserve_access_index));
#endif /* USE_VMLINUX_H */

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

enum { NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT, BPF_EVAL_SELECT };

char _license[] SEC("license") = "GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *parent = task->real_parent;

	return parent->mm == task->mm ? BPF_EVAL_NEXT : NO_BPF_POLICY;
}
