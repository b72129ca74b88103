// For tests: machines that are in no gallery, as people type them (round sizes) or as kernels report them (to the page).

import { parseScenario } from '../../scenario/validate.ts'
import type { Scenario } from '../../scenario/model.ts'

const COMMS = [
  'systemd',
  'systemd-journal',
  'systemd-udevd',
  'dbus-daemon',
  'rsyslogd',
  'cron',
  'sshd',
  'containerd',
  'postgres',
  'postgres',
  'postgres',
  'redis-server',
  'nginx',
  'nginx',
  'java',
  'gunicorn',
  'gunicorn',
  'celery',
  'prometheus',
  'node_exporter',
  'grafana',
  'tmux: server',
  'make',
  'cc1plus',
  'cc1plus',
  'ld',
  'haproxy',
  'vault',
  'etcd',
  'envoy',
  'beam.smp',
  'sleep',
]

const CGROUPS = [
  { path: '/init.scope' },
  { path: '/system.slice' },
  { path: '/system.slice/postgresql.service', 'memory.high': '400M' },
  { path: '/user.slice' },
  { path: '/builds', 'memory.max': '64G' },
  { path: '/builds/42', 'memory.oom.group': 1 },
]

/** Numbers from 0 to 1 that are the same every time. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 2 ** 32
  }
}

/** A machine of `count` tasks in six memcgs; `exact` gives every one its own number of pages, page tables and address space. */
export function inlineWorld(count: number, { exact }: { exact: boolean }): Scenario {
  const next = sequence(count)
  const below = (limit: number): number => Math.floor(next() * limit)
  const size = (least: number): number | string => {
    const pages = Math.floor(least * Math.exp(3 * next()))
    return exact ? pages * 4096 : `${1 + Math.floor(pages / 256)}M`
  }
  let pid = 1
  let startSeconds = 0
  const tasks = Array.from({ length: count }, (_, index) => {
    pid += index === 0 ? 0 : 1 + below(120)
    startSeconds += index === 0 ? 0 : below(40)
    return {
      pid,
      startSeconds,
      comm: COMMS[Math.floor((index * COMMS.length) / count)] ?? 'sleep',
      cgroup: CGROUPS[Math.floor((index * CGROUPS.length) / count)]?.path ?? '/',
      anon: size(400),
      file: size(300),
      ...(next() < 0.2 ? { shmem: size(30) } : {}),
      ...(next() < 0.2 ? { swap: size(30) } : {}),
      ...(exact ? { pgtables: (20 + below(300)) * 4096, totalVm: (60_000 + below(300_000)) * 4096 } : {}),
      ...(next() < 0.15 ? { oom_score_adj: [-1000, -900, -250, 300][below(4)] } : {}),
      ...(next() < 0.3 ? { uid: [33, 114, 1000][below(3)] } : {}),
    }
  })
  const { value, problems } = parseScenario({
    version: 1,
    title: 'Build server',
    kernel: '6.12',
    machine: { ram: `${Math.max(8, Math.ceil(count / 20))}G`, swap: '1G', uptimeSeconds: 86400 },
    cgroups: CGROUPS,
    tasks,
    oom: { scope: 'global', invokerPid: pid },
  })
  if (value === null) throw new Error(problems.map((problem) => problem.message).join('\n'))
  return value
}

/** 1.1 kB of policy as a person writes it. */
export const OWN_POLICY = `// The build farm: jobs go first, newest before oldest; the database and its helpers only when nothing else is left.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

char LICENSE[] SEC("license") = "GPL";

const volatile u64 jobs_cgroup = 7; /* id of the cgroup in which the jobs run */
u32 jobs_seen;

static bool runs_a_job(struct task_struct *p)
{
	struct cgroup *own = p->cgroups->dfl_cgrp;

	return own->kn->id == jobs_cgroup || (own->level > 1 && own->ancestors[1]->kn->id == jobs_cgroup);
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(jobs_first, struct task_struct *candidate, struct oom_control *oc)
{
	if (candidate->signal->oom_score_adj <= -900)
		return BPF_EVAL_NEXT; /* infrastructure: the machine is lost without it */
	if (!runs_a_job(candidate))
		return jobs_seen ? BPF_EVAL_NEXT : NO_BPF_POLICY;
	jobs_seen++;
	if (!oc->chosen || !runs_a_job(oc->chosen))
		return BPF_EVAL_SELECT;
	/* Of two jobs the one that has lost less of its work. */
	if (candidate->start_boottime > oc->chosen->start_boottime)
		return BPF_EVAL_SELECT;
	return BPF_EVAL_NEXT;
}
`
