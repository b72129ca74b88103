/// bounded-inside
/// 6.12: accepted
long table[8];
__noinline int judge(u32 i)
{
	return table[i & 7] > 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(task->pid) ? 3 : 2;
}

/// kernel-pointer
/// 6.12: refused: Caller passes invalid args into func#1 ('judge')
__noinline int judge(struct oom_control *oc)
{
	return oc->order > 2;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(oc) ? 3 : 2;
}

/// map-value-checked
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, u64); } slots SEC(".maps");
__noinline int judge(u64 *v)
{
	return v && *v > 3;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	u64 *v = bpf_map_lookup_elem(&slots, &key);
	return v && judge(v) ? 3 : 2;
}

/// memory-checked
/// 6.12: accepted
__noinline int judge(int *p)
{
	if (!p)
		return 0;
	return *p == 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int x = task->pid;
	return judge(&x) ? 3 : 2;
}

/// memory-not-checked
/// 6.12: refused: R1 invalid mem access 'mem_or_null'
__noinline int judge(int *p)
{
	return *p == 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int x = task->pid;
	return judge(&x) ? 3 : 2;
}

/// pointer-result
/// 6.12: refused: Caller passes invalid args into func#1 ('judge')
long table[8];
__noinline long *judge(int i)
{
	return &table[i & 7];
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return *judge(1) ? 3 : 2;
}

/// scalar
/// 6.12: accepted
__noinline int judge(int pid)
{
	return pid == 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(task->pid) ? 3 : 2;
}

/// static-noinline-index
/// 6.12: accepted
long table[8];
static __noinline int judge(u32 i)
{
	return table[i] > 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(task->pid & 7) ? 3 : 2;
}

/// static-noinline-pointer
/// 6.12: accepted
static __noinline int judge(struct oom_control *oc)
{
	return oc->order > 2;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(oc) ? 3 : 2;
}

/// struct-checked
/// 6.12: accepted
struct pair { int a, b; };
__noinline int judge(struct pair *p)
{
	if (!p)
		return 0;
	return p->a == p->b;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct pair p = { 1, task->pid };
	return judge(&p) ? 3 : 2;
}

/// task-pointer
/// 6.12: refused: Caller passes invalid args into func#1 ('judge')
__noinline int judge(struct task_struct *t)
{
	return t->pid == 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(task) ? 3 : 2;
}

/// unbounded-index
/// 6.12: refused: R2 unbounded memory access, make sure to bounds check any such access
long table[8];
__noinline int judge(u32 i)
{
	return table[i] > 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(task->pid & 7) ? 3 : 2;
}

/// void-result
/// 6.12: refused: Caller passes invalid args into func#1 ('judge')
int last;
__noinline void judge(int pid)
{
	last = pid;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	judge(task->pid);
	return 2;
}

/// weak
/// 6.12: accepted
__weak int judge(int pid)
{
	return pid == 1;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return judge(task->pid) ? 3 : 2;
}
