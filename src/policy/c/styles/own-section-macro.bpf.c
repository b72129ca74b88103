#include <vmlinux.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_endian.h>

#ifndef __section
# define __section(NAME) __attribute__((section(NAME), used))
#endif
#define __maybe_unused __attribute__((__unused__))
#define __inline__ inline __attribute__((always_inline))

struct policy_key { __u32 uid; __u16 kind; __u16 pad; };

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__type(key, struct policy_key);
	__type(value, __u32);
	__uint(max_entries, 1024);
	__uint(map_flags, BPF_F_NO_COMMON_LRU);
} policy_map __section(".maps");

static __inline__ int policy_weight(__u32 uid)
{
	struct policy_key key = { .uid = uid, .kind = 2, };
	__u32 *w = bpf_map_lookup_elem(&policy_map, &key);

	return w ? (int)*w : 0;
}

__section("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int w = policy_weight(task->cred->uid.val);

	if (w == 0)
		return NO_BPF_POLICY;
	if (w > 10)
		return BPF_EVAL_SELECT;
	return BPF_EVAL_NEXT;
}

char _license[] __section("license") = "GPL";
