/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the policy's text needs on a kernel without the OOM hook. Its programs become functions that dry_run_walk.h calls, and the name
 * of the policy goes to the loader in place of the kernel's log. Included before the policy's text, after libbpf's headers.
 */
#ifndef DRY_RUN_H
#define DRY_RUN_H

#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

/* A program's arguments come from the walk as they are, not from a context. */
#undef BPF_PROG
#define BPF_PROG(name, ...) name(__VA_ARGS__)

#define DRY_RUN_NAME_LEN 16

/* What set_oom_policy_name() was given. */
char dry_run_policy_name[DRY_RUN_NAME_LEN] = "default";

/* The kfunc of the hook: the first 16 bytes are kept, a NUL is not added. */
#define set_oom_policy_name(oc, src, sz) dry_run_set_name((oc), (src), (sz))

static __always_inline void dry_run_set_name(const void *oc, const char *src, unsigned long sz)
{
	(void)oc;
	__builtin_memset(dry_run_policy_name, 0, sizeof(dry_run_policy_name));
	if (sz > DRY_RUN_NAME_LEN)
		sz = DRY_RUN_NAME_LEN;
	bpf_probe_read_kernel(dry_run_policy_name, sz, src);
}

#endif /* DRY_RUN_H */
