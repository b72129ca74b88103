/// nested
/// 6.12: refused: nested rcu read lock (kernel function bpf_rcu_read_lock)
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_rcu_read_lock();
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	bpf_rcu_read_unlock();
	return 2;
}

/// plain
/// 6.12: accepted
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_rcu_read_lock();
	int pid = task->real_parent->pid;
	bpf_rcu_read_unlock();
	return pid == 1 ? 3 : 2;
}

/// return-inside
/// 6.12: refused: bpf_rcu_read_unlock is missing
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	bpf_rcu_read_lock();
	if (task->pid == 1)
		return 3;
	bpf_rcu_read_unlock();
	return 2;
}
