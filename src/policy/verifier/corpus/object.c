/// cgroup-storage-of-task
/// 6.12: refused: R2 is of type task_struct but cgroup is expected
struct { __uint(type, BPF_MAP_TYPE_CGRP_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } groups SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_cgrp_storage_get(&groups, (struct cgroup *)task, NULL, 1);
	return n ? 3 : 2;
}

/// cgroup-storage-on-task-map
/// 6.12: refused: cannot pass map_type 29 into func bpf_cgrp_storage_get#210
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } kept SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_cgrp_storage_get(&kept, task->cgroups->dfl_cgrp, NULL, 1);
	return n ? 3 : 2;
}

/// cgroup-storage
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_CGRP_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } groups SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_cgrp_storage_get(&groups, task->cgroups->dfl_cgrp, NULL, 1);
	return n ? 3 : 2;
}

/// delete-from-array
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u32); __type(value, u64); } slots SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	return bpf_map_delete_elem(&slots, &key) ? 3 : 2;
}

/// lookup-in-ringbuf
/// 6.12: refused: invalid zero-sized read
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	return bpf_map_lookup_elem(&events, &key) ? 3 : 2;
}

/// lookup-in-storage
/// 6.12: refused: cannot pass map_type 29 into func bpf_map_lookup_elem#1
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } kept SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	int key = 0;
	u64 *n = bpf_map_lookup_elem(&kept, &key);
	return n ? 3 : 2;
}

/// map-address-read
/// 6.12: refused: cannot access ptr member ops with moff 0 in struct bpf_map with off 0 size 4
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u32); __type(value, u64); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return *(u32 *)&seen ? 3 : 2;
}

/// percpu-lookup-on-hash
/// 6.12: refused: cannot pass map_type 1 into func bpf_map_lookup_percpu_elem#195
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u32); __type(value, u64); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	return bpf_map_lookup_percpu_elem(&seen, &key, 0) ? 3 : 2;
}

/// ringbuf-output-to-hash
/// 6.12: refused: cannot pass map_type 1 into func bpf_ringbuf_output#130
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u32); __type(value, u64); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 v = 1;
	bpf_ringbuf_output(&seen, &v, 8, 0);
	return 2;
}

/// storage-null-task
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } kept SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_task_storage_get(&kept, NULL, NULL, 1);
	return n ? 3 : 2;
}

/// storage-of-leader
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } kept SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_task_storage_get(&kept, task->group_leader, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	return n && *n > 3 ? 3 : 2;
}

/// storage-of-mm
/// 6.12: refused: R2 is of type mm_struct but task_struct is expected
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } kept SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_task_storage_get(&kept, (struct task_struct *)task->mm, NULL, 1);
	return n ? 3 : 2;
}

/// storage-of-oc
/// 6.12: refused: R2 is of type oom_control but task_struct is expected
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } kept SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_task_storage_get(&kept, (struct task_struct *)oc, NULL, 1);
	return n ? 3 : 2;
}

/// storage-of-task
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_TASK_STORAGE); __uint(map_flags, BPF_F_NO_PREALLOC); __type(key, int); __type(value, u64); } kept SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_task_storage_get(&kept, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (n)
		(*n)++;
	return n && *n > 3 ? 3 : 2;
}

/// storage-on-hash
/// 6.12: refused: cannot pass map_type 1 into func bpf_task_storage_get#156
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 128); __type(key, u32); __type(value, u64); } seen SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 *n = bpf_task_storage_get(&seen, task, NULL, 1);
	return n ? 3 : 2;
}

/// update-ringbuf
/// 6.12: refused: invalid zero-sized read
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 64 * 1024); } events SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u32 key = 0;
	u64 v = 1;
	return bpf_map_update_elem(&events, &key, &v, 0) ? 3 : 2;
}
