/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the policy's text needs on a kernel with bpf_oom_ops in place of the hook. Its programs become functions that oom_ops_walk.h
 * calls. Included before the policy's text, after libbpf's headers.
 */
#ifndef OOM_OPS_H
#define OOM_OPS_H

#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

/* A program's arguments come from the walk as they are, not from a context. */
#undef BPF_PROG
#define BPF_PROG(name, ...) name(__VA_ARGS__)

/* The name of a bpf_oom_ops is fixed when it is loaded: the kfunc of the hook has nothing to do. */
#define set_oom_policy_name(oc, src, sz) oom_ops_keep_name((oc), (src), (sz))

static __always_inline void oom_ops_keep_name(const void *oc, const char *src, unsigned long sz)
{
	(void)oc;
	(void)src;
	(void)sz;
}

#endif /* OOM_OPS_H */
