// For tests: programs that kernels accept, which must have no error, and programs that they refuse, with the code that must be reported.
// All of them were exported, compiled by clang and loaded into kernels 6.1 and 6.12 with the hook (the large array is refused by clang
// already); `since` says where only the newer one has what a program uses.

import { LOOKUP, naming, policy } from './testing.ts'

export interface Sample {
  name: string
  text: string
  /** Accepted from this kernel on only; older ones do not have what it uses. */
  since?: '6.12'
}

const accepted = (name: string, body: string, before = '', since?: '6.12'): Sample => ({
  name,
  text: policy(body, before),
  ...(since === undefined ? {} : { since }),
})

const ITERATOR =
  'extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;\nextern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;\nextern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;'
const RCU = 'extern void bpf_rcu_read_lock(void) __ksym;\nextern void bpf_rcu_read_unlock(void) __ksym;'

export const ACCEPTED: readonly Sample[] = [
  accepted('a NULL test that returns', `${LOOKUP}if (!v)\n\treturn 2;\nif (*v > 3)\n\treturn 3;`),
  accepted('a NULL test with ?:', `${LOOKUP}int p = v ? *v : 0;\nif (p > 3)\n\treturn 3;`),
  accepted('a NULL test with &&', `${LOOKUP}if (v && *v > 3)\n\treturn 3;`),
  accepted('a NULL test with ||', `${LOOKUP}if (!v || *v > 3)\n\treturn 3;`),
  accepted('a NULL test around a write', `${LOOKUP}if (v)\n\t*v += 1;`),
  accepted('a NULL test with == NULL', `${LOOKUP}if (v == NULL)\n\treturn 2;\n*v = 7;`),
  accepted('a NULL test of a copy', `${LOOKUP}int *w = v;\nif (!w)\n\treturn 2;\nif (*v)\n\treturn 3;`),
  accepted('a NULL test in a flag', `${LOOKUP}int have = 0;\nif (v)\n\thave = 1;\nif (have && *v)\n\treturn 3;`),
  accepted('a NULL test with goto', `${LOOKUP}if (!v)\n\tgoto out;\nif (*v > 3)\n\treturn 3;\nout:`),
  accepted(
    'a NULL test in a function',
    'if (prio_of(task) > 3)\n\treturn 3;',
    'static int prio_of(struct task_struct *task)\n{\n\tu64 id = task->cgroups->dfl_cgrp->kn->id;\n\tint *v = bpf_map_lookup_elem(&prio, &id);\n\n\treturn v ? *v : 0;\n}',
  ),
  accepted(
    'a lookup with a fallback',
    `${LOOKUP}if (!v) {\n\tid = 0;\n\tv = bpf_map_lookup_elem(&prio, &id);\n\tif (!v)\n\t\treturn 2;\n}\nif (*v > 3)\n\treturn 3;`,
  ),
  accepted(
    'a lookup in a loop',
    'struct task_struct *p = task;\nfor (int i = 0; i < 8; i++) {\n\tu64 id = p->pid;\n\tint *v = bpf_map_lookup_elem(&prio, &id);\n\n\tif (v && *v == 1)\n\t\treturn 3;\n\tp = p->real_parent;\n}',
  ),
  accepted(
    'a value of two members',
    'u32 key = 1;\nstruct pair *p = bpf_map_lookup_elem(&pairs, &key);\nif (!p)\n\treturn 2;\np->second++;\nif (p->first > p->second)\n\treturn 3;',
  ),
  accepted(
    'an update',
    `u64 id = task->pid;\nint value = 7;\nbpf_map_update_elem(&prio, &id, &value, BPF_ANY);\nbpf_map_delete_elem(&prio, &id);`,
  ),
  accepted(
    'a lookup by the address of a literal',
    'int *v = bpf_map_lookup_elem(&prio, &(u64){ task->pid });\nif (v && *v > 3)\n\treturn 3;',
  ),
  accepted('NULL kernel pointers', 'if (oc->chosen->mm->total_vm < task->mm->total_vm)\n\treturn 3;'),
  accepted(
    'a walk up the parents with a count',
    'struct task_struct *p = task;\nfor (int i = 0; i < 64; i++) {\n\tif (p->pid == 1)\n\t\treturn 3;\n\tp = p->real_parent;\n}',
  ),
  accepted(
    'a while loop with a count',
    'int n = 0;\nstruct task_struct *p = task;\nwhile (p->pid != 1 && n < 32) {\n\tp = p->real_parent;\n\tn++;\n}\nif (n > 3)\n\treturn 3;',
  ),
  accepted(
    'a do loop',
    'int i = 0;\nlong sum = 0;\ndo {\n\tsum += bpf_get_prandom_u32();\n} while (++i < 10);\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'a do loop with continue',
    "int i = 0;\nlong sum = 0;\ndo {\n\tif (task->comm[0] == 'x')\n\t\tcontinue;\n\tsum += bpf_get_prandom_u32();\n} while (++i < 3);\nif (sum > 3)\n\treturn 3;",
  ),
  accepted(
    'a while loop around an iterator',
    'struct bpf_iter_num it;\nint *i;\nlong sum = 0;\nbpf_iter_num_new(&it, 0, 5);\nwhile ((i = bpf_iter_num_next(&it)))\n\tsum += *i;\nbpf_iter_num_destroy(&it);\nif (sum > task->pid)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'an endless loop around an iterator',
    'struct bpf_iter_num it;\nlong sum = 0;\nbpf_iter_num_new(&it, 0, 5);\nfor (;;) {\n\tint *i = bpf_iter_num_next(&it);\n\n\tif (!i)\n\t\tbreak;\n\tsum += *i;\n}\nbpf_iter_num_destroy(&it);\nif (sum > task->pid)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'a loop that halves',
    'u64 n = oc->totalpages;\nint bits = 0;\nwhile (n) {\n\tn >>= 1;\n\tbits++;\n}\nif (bits > 20)\n\treturn 3;',
  ),
  accepted(
    'a loop with a clamped bound',
    'unsigned int n = task->pid;\nlong sum = 0;\nif (n > 16)\n\tn = 16;\nfor (unsigned int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'a loop with a bound that is not negative',
    'int n = task->pid;\nlong sum = 0;\nif (n < 0)\n\tn = 0;\nif (n > 64)\n\tn = 64;\nfor (int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'a loop with two bounds',
    'int n = task->pid;\nlong sum = 0;\nfor (int i = 0; i < n && i < 64; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'a loop with a masked bound',
    'unsigned int n = task->pid & 31;\nlong sum = 0;\nfor (unsigned int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'a loop bounded by a parameter',
    'long sum = 0;\nfor (int i = 0; i < turns; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
    'const volatile int turns = 16;',
  ),
  accepted(
    'a loop with break in the middle',
    'int i = 0;\nfor (;;) {\n\tif (i >= 20)\n\t\tbreak;\n\tif (task->comm[0] == i)\n\t\treturn 3;\n\ti++;\n}',
  ),
  accepted(
    'nested loops',
    'long sum = 0;\nfor (int i = 0; i < 20; i++)\n\tfor (int j = 0; j < 20; j++)\n\t\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'a loop of 3000 turns',
    'long sum = 0;\nfor (int i = 0; i < 3000; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'a loop that counts down',
    'long sum = 0;\nfor (int i = 30; i > 0; i--)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  accepted(
    'bpf_loop',
    'long n = 0;\nbpf_loop(100, add, &n, 0);\nif (n > task->pid)\n\treturn 3;',
    'static long add(u32 i, void *ctx)\n{\n\t*(long *)ctx += i;\n\treturn 0;\n}',
  ),
  accepted(
    'bpf_for',
    'int i;\nlong sum = 0;\nbpf_for(i, 0, 1000)\n\tsum += i;\nif (sum > task->pid)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a count against a field',
    'int i;\nint n = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7])\n\t\tn++;\n}\nif (n == task->pid)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a count that ends it',
    'int i;\nint n = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7])\n\t\tn++;\n\tif (n > 3)\n\t\tbreak;\n}\nif (task->pid == 1)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a count that stops',
    'int i;\nint n = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7] && n < 10)\n\t\tn++;\n}\nif (n > 3)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a masked count',
    'int i;\nint n = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7])\n\t\tn = (n + 1) & 15;\n}\nif (n > 3)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a sum of unknown numbers',
    'int i;\nlong sum = 0;\nbpf_for(i, 0, 8)\n\tsum += table[i & 7];\nif (sum > 100)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with the largest number',
    'int i;\nlong best = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7] > best)\n\t\tbest = table[i & 7];\n}\nif (best > 100)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a count in a global',
    'int i;\ncounter = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7])\n\t\tcounter++;\n}\nif (counter > 3)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a mark',
    'int i;\nint found = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7] == task->pid)\n\t\tfound = 1;\n}\nif (found)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'bpf_for with a count that is kept',
    'int i;\nint n = 0;\nbpf_for(i, 0, 8) {\n\tif (table[i & 7])\n\t\tn++;\n}\ncounter = n;',
    '',
    '6.12',
  ),
  accepted('bpf_for into an array', 'int i;\nbpf_for(i, 0, 8)\n\ttable[i] = i;', '', '6.12'),
  accepted(
    'bpf_repeat',
    'long sum = 0;\nbpf_repeat(100)\n\tsum += bpf_get_prandom_u32();\nif (sum > task->pid)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted('an index below a constant', 'unsigned int i = task->pid;\nif (i < 8 && table[i])\n\treturn 3;'),
  accepted('an index between two constants', 'int i = task->pid;\nif (i >= 0 && i < 8)\n\ttable[i]++;'),
  accepted('a masked index', 'if (table[task->pid & 7])\n\treturn 3;'),
  accepted('an index that is left early', 'unsigned int i = task->pid;\nif (i >= 8)\n\treturn 2;\ntable[i] = 1;'),
  accepted('an index in a loop', 'for (int i = 0; i < 8; i++)\n\ttable[i] = i;'),
  accepted(
    'an index that moves with the turns',
    'int j = 0;\nfor (int i = 0; i < 8; i++) {\n\ttable[j] = i;\n\tif (task->comm[i])\n\t\tj++;\n}',
  ),
  accepted(
    'an index from a switch',
    'int i = 0;\nswitch (task->pid) {\ncase 1:\n\ti = 3;\n\tbreak;\ncase 2:\n\ti = 7;\n\tbreak;\ndefault:\n\ti = 1;\n}\ntable[i] = 1;',
  ),
  accepted('an unsigned cast as a bound', 'int i = task->pid;\nif ((unsigned int)i < 8)\n\ttable[i]++;'),
  accepted(
    'an array on the stack',
    'char b[16] = {};\nfor (int i = 0; i < 16; i++)\n\tb[i] = task->comm[i];\nif (b[3] == b[4])\n\treturn 3;',
  ),
  accepted('a masked index on the stack', 'char b[16] = {};\nb[task->pid & 15] = 1;\nif (b[3])\n\treturn 3;'),
  accepted(
    'a table of constants',
    'if (weights[task->pid & 3] > 3)\n\treturn 3;',
    'static const int weights[4] = { 1, 2, 3, 4 };',
  ),
  accepted(
    'the name of a task',
    'char comm[16];\nbpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);\nif (bpf_strncmp(comm, 4, "java") == 0)\n\treturn 3;',
  ),
  accepted('letters of the name', "if (task->comm[0] == 'j' && task->comm[1] == 'a')\n\treturn 3;"),
  accepted(
    'probe reads through a cast',
    'struct mem_cgroup *memcg = (struct mem_cgroup *)task->cgroups->subsys[memory_cgrp_id];\nif (BPF_CORE_READ(memcg, memory.usage.counter) > 100)\n\treturn 3;',
  ),
  accepted(
    'the ancestors of a cgroup',
    'if (BPF_CORE_READ(task, cgroups, dfl_cgrp, ancestors[1], kn, id) == 7)\n\treturn 3;',
  ),
  accepted(
    'a member as the key, copied',
    'int pid = task->pid;\nu64 key = pid;\nif (bpf_map_lookup_elem(&prio, &key))\n\treturn 3;',
  ),
  accepted('any number as the verdict', 'return task->pid * 100 - 7;'),
  accepted(
    'the current task',
    'struct task_struct *current = bpf_get_current_task_btf();\nif (current->tgid == task->tgid)\n\treturn 3;',
  ),
  accepted('a global that counts', 'if (counter++ > 3)\n\treturn 3;'),
  accepted('a global bound that the program sets', 'counter = 4;\nfor (int i = 0; i < counter; i++)\n\ttable[i] = 1;'),
  accepted(
    'a bound in a static that nothing writes',
    'for (int i = 0; i < limit; i++)\n\ttable[i] = 1;',
    'static int limit = 8;',
  ),
  accepted(
    'a pointer that walks an array to its end',
    'long sum = 0;\nfor (long *p = table; p < table + 8; p++)\n\tsum += *p;\nif (sum)\n\treturn 3;',
  ),
  accepted(
    'a callback that fills an array',
    'bpf_loop(8, fill, NULL, 0);\nif (table[3] > 3)\n\treturn 3;',
    'static long fill(u32 i, void *ctx)\n{\n\tif (i < 8)\n\t\ttable[i] = i;\n\treturn 0;\n}',
  ),
  accepted(
    'a walk over a map',
    'struct pair sum = {};\nbpf_for_each_map_elem(&prio, each, &sum, 0);\nif (sum.first > 10)\n\treturn 3;',
    'static long each(struct bpf_map *map, const void *key, void *value, void *ctx)\n{\n\tstruct pair *sum = ctx;\n\n\tsum->first += *(int *)value;\n\treturn 0;\n}',
  ),
  accepted(
    'an index that is the place of the best so far',
    'long best = 0;\nint at = 0;\nfor (int i = 0; i < 8; i++) {\n\tif (table[i] > best) {\n\t\tbest = table[i];\n\t\tat = i;\n\t}\n}\ntable[at] = 0;',
  ),
  accepted('an index that a shift bounds', 'u8 i = task->pid;\ntable[i >> 5]++;'),
  accepted(
    'a function that gives its result through a pointer',
    'int x;\nif (positive(task, &x) && x > 2)\n\treturn 3;',
    'static __always_inline bool positive(struct task_struct *t, int *out)\n{\n\tif (t->pid < 3)\n\t\treturn false;\n\t*out = t->pid;\n\treturn true;\n}',
  ),
  accepted(
    'a struct on the stack',
    'struct pair p = { .first = task->pid };\np.second = p.first + 1;\nif (p.second == 7)\n\treturn 3;',
  ),
  accepted(
    'a released task',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nint pid = t->pid;\nbpf_task_release(t);\nif (pid == 1)\n\treturn 3;',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
    '6.12',
  ),
  accepted(
    'bpf_core_cast',
    'const struct mem_cgroup *memcg = bpf_core_cast(task->cgroups->subsys[memory_cgrp_id], struct mem_cgroup);\nif (memcg->memory.usage.counter > 100)\n\treturn 3;',
    '',
    '6.12',
  ),
  accepted(
    'an iterator that is begun and ended',
    'struct bpf_iter_num it;\nint *i;\nbpf_iter_num_new(&it, 0, 8);\nwhile ((i = bpf_iter_num_next(&it))) {\n\tif (*i == task->pid)\n\t\tcounter++;\n}\nbpf_iter_num_destroy(&it);',
    ITERATOR,
    '6.12',
  ),
  accepted(
    'an RCU section',
    'bpf_rcu_read_lock();\ncounter = task->real_parent->pid;\nbpf_rcu_read_unlock();',
    RCU,
    '6.12',
  ),
  accepted(
    'a callback that stops at once',
    'bpf_loop(8, fill, NULL, 0);',
    'static long fill(u32 i, void *ctx)\n{\n\tcounter += i;\n\treturn 1;\n}',
  ),
  accepted(
    'six parameters that are never passed',
    'counter = sum(1, 2, 3, 4, 5, task->pid);',
    'static __always_inline u64 sum(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)\n{\n\treturn a + b + c + d + e + f;\n}',
  ),
  accepted('the length of a literal', 'if (task->pid == __builtin_strlen("java"))\n\treturn 3;'),
  {
    name: 'a name on the stack',
    text: naming('\tchar name[] = "mine";\n\n\tset_oom_policy_name(oc, name, sizeof(name));\n\treturn 0;'),
  },
  {
    name: 'a name in a global',
    text: naming('\tset_oom_policy_name(oc, text, sizeof(text));\n\treturn 0;', 'char text[8] = "mine";'),
  },
]

export interface Refused extends Sample {
  code: string
}

const refused = (code: string, name: string, body: string, before = '', since?: '6.12'): Refused => ({
  ...accepted(name, body, before, since),
  code,
})

export const REFUSED: readonly Refused[] = [
  refused('null-check', 'a read without a test', `${LOOKUP}if (*v > 3)\n\treturn 3;`),
  refused('null-check', 'a write without a test', `${LOOKUP}*v = 3;`),
  refused(
    'null-check',
    'a test of the wrong pointer',
    `${LOOKUP}int *w = bpf_map_lookup_elem(&prio, &id);\nif (v && *w > 3)\n\treturn 3;`,
  ),
  refused(
    'null-check',
    'a test on one path only',
    `${LOOKUP}if (task->pid == 7 && !v)\n\treturn 2;\nif (*v > 3)\n\treturn 3;`,
  ),
  refused(
    'null-check',
    'a new lookup after the test',
    `${LOOKUP}if (!v)\n\treturn 2;\nid++;\nv = bpf_map_lookup_elem(&prio, &id);\nif (*v > 3)\n\treturn 3;`,
  ),
  refused(
    'null-check',
    'a member without a test',
    'u32 key = task->pid;\nstruct pair *p = bpf_map_lookup_elem(&pairs, &key);\nif (p->second > 3)\n\treturn 3;',
  ),
  refused(
    'null-check',
    'a task that may not exist',
    'struct task_struct *t = bpf_task_from_pid(1);\nint pid = t->pid;\nbpf_task_release(t);\nif (pid == 1)\n\treturn 3;',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
    '6.12',
  ),
  refused(
    'unbounded-loop',
    'a walk up the parents',
    'struct task_struct *p = task;\nwhile (p->pid != 1)\n\tp = p->real_parent;\nif (p == oc->chosen)\n\treturn 3;',
  ),
  refused(
    'unbounded-loop',
    'a loop that may not move',
    'int i = 0;\nwhile (i < 10) {\n\tif (bpf_get_prandom_u32() & 1)\n\t\ti++;\n}\nif (i == 10)\n\treturn 3;',
  ),
  refused(
    'program-too-large',
    'a loop bounded by a field',
    'long sum = 0;\nint n = task->pid;\nfor (int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum)\n\treturn 3;',
  ),
  refused(
    'program-too-large',
    'a loop with a bound that may be negative',
    'long sum = 0;\nint n = task->pid;\nif (n > 64)\n\tn = 64;\nfor (int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum > 3)\n\treturn 3;',
  ),
  refused(
    'program-too-large',
    'a loop of a million turns',
    'long sum = 0;\nfor (int i = 0; i < 1000000; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum)\n\treturn 3;',
  ),
  refused(
    'accumulated-test',
    'a count in bpf_for',
    'int i;\nint n = 0;\nbpf_for(i, 0, 64) {\n\tif (table[i & 7])\n\t\tn++;\n}\nif (n > 3)\n\treturn 3;',
    '',
    '6.12',
  ),
  refused(
    'accumulated-test',
    'a walk up the parents that counts',
    'int i;\nint depth = 0;\nstruct task_struct *p = task;\nbpf_for(i, 0, 16) {\n\tif (p->pid == 1)\n\t\tbreak;\n\tp = p->real_parent;\n\tdepth++;\n}\nif (depth > 3)\n\treturn 3;',
    '',
    '6.12',
  ),
  refused(
    'accumulated-test',
    'a count in an iterator',
    'struct bpf_iter_num it;\nint *i;\nint n = 0;\nbpf_iter_num_new(&it, 0, 64);\nwhile ((i = bpf_iter_num_next(&it))) {\n\tif (table[*i & 7])\n\t\tn++;\n}\nbpf_iter_num_destroy(&it);\nif (n > 3)\n\treturn 3;',
    ITERATOR,
    '6.12',
  ),
  refused('array-index', 'an index without a bound', 'unsigned int i = task->pid;\nif (table[i])\n\treturn 3;'),
  refused('array-index', 'an index that may be negative', 'int i = task->pid;\nif (i < 8)\n\ttable[i]++;'),
  refused('array-index', 'a bound that is too high', 'unsigned int i = task->pid;\nif (i < 4096)\n\ttable[i] = 1;'),
  refused('array-index', 'an index after the loop', 'unsigned int i = task->pid;\nif (i > 8000)\n\ttable[i] = 1;'),
  refused('array-index', 'a remainder', 'unsigned int i = task->pid;\ntable[i % 6] = 1;'),
  refused('kernel-write', 'a write to a task', 'task->pid = 1;'),
  refused('kernel-write', 'a write to oc', 'oc->chosen_points = 1000;'),
  refused('kernel-write', 'a write far away', 'task->signal->oom_score_adj = 0;'),
  refused(
    'scalar-dereference',
    'bytes behind a pointer to char',
    "if (task->cgroups->dfl_cgrp->kn->name[0] == 'x')\n\treturn 3;",
  ),
  refused(
    'scalar-dereference',
    'a task kept in a global',
    'if (last && last->pid == task->pid)\n\treturn 3;\nlast = task;',
    'struct task_struct *last;',
  ),
  refused('scalar-dereference', 'a number as an address', 'int *p = (int *)(long)task->pid;\nif (*p)\n\treturn 3;'),
  refused(
    'scalar-dereference',
    'a pointer from a probe read',
    'struct task_struct *p = BPF_CORE_READ(task, real_parent);\nif (p->pid == 1)\n\treturn 3;',
  ),
  refused(
    'beyond-struct',
    'a css as a memcg',
    'struct mem_cgroup *memcg = (struct mem_cgroup *)task->cgroups->subsys[memory_cgrp_id];\nif (memcg->memory.usage.counter)\n\treturn 3;',
  ),
  refused('flexible-array', 'an ancestor', 'if (task->cgroups->dfl_cgrp->ancestors[0]->level)\n\treturn 3;'),
  refused('variable-offset', 'a masked index into comm', "if (task->comm[oc->order & 7] == 'x')\n\treturn 3;"),
  refused('wrong-argument', 'a key in the kernel', 'if (bpf_map_lookup_elem(&prio, &task->start_time))\n\treturn 3;'),
  refused(
    'wrong-argument',
    'a string that is not constant',
    'char comm[16] = {};\nchar other[16] = "java";\nbpf_get_current_comm(comm, sizeof(comm));\nother[1] = comm[1];\nif (bpf_strncmp(comm, 4, other) == 0)\n\treturn 3;',
  ),
  refused(
    'wrong-argument',
    'a task that is not trusted',
    'struct task_struct *t = bpf_task_acquire(task);\nif (t)\n\tbpf_task_release(t);',
    'extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
    '6.12',
  ),
  refused(
    'unreleased-reference',
    'a task that is kept',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nif (t->pid == 1)\n\treturn 3;\nbpf_task_release(t);',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
    '6.12',
  ),
  refused(
    'unreleased-reference',
    'an iterator that is not ended',
    'struct bpf_iter_num it;\nint *i;\nbpf_iter_num_new(&it, 0, 8);\nwhile ((i = bpf_iter_num_next(&it)))\n\tcounter += *i;',
    ITERATOR,
    '6.12',
  ),
  refused(
    'unreleased-reference',
    'a return out of an iterator',
    'struct bpf_iter_num it;\nint *i;\nbpf_iter_num_new(&it, 0, 8);\nwhile ((i = bpf_iter_num_next(&it))) {\n\tif (*i == task->pid)\n\t\treturn 3;\n}\nbpf_iter_num_destroy(&it);',
    ITERATOR,
    '6.12',
  ),
  refused(
    'not-begun',
    'an iterator that is not begun',
    'struct bpf_iter_num it;\nint *i = bpf_iter_num_next(&it);\nif (i)\n\tcounter++;',
    ITERATOR,
    '6.12',
  ),
  refused(
    'null-check',
    'the number of an iterator that may be at its end',
    'struct bpf_iter_num it;\nbpf_iter_num_new(&it, 0, 8);\ncounter = *bpf_iter_num_next(&it);\nbpf_iter_num_destroy(&it);',
    ITERATOR,
    '6.12',
  ),
  refused(
    'unreleased-reference',
    'an RCU section without an end',
    'bpf_rcu_read_lock();\ncounter = task->real_parent->pid;',
    RCU,
    '6.12',
  ),
  refused('not-begun', 'the end of an RCU section', 'bpf_rcu_read_unlock();', RCU, '6.12'),
  refused(
    'released-object',
    'a task after its release',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nbpf_task_release(t);\ncounter = t->pid;',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
    '6.12',
  ),
  refused(
    'released-object',
    'a second release',
    'struct task_struct *t = bpf_task_from_pid(1);\nif (!t)\n\treturn 2;\nbpf_task_release(t);\nbpf_task_release(t);',
    'extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym;\nextern void bpf_task_release(struct task_struct *p) __ksym;',
    '6.12',
  ),
  refused(
    'callback-return',
    'a callback that returns 2',
    'bpf_loop(8, fill, NULL, 0);',
    'static long fill(u32 i, void *ctx)\n{\n\tcounter += i;\n\treturn 2;\n}',
  ),
  refused('beyond-struct', 'the task behind a task', 'if ((task + 1)->pid == 7)\n\treturn 3;'),
  refused('beyond-struct', 'the task before a task', 'if ((task - 1)->pid == 7)\n\treturn 3;'),
  refused(
    'modified-pointer',
    'a part of a task as a task',
    'u64 *size = bpf_task_storage_get(&kept, (void *)task + 8, NULL, 0);\nif (size)\n\treturn 3;',
    'struct {\n\t__uint(type, BPF_MAP_TYPE_TASK_STORAGE);\n\t__uint(map_flags, BPF_F_NO_PREALLOC);\n\t__type(key, int);\n\t__type(value, u64);\n} kept SEC(".maps");',
  ),
  refused(
    'stack-size',
    'a large array',
    'char b[600];\nbpf_get_current_comm(b, sizeof(b));\nif (b[0] == b[599])\n\treturn 3;',
  ),
  { code: 'entry-return', name: 'a 1 from fentry', text: naming('\treturn 1;') },
  { code: 'entry-return', name: 'a number from fentry', text: naming('\treturn oc->order;') },
  {
    code: 'constant-name',
    name: 'a literal as the name',
    text: naming('\tset_oom_policy_name(oc, "mine", 5);\n\treturn 0;'),
  },
  {
    code: 'constant-name',
    name: 'a constant as the name',
    text: naming('\tset_oom_policy_name(oc, text, sizeof(text));\n\treturn 0;', 'static const char text[] = "mine";'),
  },
  {
    code: 'wrong-argument',
    name: 'a task as oc',
    text: naming('\tchar name[] = "x";\n\n\tset_oom_policy_name((void *)oc->chosen, name, sizeof(name));\n\treturn 0;'),
  },
]
