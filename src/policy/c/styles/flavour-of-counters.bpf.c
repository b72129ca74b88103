// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

struct task_struct___pre_5_14 { long state; } __attribute__((preserve_access_index));
struct task_struct___post_5_14 { unsigned int __state; } __attribute__((preserve_access_index));
struct mm_struct___new { struct percpu_counter rss_stat[4]; } __attribute__((preserve_access_index));
struct mm_rss_stat___old { atomic_long_t count[4]; } __attribute__((preserve_access_index));
struct mm_struct___old { struct mm_rss_stat___old rss_stat; } __attribute__((preserve_access_index));

static __always_inline __s64 get_rss(struct mm_struct *mm, int idx)
{
	if (bpf_core_field_exists(((struct mm_struct___old *)0)->rss_stat.count)) {
		struct mm_struct___old *o = (void *)mm;
		return BPF_CORE_READ(o, rss_stat.count[MM_ANONPAGES].counter);
	} else {
		struct mm_struct___new *n = (void *)mm;
		return BPF_CORE_READ(n, rss_stat[MM_ANONPAGES].count);
	}
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(oom, struct task_struct *task, struct oom_control *oc)
{
	__s64 rss = get_rss(BPF_CORE_READ(task, mm), MM_ANONPAGES);
	if (rss > 10000)
		return BPF_EVAL_SELECT;
	return BPF_EVAL_NEXT;
}
