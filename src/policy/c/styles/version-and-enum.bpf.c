#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include <errno.h>
#include <stdbool.h>
#include <linux/types.h>

enum oom_verdict { V_DEFAULT = 0, V_ABORT = 1, V_NEXT = 2, V_SELECT = 3 };

char LICENSE[] SEC("license") = "GPL v2";
__u32 version SEC("version") = 1;

static enum oom_verdict decide(struct task_struct *p)
{
	switch (p->signal->oom_score_adj) {
	case -1000 ... -500:
		return V_NEXT;
	case 0:
	case 1:
		return V_DEFAULT;
	default:
		break;
	}
	return V_SELECT;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *p, struct oom_control *oc, int ret)
{
	if (ret)
		return ret;
	return decide(p);
}
