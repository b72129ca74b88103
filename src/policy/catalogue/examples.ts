// What the examples of rules are made of: whole policies in BPF C around the few lines that matter.

import type { Example } from './rule.ts'

export const HEADERS = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

`
export const LICENCE = `char LICENSE[] SEC("license") = "GPL";

`

/** A whole policy: declarations, then the verdict program with the statements in its body. */
export const verdict = (body: string, before = ''): string =>
  `${HEADERS}${LICENCE}${before === '' ? '' : `${before}\n\n`}SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(policy, struct task_struct *task, struct oom_control *oc)
{
${indent(body)}
}
`

/** A whole policy with only the name program. */
export const naming = (body: string, before = ''): string =>
  `${HEADERS}${LICENCE}${before === '' ? '' : `${before}\n\n`}SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_name, struct oom_control *oc)
{
${indent(body)}
}
`

const indent = (body: string): string =>
  body
    .split('\n')
    .map((line) => (line === '' || line.startsWith('#') ? line : `\t${line}`))
    .join('\n')

export const NEXT = 'return BPF_EVAL_NEXT;'

/** Statements that are fine, and statements that are not. */
export const bodies = (accepted: string, refused: string, before = ''): Example => ({
  accepted: verdict(`${accepted}\n${NEXT}`, before),
  refused: verdict(`${refused}\n${NEXT}`, before),
})

/** Declarations that are fine, and declarations that are not. */
export const declarations = (accepted: string, refused: string): Example => ({
  accepted: verdict(NEXT, accepted),
  refused: verdict(NEXT, refused),
})

/** A policy that declares the kernel's structs itself. */
export const ownDeclarations = (attribute: string): string =>
  verdict('return task->pid == 7 ? 3 : 2;', `struct task_struct {\n\tint pid;\n}${attribute};`).replace(
    /#include "vmlinux.h"\n/,
    '',
  )

export const PRIORITIES = `struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, int);
} priorities SEC(".maps");`

export const POINTS = 'struct point { int x; int y; };'
export const PAIR = 'static int twice(int x)\n{\n\treturn 2 * x;\n}'

/** Everything that a careful policy asks before it selects. */
export const CAREFUL =
  'if (task->signal->oom_mm)\n\treturn NO_BPF_POLICY;\nif (task->signal->oom_score_adj == -1000)\n\treturn BPF_EVAL_NEXT;\n'
