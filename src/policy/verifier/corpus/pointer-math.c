/// add-pointers
/// 6.12: refused: R1 pointer += pointer prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return (u64)task + (u64)oc > 5 ? 3 : 2;
}

/// and
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task & ~7ULL) == 5 ? 3 : 2;
}

/// as-map-key
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u64); __type(value, u64); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 key = (u64)task;
	return bpf_map_lookup_elem(&seen, &key) ? 3 : 2;
}

/// compare-pointers
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return task > oc->chosen ? 3 : 2;
}

/// div
/// 6.12: refused: R1 bitwise operator &= on pointer prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task / 64) == 5 ? 3 : 2;
}

/// equal-pointers
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return task == oc->chosen ? 3 : 2;
}

/// map-value-and
/// 6.12: refused: R1 bitwise operator &= on pointer prohibited
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	u64 *v = bpf_map_lookup_elem(&slots, &key);
	if (!v)
		return 2;
	v = (u64 *)((u64)v & ~15ULL);
	return *v ? 3 : 2;
}

/// map-value-plus-variable
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	char *v = bpf_map_lookup_elem(&slots, &key);
	if (!v)
		return 2;
	return v[task->pid & 7] ? 3 : 2;
}

/// mod
/// 6.12: refused: R2 pointer arithmetic with /= operator prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task % 7) == 5 ? 3 : 2;
}

/// mul
/// 6.12: refused: R1 pointer arithmetic with *= operator prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task * 3) == 5 ? 3 : 2;
}

/// neg
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return (-(u64)task) == 5 ? 3 : 2;
}

/// not
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return (~(u64)task) == 5 ? 3 : 2;
}

/// or
/// 6.12: refused: R1 bitwise operator &= on pointer prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task | 1) == 5 ? 3 : 2;
}

/// printed
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_printk("%lx", task);
	return 2;
}

/// shl
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task << 2) == 5 ? 3 : 2;
}

/// shr
/// 6.12: refused: R1 bitwise operator &= on pointer prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task >> 12) == 5 ? 3 : 2;
}

/// signed-compare
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return (long)task < 0 ? 3 : 2;
}

/// store-in-global
/// 6.12: accepted
u64 last;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	last = (u64)task;
	return 2;
}

/// sub-pointers
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return (u64)task - (u64)oc > 5 ? 3 : 2;
}

/// task-plus-variable
/// 6.12: refused: R1 is ptr_task_struct invalid variable offset: off=0, var_off=(0x0; 0x7)
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return *(int *)((void *)task + (task->pid & 7)) ? 3 : 2;
}

/// truncate
/// 6.12: refused: R1 pointer arithmetic with <<= operator prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return (u32)(u64)task == 5 ? 3 : 2;
}

/// xor
/// 6.12: refused: R1 pointer ^= pointer prohibited
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return ((u64)task ^ (u64)oc) == 5 ? 3 : 2;
}
