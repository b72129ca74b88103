/// comm-15
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char c = task->comm[15];
	return c ? 3 : 2;
}

/// comm-16
/// 6.12: refused: libbpf: prog 'evaluate': relo #0: parsing [6] struct task_struct + 0:103:16 failed: -22
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char c = task->comm[16];
	return c ? 3 : 2;
}

/// half-a-pointer
/// 6.12: refused: cannot access ptr member signal with moff 1584 in struct task_struct with off 1584 size 4
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 lo = *(u32 *)&task->signal;
	return lo & 1 ? 3 : 2;
}

/// int-of-comm
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 w = *(u32 *)&task->comm[0];
	return w == 0x6176616a ? 3 : 2;
}

/// middle-of-pointer
/// 6.12: refused: cannot access ptr member mm with moff 928 in struct task_struct with off 931 size 1
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u8 b = *((u8 *)&task->mm + 3);
	return b ? 3 : 2;
}

/// next-task
/// 6.12: refused: access beyond struct task_struct at off 7840 size 4
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return (task + 1)->pid == 1 ? 3 : 2;
}

/// pointer-as-u64
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 p = *(u64 *)&task->mm;
	return p ? 3 : 2;
}

/// u16-of-int
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u16 half = *(u16 *)&task->pid;
	return half & 1 ? 3 : 2;
}

/// u64-of-comm
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 w = *(u64 *)task->comm;
	return w == 1 ? 3 : 2;
}

/// u64-of-int
/// 6.12: refused: access beyond the end of member pid (mend:1060) in struct task_struct with off 1056 size 8
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 both = *(u64 *)&task->pid;
	return both & 1 ? 3 : 2;
}

/// u8-of-u64
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u8 b = *(u8 *)&task->start_time;
	return b & 1 ? 3 : 2;
}

/// upper-half-of-long
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 hi = *((u32 *)&oc->totalpages + 1);
	return hi ? 3 : 2;
}
