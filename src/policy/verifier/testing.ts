// For tests: whole policies around a few lines, and what the verifier's rules say about them.

import type { KernelVersion } from '../../kernel/versions.ts'
import { compilePolicy } from '../compile.ts'
import type { Diagnostic } from '../diagnostics.ts'

const PREAMBLE = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

long table[8];
int counter;

struct pair { int first; int second; };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, int);
} prio SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, u32);
	__type(value, struct pair);
} pairs SEC(".maps");

`

/** A policy with a verdict program of that body, in which `table`, `counter`, the maps `prio` and `pairs` can be used. */
export const policy = (body: string, before = ''): string =>
  `${PREAMBLE}${before}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(policy, struct task_struct *task, struct oom_control *oc)
{
${body}
	return BPF_EVAL_NEXT;
}
`

/** A policy with a name program of that body. */
export const naming = (body: string, before = ''): string =>
  `${PREAMBLE}${before}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
${body}
}
`

export const diagnose = (text: string, kernel: KernelVersion = '6.12'): readonly Diagnostic[] =>
  compilePolicy({ language: 'c', text }, kernel).diagnostics

/** Codes of errors and warnings, each once. */
export const problems = (text: string, kernel: KernelVersion = '6.12'): string[] => [
  ...new Set(diagnose(text, kernel).flatMap((d) => (d.severity === 'hint' ? [] : [d.code]))),
]

export const LOOKUP = 'u64 id = task->cgroups->dfl_cgrp->kn->id;\nint *v = bpf_map_lookup_elem(&prio, &id);\n'
