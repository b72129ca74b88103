// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile unsigned long long min_duration_ns = 0;
const volatile int my_pid = 0;

struct event { int pid; int ppid; unsigned exit_code; unsigned long long duration_ns; char comm[16]; bool exit_event; };

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(handle_oom, struct task_struct *task, struct oom_control *oc)
{
	struct event e = {};
	pid_t pid;
	u64 ts, start;

	pid = BPF_CORE_READ(task, tgid);
	ts = bpf_ktime_get_ns();
	start = BPF_CORE_READ(task, start_time);
	e.pid = pid;
	e.ppid = BPF_CORE_READ(task, real_parent, tgid);
	bpf_probe_read_kernel_str(&e.comm, sizeof(e.comm), task->comm);
	if (my_pid && pid == my_pid)
		return BPF_EVAL_NEXT;
	if (min_duration_ns && ts - start < min_duration_ns)
		return BPF_EVAL_NEXT;
	bpf_printk("OOM candidate %d (%s) ppid %d", e.pid, e.comm, e.ppid);
	return NO_BPF_POLICY;
}
