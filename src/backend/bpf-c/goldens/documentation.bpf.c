// SPDX-License-Identifier: GPL-2.0
/*
 * One process by its number
 *
 * An OOM policy for kernels with the hook bpf_oom_evaluate_task() (fmod_ret).
 * Made with the BPF OOM policy playground: https://example.org/#1.abc
 * Compile it with: clang -target bpf -g -O2 -c FILE.bpf.c -o FILE.bpf.o
 * With a vmlinux.h of your own add -DUSE_VMLINUX_H -I its folder.
 * BPF_EAVL_SELECT, the spelling of the hook's documentation, is BPF_EVAL_SELECT here.
 */

#ifdef USE_VMLINUX_H
#include "vmlinux.h"
#else
typedef signed char __s8;
typedef unsigned char __u8;
typedef short __s16;
typedef unsigned short __u16;
typedef int __s32;
typedef unsigned int __u32;
typedef long long __s64;
typedef unsigned long long __u64;
typedef unsigned long size_t;
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

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#ifndef BPF_EVAL_NEXT
#define BPF_EVAL_NEXT 2
#endif
#ifndef BPF_EVAL_SELECT
#define BPF_EVAL_SELECT 3
#endif

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

/* The kernel lets only programs under a GPL-compatible licence use its structs and helpers. */
char LICENSE[] SEC("license") = "GPL";

const volatile int target_pid = 77; /* the process to kill */

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	if (task->pid == target_pid)
		return BPF_EVAL_SELECT; /* BPF_EAVL_SELECT is 3 */
	return BPF_EVAL_NEXT;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_police_name_k, struct oom_control *oc)
{
	char name[] = "my_policy";
	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}
