/// const-memcg
/// 6.12: refused: access beyond struct cgroup_subsys_state at off 256 size 8
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	const struct mem_cgroup *m = (const struct mem_cgroup *)task->cgroups->subsys[memory_cgrp_id];
	return m->memory.usage.counter > 9 ? 3 : 2;
}

/// core-cast-of-number
/// 6.12: accepted
#ifndef bpf_core_cast
extern void *bpf_rdonly_cast(const void *obj__ign, u32 btf_id__k) __ksym __weak;
#define bpf_core_cast(ptr, type) ((typeof(type) *)bpf_rdonly_cast((const void *)(ptr), bpf_core_type_id_kernel(type)))
#endif

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *p = bpf_core_cast(bpf_get_current_task(), struct task_struct);
	return p->pid == task->pid ? 3 : 2;
}

/// core-cast
/// 6.12: accepted
#ifndef bpf_core_cast
extern void *bpf_rdonly_cast(const void *obj__ign, u32 btf_id__k) __ksym __weak;
#define bpf_core_cast(ptr, type) ((typeof(type) *)bpf_rdonly_cast((ptr), bpf_core_type_id_kernel(type)))
#endif

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct mem_cgroup *m = bpf_core_cast(task->cgroups->subsys[memory_cgrp_id], struct mem_cgroup);
	return m->memory.usage.counter > 9 ? 3 : 2;
}

/// css-in-cgroup
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup_subsys_state *css = &task->cgroups->dfl_cgrp->self;
	return css->cgroup->level > 1 ? 3 : 2;
}

/// current-task-core-read
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *p = (struct task_struct *)bpf_get_current_task();
	return BPF_CORE_READ(p, pid) == task->pid ? 3 : 2;
}

/// current-task-number
/// 6.12: refused: R0 invalid mem access 'scalar'
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *p = (struct task_struct *)bpf_get_current_task();
	return p->pid == task->pid ? 3 : 2;
}

/// number-to-task
/// 6.12: refused: R1 invalid mem access 'scalar'
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	const struct task_struct *p = (const struct task_struct *)(u64)task->pid;
	return p->pid == 1 ? 3 : 2;
}

/// smaller-first-member
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct cgroup_subsys_state *css = (void *)oc->memcg;
	return css->id == 3 ? 3 : 2;
}

/// u64-to-task
/// 6.12: refused: R1 invalid mem access 'scalar'
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *p = (void *)(u64)task->start_time;
	return p->tgid == 1 ? 3 : 2;
}

/// void-and-back
/// 6.12: accepted
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)
{
	void *p = task;
	struct task_struct *q = p;
	return q->pid == 1 ? 3 : 2;
}
