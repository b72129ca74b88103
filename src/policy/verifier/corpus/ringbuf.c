/// beyond
/// 6.12: refused: R0 min value is outside of the allowed memory range
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	if (!e)
		return 2;
	e[2] = task->pid;
	bpf_ringbuf_submit(e, 0);
	return 2;
}

/// discard-on-one-path
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	if (!e)
		return 2;
	if (task->pid == 1) {
		bpf_ringbuf_discard(e, 0);
		return 3;
	}
	bpf_ringbuf_submit(e, 0);
	return 2;
}

/// not-checked
/// 6.12: refused: R0 invalid mem access 'ringbuf_mem_or_null'
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	e[0] = task->pid;
	bpf_ringbuf_submit(e, 0);
	return 2;
}

/// not-submitted
/// 6.12: refused: Unreleased reference id=2 alloc_insn=5
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	if (!e)
		return 2;
	e[0] = task->pid;
	return 2;
}

/// output-uninitialised
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 e[2];
	e[0] = 1;
	return bpf_ringbuf_output(&events, e, sizeof(e), 0) ? 3 : 2;
}

/// output
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 e[2] = { task->pid, 7 };
	return bpf_ringbuf_output(&events, e, sizeof(e), 0) ? 3 : 2;
}

/// submit-moved
/// 6.12: refused: R1 must have zero offset when passed to release func or trusted arg to kfunc
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	if (!e)
		return 2;
	bpf_ringbuf_submit(e + 1, 0);
	return 2;
}

/// submit-twice
/// 6.12: refused: R1 type=scalar expected=ringbuf_mem
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	if (!e)
		return 2;
	bpf_ringbuf_submit(e, 0);
	bpf_ringbuf_submit(e, 0);
	return 2;
}

/// submit
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	if (!e)
		return 2;
	e[0] = task->pid;
	e[1] = 1;
	bpf_ringbuf_submit(e, 0);
	return 2;
}

/// used-after
/// 6.12: refused: R6 invalid mem access 'scalar'
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, 16, 0);
	if (!e)
		return 2;
	bpf_ringbuf_submit(e, 0);
	return e[0] ? 3 : 2;
}

/// variable-size
/// 6.12: refused: R2 is not a known constant'
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *e = bpf_ringbuf_reserve(&events, task->pid & 31, 0);
	if (!e)
		return 2;
	bpf_ringbuf_submit(e, 0);
	return 2;
}
