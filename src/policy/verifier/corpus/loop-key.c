/// a-copy
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 8); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	for (u32 i = 0; i < 8; i++) {
		u32 key = i;
		u64 *v = bpf_map_lookup_elem(&slots, &key);
		if (v && *v == task->pid)
			return 3;
	}
	return 2;
}

/// bpf-for-key
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 8); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int i;
	for (i = 0; i < 8; i++) {
		u32 key = i;
		u64 *v = bpf_map_lookup_elem(&slots, &key);
		if (v && *v == task->pid)
			return 3;
	}
	return 2;
}

/// delete-with-the-variable
/// 6.12: refused: infinite loop detected at insn 3
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u32); __type(value, u32); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	for (u32 i = 0; i < 8; i++)
		bpf_map_delete_elem(&seen, &i);
	return 2;
}

/// probe-read-into-counter
/// 6.12: refused: infinite loop detected at insn 11
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int n = 0;
	for (int i = 0; i < 8; i++) {
		bpf_probe_read_kernel(&i, sizeof(i), &task->pid);
		n++;
	}
	return n ? 3 : 2;
}

/// struct-key-copied
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u64); __type(value, u32); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct k { u32 i; u32 pid; };
	for (u32 i = 0; i < 4; i++) {
		struct k key = { .i = i, .pid = task->pid };
		if (bpf_map_lookup_elem(&seen, &key))
			return 3;
	}
	return 2;
}

/// struct-key-with-counter
/// 6.12: refused: infinite loop detected at insn 20
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u64); __type(value, u32); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct k { u32 i; u32 pid; } key = { .pid = task->pid };
	for (key.i = 0; key.i < 4; key.i++)
		if (bpf_map_lookup_elem(&seen, &key))
			return 3;
	return 2;
}

/// the-variable-itself
/// 6.12: refused: infinite loop detected at insn 14
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 8); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	for (u32 i = 0; i < 8; i++) {
		u64 *v = bpf_map_lookup_elem(&slots, &i);
		if (v && *v == task->pid)
			return 3;
	}
	return 2;
}

/// update-with-the-variable
/// 6.12: refused: infinite loop detected at insn 5
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 16); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 one = 1;
	for (u32 i = 0; i < 16; i++)
		bpf_map_update_elem(&slots, &i, &one, BPF_ANY);
	return 2;
}

/// while-with-the-variable
/// 6.12: refused: infinite loop detected at insn 9
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 n = 0;
	while (n < 4) {
		u64 *v = bpf_map_lookup_elem(&slots, &n);
		if (v)
			*v += 1;
		n++;
	}
	return 2;
}
