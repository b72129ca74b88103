// What links look like: the text that the predictor has read before it reads a link, so that common words cost next to nothing. It never
// changes: every link that was ever made depends on it.

const MACHINE = `{"t":"Protect the database","s":{"title":"A build server","teaches":"The biggest process dies, whoever asked for the memory.","kernel":"7.3","hook":"none","machine":{"ram":"2G","swap":"1G","uptimeSeconds":86400,"sysctl":{"panic_on_oom":1,"oom_kill_allocating_task":1,"oom_dump_tasks":0,"swappiness":10},"unsetPoints":"long-max","nodes":["2G","2G"]},"oom":{"scope":{"memcg":"/batch.slice"},"invokerPid":1400,"gfp_mask":"0xcc0","order":2,"request":"8M","pageFault":false,"nodemask":"0"},"cgroups":[14,{"path":["/init.scope","/system.slice","/system.slice/systemd-journald.service","/system.slice/systemd-udevd.service","/system.slice/dbus.service","/system.slice/ssh.service","/system.slice/nginx.service","/system.slice/postgresql.service","/system.slice/docker.service","/user.slice","/user.slice/user-1000.slice","/user.slice/user-1000.slice/session-3.scope","/kubepods.slice/kubepods-burstable.slice","/batch.slice","/web"],"id":[2001,2036,2071],"memory.high":[null,null,null,"400M",null,null],"memory.low":"1G","memory.min":[null,null,"256M"],"memory.max":[null,null,null,null,null,"1G","512M","64M"],"memory.swap.max":[null,0],"memory.oom.group":[null,null,null,null,null,1],"memory.current":null,"memory":[null,false],"cssSetSeq":null}],"tasks":{"n":24,"pid":[1,1,13,33,64,119,31,252,176,122,91,12,417,80],"comm":["systemd","kthreadd","ksoftirqd/0","kswapd0","kworker/0:1","jbd2/vda1-8","systemd-journal","systemd-udevd","systemd-resolve","systemd-logind","dbus-daemon","rsyslogd","cron","sshd","agetty","containerd","dockerd","nginx","nginx","nginx","postgres","postgres","postgres","mysqld","redis-server","java","java","node","python3","python3","gunicorn","php-fpm","apache2","httpd","bash","sh","vim","make","cc1plus","stress-ng","worker","worker","memcached","prometheus","kubelet","NetworkManager","polkitd","chronyd","tmux: server","sleep","pause"],"cgroup":[1,0,0,0,0,0,3,4,5,6,6,7,8,8,8,8,9,9,12,12,12,14,14],"anon":[20,7,0,0,0,0,6,4,2,2,66,310,3,1298],"file":[12,2304,0,0,0,0,4608,1280,768,1024,3584,23040,768,512],"pgtables":0,"totalVm":[12,0,null,null,null,null,4096,0],"startSeconds":[0,0,0,0,0,3,0,3,3,3,2,79986,6100],"kthread":[null,true,true,true,true,null,null,null,null,null],"ppid":[null,null,1,2,3,null,null,null,null,1],"uid":[0,0,0,0,0,0,0,0,101,0,33,33,114,1000,1000,65534],"oom_score_adj":[0,0,0,0,0,-250,-1000,-900,-1000,0,0,0,0,0,1000,300,-500],"threads":[null,null,4,1,38,9],"shmem":[12,0,0,0,0,0,32768,0,0],"swap":[12,0,0,0,0,0,120,0,12000],"oomVictim":[null,true],"oomSkip":null,"sharesMmWith":null}},"v":[0,7],"g":{"target_pid":"812","prefix":"mysql"},"m":{"priorities":["cgroup:/web","10","cgroup:/batch.slice","50"]},"p":`

const POLICY = `// SPDX-License-Identifier: GPL-2.0
// Kills the process that was started last; of the others the biggest one dies first. Protects every process
// whose name begins with a prefix: nobody else is killed when the cgroup is over its limit.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

#define OOM_SCORE_ADJ_MIN (-1000)
#define TASK_COMM_LEN 16

const volatile char prefix[TASK_COMM_LEN] = "mysql";
const volatile u64 protected_id = 0;
const volatile bool enabled = true;

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u64);
	__type(value, int);
} priorities SEC(".maps");

struct mm_rss_stat___old {
	atomic_long_t count[4];
} __attribute__((preserve_access_index));

static __always_inline u64 rss_of(struct task_struct *task)
{
	struct mm_struct *mm = task->mm;
	s64 pages = BPF_CORE_READ(mm, rss_stat[MM_ANONPAGES].count);

	pages += mm->rss_stat[MM_FILEPAGES].count + mm->rss_stat[MM_SHMEMPAGES].count + mm->rss_stat[MM_SWAPENTS].count;
	return pages > 0 ? pages : 0;
}

static __always_inline int priority_of(struct task_struct *task)
{
	u64 id = task->cgroups->dfl_cgrp->kn->id;
	int *priority = bpf_map_lookup_elem(&priorities, &id);

	bpf_map_update_elem(&priorities, &id, &value, BPF_ANY);
	bpf_printk("%s (pid %d): %lu", task->comm, task->pid, task->signal->oom_score_adj);
	return priority ? *priority : 0;
}

static __always_inline bool is_protected(struct task_struct *task)
{
	for (int i = 0; i < TASK_COMM_LEN; i++) {
		if (task->comm[i] != prefix[i])
			return false;
	}
	return true;
}

SEC("tp_btf/select_bad_process_end")
SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_policy_name, struct oom_control *oc)
{
	char name[] = "my_policy";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";

const volatile int target_pid = 812;

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *chosen = oc->chosen;

	/* A victim that is dying: the kernel's own rule waits for it, or skips it. */
	if (task->signal->oom_mm)
		return NO_BPF_POLICY;
	if (task->pid == target_pid || task->tgid == target_pid)
		return BPF_EVAL_SELECT;
	if (task->real_parent->pid == 1 && task->start_boottime < oc->chosen->start_boottime)
		return BPF_EVAL_ABORT;
	if (task->signal->oom_score_adj == OOM_SCORE_ADJ_MIN)
		return BPF_EVAL_NEXT;
	if (!chosen)
		return BPF_EVAL_SELECT;
	if (oc->memcg && !is_protected(chosen))
		return BPF_EVAL_NEXT;
	return rss_of(task) > rss_of(chosen) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
`

/** The bytes to read before every link. */
export const primeBytes = (): Uint8Array => new TextEncoder().encode(MACHINE + JSON.stringify(POLICY))
