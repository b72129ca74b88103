// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define log_dbg(fmt, ...) bpf_printk("oom: " fmt, ##__VA_ARGS__)
#define __bpf_trace(fmt, args...) ({ char ____fmt[] = fmt; bpf_trace_printk(____fmt, sizeof(____fmt), ##args); })
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	log_dbg("start");
	log_dbg("pid=%d uid=%u vm=%lu", task->pid, task->cred->uid.val, task->mm->total_vm);
	__bpf_trace("p %d\n", task->pid);
	bpf_printk("%s %d %llx %p", task->comm, 1, 2ULL, task);
	return 0;
}
