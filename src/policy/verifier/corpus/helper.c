/// boot
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_ktime_get_boot_ns() > 5 ? 3 : 2;
}

/// checked-size-read
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char b[16];
	u32 n = task->pid;
	if (n > sizeof(b))
		return 2;
	bpf_probe_read_kernel(b, n, task->comm);
	return b[0] ? 3 : 2;
}

/// coarse-ns
/// 6.12: refused: program of this type cannot use helper bpf_ktime_get_coarse_ns#160
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_ktime_get_coarse_ns() > 5 ? 3 : 2;
}

/// cookie
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_get_attach_cookie(ctx) ? 3 : 2;
}

/// copy-from-user
/// 6.12: refused: helper call might sleep in a non-sleepable prog
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 v;
	bpf_copy_from_user(&v, 8, (void *)task->mm);
	return v ? 3 : 2;
}

/// current-ancestor
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_get_current_ancestor_cgroup_id(1) == 5 ? 3 : 2;
}

/// func-arg-cnt
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_get_func_arg_cnt(ctx) == 2 ? 3 : 2;
}

/// func-arg
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 v = 0;
	bpf_get_func_arg(ctx, 0, &v);
	return v ? 3 : 2;
}

/// func-ip
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_get_func_ip(ctx) ? 3 : 2;
}

/// func-ret
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 v = 0;
	bpf_get_func_ret(ctx, &v);
	return v ? 3 : 2;
}

/// get-stackid
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_STACK_TRACE); __uint(max_entries, 64); __uint(key_size, 4); __uint(value_size, 8 * 20); } stacks SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_get_stackid(ctx, &stacks, 0) > 0 ? 3 : 2;
}

/// get-task-stack
/// 6.12: accepted
u64 buf[16];

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_get_task_stack(task, buf, sizeof(buf), 0) > 0 ? 3 : 2;
}

/// jiffies
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_jiffies64() > 5 ? 3 : 2;
}

/// ktime
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_ktime_get_ns() > 5 ? 3 : 2;
}

/// loop-flags
/// 6.12: accepted
static long cb(u32 i, void *ctx)
{
	return 0;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_loop(4, cb, NULL, 0);
	return 2;
}

/// masked-size-read
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char b[16];
	u32 n = task->pid & 15;
	bpf_probe_read_kernel(b, n, task->comm);
	return b[0] ? 3 : 2;
}

/// override-return
/// 6.12: refused: program of this type cannot use helper bpf_override_return#58
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_override_return(ctx, 1);
	return 2;
}

/// per-cpu-ptr
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_get_smp_processor_id() ? 3 : 2;
}

/// probe-read-user
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 v = 0;
	bpf_probe_read_user(&v, 8, (void *)4096);
	return v ? 3 : 2;
}

/// probe-write-user
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 v = 0;
	bpf_probe_write_user((void *)4096, &v, 8);
	return 2;
}

/// send-signal
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_send_signal(9);
	return 2;
}

/// size-too-large
/// 6.12: refused: invalid indirect access to stack R1 off=-16 size=32
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char b[16];
	bpf_probe_read_kernel(b, 32, task->comm);
	return b[0] ? 3 : 2;
}

/// snprintf-format-not-constant
/// 6.12: refused: R3 type=fp expected=map_value
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char b[16], f[4] = "%d";
	u64 d[1] = { task->pid };
	bpf_snprintf(b, sizeof(b), f, d, sizeof(d));
	return b[0] == '1' ? 3 : 2;
}

/// snprintf
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char b[16];
	u64 d[1] = { task->pid };
	bpf_snprintf(b, sizeof(b), "%d", d, sizeof(d));
	return b[0] == '1' ? 3 : 2;
}

/// strtol
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char b[16] = "12";
	long v = 0;
	return bpf_strtol(b, sizeof(b), 10, &v) > 0 && v == task->pid ? 3 : 2;
}

/// tai
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	return bpf_ktime_get_tai_ns() > 5 ? 3 : 2;
}

/// tail-call
/// 6.12: accepted
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __uint(value_size, 4); } progs SEC(".maps");

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_tail_call(ctx, &progs, 0);
	return 2;
}

/// variable-size-read
/// 6.12: refused: R2 unbounded memory access, use 'var &= const' or 'if (var < const)'
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	char b[16];
	u32 n = task->pid;
	bpf_probe_read_kernel(b, n, task->comm);
	return b[0] ? 3 : 2;
}

/// zero-sized-read
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	u64 v = 7;
	bpf_probe_read_kernel(&v, 0, task);
	return v ? 3 : 2;
}
