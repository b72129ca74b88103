/// call-inside
/// 6.12: refused: function calls are not allowed while holding a lock
struct stats { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct stats); } totals SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	struct stats *s = bpf_map_lookup_elem(&totals, &key);
	if (!s)
		return 2;
	bpf_spin_lock(&s->lock);
	s->n = bpf_ktime_get_ns();
	bpf_spin_unlock(&s->lock);
	return 2;
}

/// not-unlocked
/// 6.12: refused: bpf_spin_unlock is missing
struct stats { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct stats); } totals SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	struct stats *s = bpf_map_lookup_elem(&totals, &key);
	if (!s)
		return 2;
	bpf_spin_lock(&s->lock);
	s->n++;
	return 2;
}

/// on-stack
/// 6.12: refused: R1 type=fp expected=map_value, ptr_
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct bpf_spin_lock l = {};
	bpf_spin_lock(&l);
	bpf_spin_unlock(&l);
	return 2;
}

/// plain
/// 6.12: accepted
struct stats { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct stats); } totals SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	struct stats *s = bpf_map_lookup_elem(&totals, &key);
	if (!s)
		return 2;
	bpf_spin_lock(&s->lock);
	s->n++;
	bpf_spin_unlock(&s->lock);
	return 2;
}

/// return-inside
/// 6.12: refused: bpf_spin_unlock is missing
struct stats { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct stats); } totals SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	struct stats *s = bpf_map_lookup_elem(&totals, &key);
	if (!s)
		return 2;
	bpf_spin_lock(&s->lock);
	if (s->n > 3)
		return 3;
	bpf_spin_unlock(&s->lock);
	return 2;
}

/// touch
/// 6.12: refused: bpf_spin_lock cannot be accessed directly by load/store
struct stats { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct stats); } totals SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	struct stats *s = bpf_map_lookup_elem(&totals, &key);
	if (!s)
		return 2;
	s->lock.val = 0;
	return 2;
}

/// twice
/// 6.12: refused: function calls are not allowed while holding a lock
struct stats { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct stats); } totals SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	struct stats *s = bpf_map_lookup_elem(&totals, &key);
	if (!s)
		return 2;
	bpf_spin_lock(&s->lock);
	bpf_spin_lock(&s->lock);
	bpf_spin_unlock(&s->lock);
	return 2;
}

/// unlock-only
/// 6.12: refused: bpf_spin_unlock without taking a lock
struct stats { struct bpf_spin_lock lock; u64 n; };
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __type(key, u32); __type(value, struct stats); } totals SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	struct stats *s = bpf_map_lookup_elem(&totals, &key);
	if (!s)
		return 2;
	bpf_spin_unlock(&s->lock);
	return 2;
}
