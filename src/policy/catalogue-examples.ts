// For every diagnostic code a program that is free of it and one that has it, and nothing else. A test compiles them all.

/** Two C policies. `kernel` names the kernel where the default, 6.12, would not show it; `besides` what cannot come without other codes. */
export interface Example {
  accepted: string
  refused: string
  kernel?: '6.1' | '7.3'
  besides?: readonly string[]
}

const HEADERS = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

`
const LICENCE = `char LICENSE[] SEC("license") = "GPL";

`

/** A whole policy: declarations, then the verdict program with the statements in its body. */
const verdict = (body: string, before = ''): string =>
  `${HEADERS}${LICENCE}${before === '' ? '' : `${before}\n\n`}SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(policy, struct task_struct *task, struct oom_control *oc)
{
${indent(body)}
}
`

/** A whole policy with only the name program. */
const naming = (body: string, before = ''): string =>
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

const NEXT = 'return BPF_EVAL_NEXT;'

/** Statements that are fine, and statements that are not. */
const bodies = (accepted: string, refused: string, before = ''): Example => ({
  accepted: verdict(`${accepted}\n${NEXT}`, before),
  refused: verdict(`${refused}\n${NEXT}`, before),
})

/** Declarations that are fine, and declarations that are not. */
const declarations = (accepted: string, refused: string): Example => ({
  accepted: verdict(NEXT, accepted),
  refused: verdict(NEXT, refused),
})

/** A policy that declares the kernel's structs itself. */
const ownDeclarations = (attribute: string): string =>
  verdict('return task->pid == 7 ? 3 : 2;', `struct task_struct {\n\tint pid;\n}${attribute};`).replace(
    /#include "vmlinux.h"\n/,
    '',
  )

const PRIORITIES = `struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u64);
	__type(value, int);
} priorities SEC(".maps");`

const POINTS = 'struct point { int x; int y; };'
const PAIR = 'static int twice(int x)\n{\n\treturn 2 * x;\n}'

const nested = (depth: number): string => `long x = ${'('.repeat(depth)}1${')'.repeat(depth)};\nif (x > 2)\n\t${NEXT}`

const chain = (length: number): string =>
  Array.from({ length }, (_, i) =>
    i === 0
      ? 'static __noinline int f0(int x)\n{\n\treturn x;\n}'
      : `static __noinline int f${i}(int x)\n{\n\treturn f${i - 1}(x) + 1;\n}`,
  ).join('\n\n')

const LEXICAL = {
  'unexpected-character': bodies('int x = 1;\nif (x)\n\treturn 2;', 'int x = 1;\nif (x) §\n\treturn 2;'),
  'unterminated-string': bodies('bpf_printk("hello");', 'bpf_printk("hello\n);'),
  'unterminated-comment': {
    accepted: `${verdict(NEXT)}/* the end */\n`,
    refused: `${verdict(NEXT)}/* the end\n`,
  },
  'literal-prefix': bodies('bpf_printk("hello");', 'bpf_printk(L"hello");'),
  'bad-escape': bodies('bpf_printk("a\\n");', 'bpf_printk("a\\q");'),
  'bad-character': bodies("if (task->comm[0] == 'j')\n\treturn 3;", "if (task->comm[0] == '')\n\treturn 3;"),
  'bad-number': bodies('if (task->pid == 0x1f)\n\treturn 3;', 'if (task->pid == 0x1g)\n\treturn 3;'),
  'number-too-large': bodies(
    'if (task->start_time == 18446744073709551615UL)\n\treturn 3;',
    'if (task->start_time == 18446744073709551616UL)\n\treturn 3;',
  ),
} satisfies Record<string, Example>

const PREPROCESSOR = {
  'unknown-header': declarations('#include <linux/types.h>', '#include <sys/socket.h>'),
  'own-header': declarations('#include <bpf/bpf_helpers.h>', '#include "my_policy.h"'),
  'unknown-directive': declarations('#define LIMIT 3', '#defin LIMIT 3'),
  'bad-directive': declarations('#define LIMIT 3', '#define'),
  'line-directive': declarations('#define LINE 7', '#line 7'),
  'preprocessor-error': declarations('#ifndef NULL\n#error "no NULL"\n#endif', '#ifdef NULL\n#error "a NULL"\n#endif'),
  'preprocessor-warning': declarations('#define LIMIT 3', '#warning "old"'),
  'bad-condition': declarations('#if 1 + 1\n#endif', '#if 1 +\n#endif'),
  'unbalanced-conditional': declarations('#if 1\n#endif', '#if 1\n#endif\n#endif'),
  'macro-arguments': bodies(
    'if (BOTH(1, 2))\n\treturn 3;',
    'if (BOTH(1))\n\treturn 3;',
    '#define BOTH(a, b) ((a) && (b))',
  ),
  'macro-redefined': declarations('#define LIMIT 3', '#define LIMIT 3\n#define LIMIT 4'),
  'bad-paste': bodies(
    'int x1 = GLUE(1);\nif (x1)\n\treturn 3;',
    'int x1 = BAD(1);\nif (x1)\n\treturn 3;',
    '#define GLUE(n) 1##n\n#define BAD(n) +##n',
  ),
  'macro-too-large': {
    ...bodies(
      'bpf_printk(TEN);',
      'bpf_printk(MANY);',
      [
        '#define TEN "" "" "" "" "" "" "" "" "" ""',
        '#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN',
        '#define THOUSAND HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED',
        '#define TENS THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND THOUSAND',
        '#define HUNDREDS TENS TENS TENS TENS TENS TENS TENS TENS TENS TENS',
        '#define MANY HUNDREDS HUNDREDS HUNDREDS',
      ].join('\n'),
    ),
    besides: ['expected-token'],
  },
} satisfies Record<string, Example>

const SYNTAX = {
  'expected-token': bodies('int x = 1;\nif (x)\n\treturn 3;', 'int x = 1\nif (x)\n\treturn 3;'),
  'expected-expression': bodies('int x = 1 + 2;\nif (x)\n\treturn 3;', 'int x = 1 + ;\nif (x)\n\treturn 3;'),
  'expected-declaration': declarations('int limit;', '3;'),
  'expected-statement': bodies('if (task->pid)\n\treturn 3;', 'else\n\treturn 3;'),
  'unclosed-bracket': { accepted: verdict(NEXT), refused: verdict(NEXT).replace(/\}\n$/, '') },
  'stray-bracket': { accepted: verdict(NEXT), refused: `${verdict(NEXT)}}\n` },
  'unknown-type-name': declarations('u32 limit;', 'u33 limit;'),
  'missing-type': declarations('static int limit;', 'static limit;'),
  'conflicting-types': declarations('static int limit;', 'static extern int limit;'),
  'unknown-attribute': declarations('int limit __attribute__((unused));', 'int limit __attribute__((3));'),
  'bad-section': declarations('int limit SEC(".data");', 'int limit SEC(data);'),
  'nested-function': bodies('int x = 0;\nif (x)\n\treturn 3;', 'int f(int y)\n{\n\treturn y;\n}'),
  'too-deep': bodies(nested(50), nested(400)),
  'too-many-errors': {
    ...bodies('int x = 1;\nif (x)\n\treturn 3;', Array.from({ length: 120 }, (_, i) => `int x${i} = ;`).join('\n')),
    besides: ['expected-expression'],
  },
  'assignment-as-condition': bodies(
    'int x = task->pid;\nif (x == 1)\n\treturn 3;',
    'int x = task->pid;\nif (x = 1)\n\treturn 3;',
  ),
  'inline-assembly': bodies('barrier();', 'asm volatile("r0 = 1");'),
  'unsupported-syntax': bodies(
    'int x = 1;\nif (x)\n\treturn 3;',
    'int x = _Generic(1, int: 1, default: 2);\nif (x)\n\treturn 3;',
  ),
  'unsupported-macro': bodies('bpf_printk("x");', 'BPF_KPROBE(probe);'),
} satisfies Record<string, Example>

const MEANING = {
  undeclared: bodies(
    'if (task->pid == target_pid)\n\treturn 3;',
    'if (task->pid == target)\n\treturn 3;',
    'const volatile int target_pid = 1;',
  ),
  'unknown-helper': bodies(
    'u64 now = bpf_ktime_get_ns();\nif (now)\n\treturn 3;',
    'u64 now = bpf_ktime_get_millis();\nif (now)\n\treturn 3;',
  ),
  'helper-refused': bodies('bpf_printk("x");', 'bpf_send_signal(9);'),
  'helper-too-new': {
    ...bodies(
      'bpf_printk("x");',
      'bpf_rcu_read_lock();\nbpf_rcu_read_unlock();',
      'extern void bpf_rcu_read_lock(void) __ksym;\nextern void bpf_rcu_read_unlock(void) __ksym;',
    ),
    kernel: '6.1',
  },
  'libc-function': bodies(
    'int x = twice(1);\nif (x == 1)\n\treturn 3;',
    'int x = abs(1);\nif (x == 2)\n\treturn 3;',
    PAIR,
  ),
  'undefined-function': bodies(
    'if (twice(1) == 1)\n\treturn 3;',
    'if (thrice(1) == 1)\n\treturn 3;',
    `${PAIR}\n\nstatic int thrice(int x);`,
  ),
  redeclaration: declarations('int limit;', 'int limit;\nlong limit;'),
  'unknown-type': bodies(
    'struct point p = {};\nif (p.x)\n\treturn 3;',
    'struct pint p;\nif (task->pid)\n\treturn 3;',
    POINTS,
  ),
  'unknown-field': bodies('if (task->pid)\n\treturn 3;', 'if (task->pidd)\n\treturn 3;'),
  'missing-field': bodies(
    'if (bpf_core_type_exists(struct mm_rss_stat))\n\treturn 3;',
    'struct mm_rss_stat___old *old = (void *)task->mm;\nif (BPF_CORE_READ(old, count[0].counter))\n\treturn 3;',
    'struct mm_rss_stat___old {\n\tatomic_long_t count[4];\n} __attribute__((preserve_access_index));',
  ),
  'type-mismatch': bodies('int x = task->pid;\nif (x)\n\treturn 3;', 'int x = task;\nif (x)\n\treturn 3;'),
  'pointer-type': bodies(
    'struct mm_struct *mm = task->mm;\nif (mm)\n\treturn 3;',
    'struct mm_struct *mm = task->signal;\nif (mm)\n\treturn 3;',
  ),
  'discards-const': bodies(
    'const char *s = text;\nif (s)\n\treturn 3;',
    'char *s = text;\nif (s)\n\treturn 3;',
    'static const char text[] = "x";',
  ),
  'not-a-pointer': bodies('if (task->mm->total_vm)\n\treturn 3;', 'if (task->pid->x)\n\treturn 3;'),
  'not-a-struct': bodies('if (task->pid)\n\treturn 3;', 'int x = 1;\nif (x.y)\n\treturn 3;'),
  'not-assignable': bodies('int x;\nx = 3;\nif (x)\n\treturn 3;', 'int x = 1;\nx + 1 = 3;\nif (x)\n\treturn 3;'),
  'assign-to-const': bodies('limit = 3;', 'bound = 3;', 'int limit;\nconst volatile int bound = 2;'),
  'not-constant': declarations('int size = 3;', 'int other;\nint size = other;'),
  'address-in-initializer': declarations('int x;\nint y = 3;', 'int x;\nint *y = &x;'),
  initializer: declarations('int table[2] = { 1, 2 };', 'int table[2] = { 1, 2, 3 };'),
  'floating-point': bodies('long x = 1;\nif (x)\n\treturn 3;', 'long x = 1.5;\nif (x)\n\treturn 3;'),
  'bit-field': declarations('struct flags { unsigned int a; };', 'struct flags { unsigned int a : 3; };'),
  'struct-value': bodies(
    'struct point p = {};\nif (p.x)\n\treturn 3;',
    'struct point p = {};\nif (p)\n\treturn 3;',
    POINTS,
  ),
  vla: bodies(
    'int table[4] = {};\nif (table[0])\n\treturn 3;',
    'int n = task->pid;\nint table[n];\nif (task->pid)\n\treturn 3;',
  ),
  'too-large': declarations('int table[1024];', 'int table[1 << 30];'),
  'too-many-arguments': {
    accepted: verdict(NEXT, 'static int f(int a, int b, int c, int d, int e)\n{\n\treturn a + b + c + d + e;\n}'),
    refused: verdict(
      `if (f(1, 2, 3, 4, 5, 6))\n\treturn 3;\n${NEXT}`,
      'static int f(int a, int b, int c, int d, int e, int g)\n{\n\treturn a + b + c + d + e + g;\n}',
    ),
  },
  'argument-count': bodies('if (twice(1) == 1)\n\treturn 3;', 'if (twice(1, 2) == 1)\n\treturn 3;', PAIR),
  'function-pointer': bodies('if (twice(1) == 1)\n\treturn 3;', 'int (*f)(int) = twice;\nif (f)\n\treturn 3;', PAIR),
  'callback-signature': bodies(
    'long n = 0;\nbpf_loop(4, add, &n, 0);',
    'long n = 0;\nbpf_loop(4, one, &n, 0);',
    'static long add(u64 i, void *ctx)\n{\n\treturn 0;\n}\n\nstatic long one(u64 i)\n{\n\treturn 0;\n}',
  ),
  'return-value': { accepted: verdict(NEXT), refused: verdict('return;') },
  'missing-return': { accepted: verdict(NEXT), refused: verdict('if (task->pid == 1)\n\treturn BPF_EVAL_SELECT;') },
  'division-by-zero': bodies('if (oc->totalpages / 2)\n\treturn 3;', 'if (oc->totalpages / 0)\n\treturn 3;'),
  'invalid-shift': bodies('if (oc->totalpages << 3)\n\treturn 3;', 'if (oc->totalpages << 64)\n\treturn 3;'),
  'signed-division': bodies('if (oc->totalpages / 10)\n\treturn 3;', 'if (oc->chosen_points / task->pid)\n\treturn 3;'),
  'jump-outside': bodies('for (int i = 0; i < 4; i++)\n\tbreak;', 'break;'),
  'unknown-label': bodies('goto out;\nout:', 'goto away;\nout:'),
  'goto-into-block': bodies(
    'if (task->pid)\n\tgoto out;\nout:',
    'if (task->pid)\n\tgoto inside;\nif (task->tgid) {\ninside:\n\treturn 3;\n}',
  ),
  'case-in-block': bodies(
    'switch (task->pid) {\ncase 1:\n\treturn 3;\n}',
    'switch (task->pid) {\ncase 1: {\n\tcase 2:\n\treturn 3;\n}\n}',
  ),
  'duplicate-case': bodies(
    'switch (task->pid) {\ncase 1:\n\treturn 3;\n}',
    'switch (task->pid) {\ncase 1:\n\treturn 3;\ncase 1:\n\treturn 2;\n}',
  ),
  'unknown-section': {
    accepted: verdict(NEXT),
    refused: verdict(NEXT).replace('bpf_oom_evaluate_task")', 'bpf_oom_evaluate_tasks")'),
  },
  'program-arguments': {
    accepted: verdict(NEXT),
    refused: verdict(NEXT).replace(
      'struct task_struct *task, struct oom_control *oc',
      'struct oom_control *oc, struct task_struct *task',
    ),
  },
  'program-return': { accepted: verdict(NEXT), refused: verdict('').replace('int BPF_PROG', 'void BPF_PROG') },
  'no-program': { accepted: verdict(NEXT), refused: `${HEADERS}${LICENCE}int limit;\n` },
  'missing-license': { accepted: verdict(NEXT), refused: verdict(NEXT).replace(LICENCE, '') },
  'wrong-license': { accepted: verdict(NEXT), refused: verdict(NEXT).replace('"GPL"', '"Proprietary"') },
  'map-definition': declarations(PRIORITIES, PRIORITIES.replace('\t__type(key, u64);\n', '')),
  'map-kind': declarations(PRIORITIES, PRIORITIES.replace('TYPE_HASH', 'TYPE_QUEUE')),
  'percpu-map': declarations(PRIORITIES, PRIORITIES.replace('TYPE_HASH', 'TYPE_PERCPU_HASH')),
  'verdict-value': {
    accepted: verdict(NEXT, 'enum { NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT, BPF_EVAL_SELECT };'),
    refused: verdict(NEXT, 'enum { NO_BPF_POLICY, BPF_EVAL_NEXT, BPF_EVAL_ABORT, BPF_EVAL_SELECT };'),
  },
  'spelling-of-select': bodies(
    'if (task->pid == 7)\n\treturn BPF_EVAL_SELECT;',
    'if (task->pid == 7)\n\treturn BPF_EAVL_SELECT;',
  ),
  'core-macro': bodies('if (BPF_CORE_READ(task, mm, total_vm))\n\treturn 3;', 'if (BPF_CORE_READ(task))\n\treturn 3;'),
  'no-preserve-access-index': {
    accepted: ownDeclarations(' __attribute__((preserve_access_index))'),
    refused: ownDeclarations(''),
  },
  'format-string': bodies('bpf_printk("pid %d", task->pid);', 'bpf_printk("pid %d");'),
  'builtin-use': bodies(
    'char b[4];\n__builtin_memset(b, 0, sizeof(b));',
    'char b[4];\n__builtin_memset(b, 0, task->pid);',
  ),
  unsupported: declarations(
    'static int all(int a)\n{\n\treturn a;\n}',
    'static int all(int a, ...)\n{\n\treturn a;\n}',
  ),
} satisfies Record<string, Example>

const VERIFIER = {
  'memcmp-call': bodies(
    'char comm[16];\nbpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);\nif (bpf_strncmp(comm, 5, "java") == 0)\n\treturn 0;',
    'char comm[16];\nbpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);\nif (__builtin_memcmp(comm, "java", 5) == 0)\n\treturn 0;',
  ),
  'unbounded-loop': bodies(
    'struct task_struct *p = task;\nfor (int i = 0; i < 64 && p->pid != 1; i++)\n\tp = p->real_parent;\nif (p == oc->chosen)\n\treturn 3;',
    'struct task_struct *p = task;\nwhile (p->pid != 1)\n\tp = p->real_parent;\nif (p == oc->chosen)\n\treturn 3;',
  ),
  'program-too-large': bodies(
    'long sum = 0;\nunsigned int n = task->pid;\nif (n > 64)\n\tn = 64;\nfor (unsigned int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum)\n\treturn 3;',
    'long sum = 0;\nunsigned int n = task->pid;\nfor (unsigned int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum)\n\treturn 3;',
  ),
  'accumulated-test': bodies(
    'int i;\nseen = 0;\nbpf_for(i, 0, 64) {\n\tif (weights[i & 63])\n\t\tseen++;\n}\nif (seen > 3)\n\treturn 3;',
    'int i;\nint n = 0;\nbpf_for(i, 0, 64) {\n\tif (weights[i & 63])\n\t\tn++;\n}\nif (n > 3)\n\treturn 3;',
    'long weights[64];\nint seen;',
  ),
  'null-check': bodies(
    'u64 id = task->cgroups->dfl_cgrp->kn->id;\nint *v = bpf_map_lookup_elem(&priorities, &id);\nif (v && *v > 3)\n\treturn 3;',
    'u64 id = task->cgroups->dfl_cgrp->kn->id;\nint *v = bpf_map_lookup_elem(&priorities, &id);\nif (*v > 3)\n\treturn 3;',
    PRIORITIES,
  ),
  'null-arithmetic': bodies(
    'u64 id = 1;\nint *v = bpf_map_lookup_elem(&tables, &id);\nif (!v)\n\treturn 2;\nv = v + 1;\nif (*v)\n\treturn 3;',
    'u64 id = 1;\nint *v = bpf_map_lookup_elem(&tables, &id);\nv = v + 1;\nif (*v)\n\treturn 3;',
    'struct table { int values[4]; };\n\nstruct {\n\t__uint(type, BPF_MAP_TYPE_HASH);\n\t__uint(max_entries, 64);\n\t__type(key, u64);\n\t__type(value, struct table);\n} tables SEC(".maps");',
  ),
  'scalar-dereference': bodies(
    'const char *name = task->cgroups->dfl_cgrp->kn->name;\nchar first = 0;\nbpf_probe_read_kernel(&first, 1, name);\nif (first)\n\treturn 3;',
    'const char *name = task->cgroups->dfl_cgrp->kn->name;\nif (name[0])\n\treturn 3;',
  ),
  'kernel-write': bodies('if (oc->chosen_points > 7)\n\treturn 3;', 'oc->chosen_points = 7;'),
  'constant-write': bodies(
    'char text[] = "ab";\ntext[0] = 1;\nbpf_printk("%s", text);',
    '*(volatile char *)limits = 1;',
    'static const char limits[4] = { 1, 2, 3, 4 };',
  ),
  'variable-offset': bodies(
    "for (int i = 0; i < 8; i++)\n\tif (task->comm[i] == 'x')\n\t\treturn 3;",
    "int i = task->pid & 7;\nif (task->comm[i] == 'x')\n\treturn 3;",
  ),
  'flexible-array': bodies(
    'if (BPF_CORE_READ(task, cgroups, dfl_cgrp, ancestors[0], level))\n\treturn 3;',
    'if (task->cgroups->dfl_cgrp->ancestors[0]->level)\n\treturn 3;',
  ),
  'beyond-struct': bodies(
    'struct mem_cgroup *memcg = (struct mem_cgroup *)task->cgroups->subsys[memory_cgrp_id];\nif (BPF_CORE_READ(memcg, memory.usage.counter))\n\treturn 3;',
    'struct mem_cgroup *memcg = (struct mem_cgroup *)task->cgroups->subsys[memory_cgrp_id];\nif (memcg->memory.usage.counter)\n\treturn 3;',
  ),
  'array-index': bodies(
    'unsigned int i = task->pid;\nif (i < 8 && table[i])\n\treturn 3;',
    'unsigned int i = task->pid;\nif (table[i])\n\treturn 3;',
    'long table[8];',
  ),
  'wrong-argument': bodies(
    'int pid = task->pid;\nif (bpf_map_lookup_elem(&seen, &pid))\n\treturn 3;',
    'if (bpf_map_lookup_elem(&seen, &task->pid))\n\treturn 3;',
    PRIORITIES.replace('u64', 'int').replace('priorities', 'seen'),
  ),
  'constant-name': {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming('set_oom_policy_name(oc, "mine", 5);\nreturn 0;'),
  },
  'null-name': {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming('set_oom_policy_name(oc, NULL, 4);\nreturn 0;'),
  },
  'name-size': {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, 16);\nreturn 0;'),
  },
  'name-length': {
    accepted: naming('char name[] = "mine";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;'),
    refused: naming(
      'char name[] = "a_name_of_more_than_16";\n\nset_oom_policy_name(oc, name, sizeof(name));\nreturn 0;',
    ),
  },
  'entry-return': { accepted: naming('return 0;'), refused: naming('return 1;') },
  'verdict-range': bodies('if (task->pid == 7)\n\treturn 3;', 'if (task->pid == 7)\n\treturn 4;'),
  'pointer-return': { accepted: verdict(NEXT), refused: verdict('return (long)task;') },
  'unreleased-reference': bodies(
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nbpf_task_release(t);',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
  ),
  'uninitialised-read': bodies(
    'int x = 0;\nif (task->pid == 7)\n\tx = 3;\nif (x)\n\treturn x;',
    'int x;\nif (task->pid == 7)\n\tx = 3;\nif (x)\n\treturn x;',
  ),
  'released-object': bodies(
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nint pid = t->pid;\nbpf_task_release(t);\nif (pid == 7)\n\treturn 0;',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nbpf_task_release(t);\nif (t->pid == 7)\n\treturn 0;',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
  ),
  'not-begun': bodies(
    'bpf_rcu_read_lock();\nbpf_rcu_read_unlock();',
    'bpf_rcu_read_unlock();',
    'extern void bpf_rcu_read_lock(void) __ksym;\nextern void bpf_rcu_read_unlock(void) __ksym;',
  ),
  'callback-return': bodies(
    'bpf_loop(4, turn, NULL, 0);',
    'bpf_loop(4, back, NULL, 0);',
    'static long turn(u32 i, void *ctx)\n{\n\treturn i > 2;\n}\n\nstatic long back(u32 i, void *ctx)\n{\n\treturn -1;\n}',
  ),
  'modified-pointer': bodies(
    'u64 *size = bpf_task_storage_get(&sizes, task, NULL, 0);\nif (size)\n\treturn 0;',
    'u64 *size = bpf_task_storage_get(&sizes, (void *)task + 8, NULL, 0);\nif (size)\n\treturn 0;',
    'struct {\n\t__uint(type, BPF_MAP_TYPE_TASK_STORAGE);\n\t__uint(map_flags, BPF_F_NO_PREALLOC);\n\t__type(key, int);\n\t__type(value, u64);\n} sizes SEC(".maps");',
  ),
  'division-guard': bodies(
    'u64 n = task->pid;\nif (n && oc->totalpages / n)\n\treturn 3;',
    'u64 n = task->pid;\nif (!n && oc->totalpages / n)\n\treturn 3;',
  ),
  'stack-size': bodies(
    'char b[256];\nbpf_get_current_comm(b, sizeof(b));\nif (b[0])\n\treturn 3;',
    'char b[520];\nbpf_get_current_comm(b, sizeof(b));\nif (b[0])\n\treturn 3;',
  ),
  recursion: bodies(
    'if (down(task->pid))\n\treturn 3;',
    'if (around(task->pid))\n\treturn 3;',
    'static int down(int n)\n{\n\treturn n > 0;\n}\n\nstatic int around(int n)\n{\n\tif (n < 2)\n\t\treturn down(n);\n\treturn around(n - 1) + around(n - 2);\n}',
  ),
  'call-depth': {
    accepted: verdict(`if (f6(task->pid))\n\treturn 3;\n${NEXT}`, chain(7)),
    refused: verdict(`if (f8(task->pid))\n\treturn 3;\n${NEXT}`, chain(9)),
  },
} satisfies Record<string, Example>

/** Everything that a careful policy asks before it selects. */
const CAREFUL =
  'if (task->signal->oom_mm)\n\treturn NO_BPF_POLICY;\nif (task->signal->oom_score_adj == -1000)\n\treturn BPF_EVAL_NEXT;\n'

const ADVICE = {
  'last-select-wins': {
    accepted: verdict(`${CAREFUL}if (task->start_time > oc->chosen->start_time)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(`${CAREFUL}if (task->mm->total_vm > 1000)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
  },
  'selects-unkillable': {
    accepted: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(
      `if (task->signal->oom_mm)\n\treturn NO_BPF_POLICY;\nif (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`,
    ),
  },
  'selects-dying': {
    accepted: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(
      `if (task->signal->oom_score_adj == -1000)\n\treturn BPF_EVAL_NEXT;\nif (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`,
    ),
  },
  'unset-points': {
    accepted: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
    refused: verdict(`${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\nreturn NO_BPF_POLICY;`),
  },
  'nobody-chosen': {
    accepted: verdict('if (task->pid == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;'),
    refused: verdict(`if (task->pid == 7)\n\treturn BPF_EVAL_SELECT;\n${NEXT}`),
  },
  'endless-abort': {
    accepted: verdict('if (task->signal->oom_mm)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'),
    refused: verdict('if (oc->memcg)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'),
  },
  'cpu-cgroup': {
    accepted: verdict('if (task->cgroups->dfl_cgrp->kn->id == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;'),
    refused: verdict(
      'if (task->sched_task_group->css.cgroup->kn->id == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;',
    ),
  },
  'raw-counter': {
    accepted: verdict(
      's64 pages = task->mm->rss_stat[MM_ANONPAGES].count;\nif ((u64)(pages > 0 ? pages : 0) < 256)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;',
    ),
    refused: verdict(
      'u64 pages = task->mm->rss_stat[MM_ANONPAGES].count;\nif (pages < 256)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;',
    ),
  },
} satisfies Record<string, Example>

export const EXAMPLES: Readonly<Record<string, Example>> = {
  ...LEXICAL,
  ...PREPROCESSOR,
  ...SYNTAX,
  ...MEANING,
  ...VERIFIER,
  ...ADVICE,
}
