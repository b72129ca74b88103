#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define NO_BPF_POLICY 0
#define BPF_EVAL_ABORT 1
#define BPF_EVAL_NEXT 2
#define BPF_EVAL_SELECT 3
#define unlikely(x) __builtin_expect(!!(x), 0)
#define likely(x) __builtin_expect(!!(x), 1)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define min_t(type, x, y) ({ type __x = (x); type __y = (y); __x < __y ? __x : __y; })
#define max_t(type, x, y) ({ type __x = (x); type __y = (y); __x > __y ? __x : __y; })
#define BIT(n) (1UL << (n))
#define container_of_task(p) ((struct task_struct *)(p))

char _license[] SEC("license") = "GPL";

static const pid_t spared[] = { 1, 690, 1200 };

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	unsigned long a = min_t(unsigned long, task->mm->total_vm, oc->totalpages);
	unsigned long b = max_t(unsigned long, a, MIN(10UL, a));
	int i;

	for (i = 0; i < ARRAY_SIZE(spared); i++)
		if (unlikely(task->tgid == spared[i]))
			return BPF_EVAL_NEXT;
	if (likely(task->flags & BIT(2)))
		return NO_BPF_POLICY;
	return b > 1000 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
