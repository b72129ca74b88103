// For tests: exports of policies, and policies that ask something of the export.

import { compilePolicy } from '../../policy/compile.ts'
import { exportPolicy, type ExportedPolicy, type ExportOptions } from './export.ts'

const DEFAULTS: ExportOptions = { target: 'fmod_ret', kernel: '6.12', link: null, title: 'Policy', parameters: {} }

/** The exported text of a policy without errors. */
export const exported = (text: string, options: Partial<ExportOptions> = {}): string =>
  exportedWithLines(text, options).text

/** The export of a policy without errors. */
export function exportedWithLines(text: string, options: Partial<ExportOptions> = {}): ExportedPolicy {
  const all = { ...DEFAULTS, ...options }
  const { value, diagnostics } = compilePolicy({ language: 'c', text }, all.kernel)
  if (value === null) throw new Error(`the policy has errors: ${diagnostics.map((d) => d.message).join(' ')}`)
  return exportPolicy({ language: 'c', text }, value, all)
}

/** The two programs of the interface's documentation, as they stand there: no includes, no licence, a parameter added. */
const DOCUMENTATION = `const volatile int target_pid = 1234; /* the process to kill */

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	if (task->pid == target_pid)
		return BPF_EAVL_SELECT; /* BPF_EAVL_SELECT is 3 */
	return BPF_EVAL_NEXT;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_police_name_k, struct oom_control *oc)
{
	char name[] = "my_policy";
	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}
`

/** Names that clang takes for its own. */
const COLLISIONS = `#include <linux/types.h>
#include "vmlinux.h"
#include "bpf_helpers.h" /* without its folder */
#include <bpf/bpf_tracing.h>

char license[] SEC("license") = "Dual BSD/GPL";

/* how often we were asked: log counts */
u64 log;
int index = 3;

struct entry { int index; };

static int round(int x)
{
	struct entry e = { .index = x };

	return e.index + index;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
	int exp = 1; /* a local may be called so */

	log++;
	index = exp;
	return round(task->pid) > 7 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
`

/** What older headers do not have: loops, casts, kfuncs that nobody declared, limits, a member that only other kernels have. */
const COMPLETION = `#include "vmlinux.h"
#include <stdint.h>
#include <bpf/bpf_helpers.h>

const volatile bool strict = false;
const volatile u64 large = 1;
const volatile char prefix[TASK_COMM_LEN] = "java";
const volatile s16 floor_adj;

struct task_struct___mine {
	unsigned int flags;
} __attribute__((preserve_access_index));

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
	const struct mem_cgroup *memcg = bpf_core_cast(task->cgroups->subsys[memory_cgrp_id], struct mem_cgroup);
	struct task_struct___mine *mine = (void *)task;
	char comm[TASK_COMM_LEN];
	u64 sum = 0;
	int i;

	if (unlikely(mine->flags & PF_KTHREAD) || task->signal->oom_score_adj <= OOM_SCORE_ADJ_MIN || sum > SIZE_MAX)
		return BPF_EVAL_NEXT;
	bpf_for(i, 0, 4)
		sum = i * memcg->memory.usage.counter;
	bpf_repeat(3)
		sum = bpf_get_prandom_u32();
	memset(comm, 0, sizeof(comm));
	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	if (bpf_core_field_exists(struct mm_struct, rss_stat) && comm[0] == prefix[0] && sum > large && strict)
		return BPF_EVAL_SELECT;
	if (oc->constraint == CONSTRAINT_MEMCG && task->signal->oom_score_adj > floor_adj)
		return BPF_EVAL_SELECT;
	memcg = container_of(task->cgroups->subsys[memory_cgrp_id], struct mem_cgroup, css);
	return BPF_CORE_READ(memcg, memory.max) ? NO_BPF_POLICY : BPF_EVAL_NEXT;
}
`

/** The hook's constants in an enum of its own, as the patch's selftest has it, and includes inside of #if. */
const OWN_ENUM = `// SPDX-License-Identifier: GPL-2.0-only
#ifndef NO_HEADERS
#include "vmlinux.h"
#endif
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

enum { NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT, BPF_EVAL_SELECT };

char _license[] SEC("license") = "GPL";

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
	struct task_struct *parent = task->real_parent;

	return parent->mm == task->mm ? BPF_EVAL_NEXT : NO_BPF_POLICY;
}
`

/** A policy, the options of its export, and the name of its golden file. */
export const EXPORT_SAMPLES: readonly { name: string; text: string; options: Partial<ExportOptions> }[] = [
  {
    name: 'documentation',
    text: DOCUMENTATION,
    options: {
      title: 'One process by its number',
      link: 'https://example.org/#1.abc',
      parameters: { target_pid: '77' },
    },
  },
  { name: 'collisions', text: COLLISIONS, options: { title: 'Names */ that\ncollide' } },
  {
    name: 'completion',
    text: COMPLETION,
    options: {
      parameters: { strict: '1', large: '18446744073709551615', prefix: 'a"b\\?', floor_adj: '-32768', unknown: '3' },
    },
  },
  { name: 'own-enum', text: OWN_ENUM, options: {} },
]
