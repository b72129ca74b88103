/// collatz
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 h = task->pid;
	for (int i = 0; i < 30; i++) {
		if (h & 1)
			h = h * 3 + 1;
		else
			h >>= 1;
	}
	return h & 4 ? 3 : 2;
}

/// count-16-of-task
/// 6.12: refused: BPF program is too large. Processed 1000001 insn
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int n = 0;
	for (int i = 0; i < 16; i++)
		if (task->comm[i] == '-')
			n++;
	return n > 2 ? 3 : 2;
}

/// count-16
/// 6.12: refused: BPF program is too large. Processed 1000001 insn
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char c[16];
	int n = 0;
	bpf_probe_read_kernel_str(c, sizeof(c), task->comm);
	for (int i = 0; i < 16; i++)
		if (c[i] == '-')
			n++;
	return n > 2 ? 3 : 2;
}

/// count-8
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char c[16];
	int n = 0;
	bpf_probe_read_kernel_str(c, sizeof(c), task->comm);
	for (int i = 0; i < 8; i++)
		if (c[i] == '-')
			n++;
	return n > 2 ? 3 : 2;
}

/// divide-8
/// 6.12: accepted
u64 a[32];

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 i = (u8)task->pid / 8;
	return a[i] ? 3 : 2;
}

/// divide-then-check
/// 6.12: refused: math between map_value pointer and register with unbounded min value is not allowed
u64 a[26];

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 i = (u8)task->pid / 10;
	if (i < 26)
		return a[i] ? 3 : 2;
	return 2;
}

/// found-16
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char c[16];
	bpf_probe_read_kernel_str(c, sizeof(c), task->comm);
	for (int i = 0; i < 16; i++)
		if (c[i] == '-')
			return 3;
	return 2;
}

/// goto-with-count
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int n = 0;
	again:
	if (++n < 10 && bpf_get_prandom_u32() & 1)
		goto again;
	return n > 3 ? 3 : 2;
}

/// goto-without-progress
/// 6.12: refused: infinite loop detected at insn 2
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	again:
	if (bpf_get_prandom_u32() & 1)
		goto again;
	return 2;
}

/// hash-16
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char c[16];
	u32 h = 5381;
	bpf_probe_read_kernel_str(c, sizeof(c), task->comm);
	for (int i = 0; i < 16 && c[i]; i++)
		h = h * 33 + c[i];
	return h == 7 ? 3 : 2;
}

/// modulo-10
/// 6.12: refused: math between map_value pointer and register with unbounded min value is not allowed
u64 a[10];

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 i = (u32)task->pid % 10;
	return a[i] ? 3 : 2;
}

/// modulo-16
/// 6.12: accepted
u64 a[16];

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 i = (u32)task->pid % 16;
	return a[i] ? 3 : 2;
}

/// modulo-then-check
/// 6.12: refused: math between map_value pointer and register with unbounded min value is not allowed
u64 a[10];

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 i = (u32)task->pid % 10;
	if (i < 10)
		return a[i] ? 3 : 2;
	return 2;
}

/// modulo-volatile-check
/// 6.12: accepted
u64 a[10];

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 i = (u32)task->pid % 10;
	barrier_var(i);
	if (i >= 10)
		return 2;
	return a[i] ? 3 : 2;
}

/// nested-10
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 h = task->pid;
	for (int i = 0; i < 10; i++)
		for (int j = 0; j < 10; j++)
			h += bpf_get_prandom_u32();
	return h & 4 ? 3 : 2;
}

/// nested-1000
/// 6.12: refused: The sequence of 8193 jumps is too complex.
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 h = task->pid;
	for (int i = 0; i < 1000; i++)
		for (int j = 0; j < 1000; j++) {
			if (h & 1)
				h = h * 3 + 1;
			else
				h = h / 2 + oc->order;
		}
	return h & 4 ? 3 : 2;
}

/// nested-300-calls
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 h = 0;
	for (int i = 0; i < 300; i++)
		for (int j = 0; j < 300; j++)
			h += bpf_get_prandom_u32();
	return h & 4 ? 3 : 2;
}
