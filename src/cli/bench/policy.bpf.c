// SPDX-License-Identifier: GPL-2.0
// The policy of the benchmark: the most resident memory, but nobody at oom_score_adj -1000, and every eighth process is left to the
// kernel's own rules, so that a pass runs both. It names the fields of Linux 6.12 and tests its pointers, so that it runs natively too.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

unsigned long asked = 0;

static __always_inline long rss_of(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;

	if (!mm)
		return 0;
	return mm->rss_stat[MM_FILEPAGES].count + mm->rss_stat[MM_ANONPAGES].count + mm->rss_stat[MM_SHMEMPAGES].count;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	asked++;
	if (task->pid % 8 == 0)
		return NO_BPF_POLICY;
	if (task->signal->oom_score_adj == -1000)
		return BPF_EVAL_NEXT;
	if (!oc->chosen || rss_of(task) > rss_of(oc->chosen))
		return BPF_EVAL_SELECT;
	return BPF_EVAL_NEXT;
}
