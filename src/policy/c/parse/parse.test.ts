import { describe, expect, it } from 'vitest'
import { parseC } from './parse.ts'
import { showExpr, showItem, showStatement } from './testing-tree.ts'

/** The items of a policy as short text; the policy must be without errors. */
function items(text: string): string[] {
  const { value, diagnostics } = parseC(text, { kernel: '6.12' })
  expect(diagnostics).toEqual([])
  return value.items.map(showItem)
}

/** An expression in a function whose parameters are `a b c p`. */
function expr(text: string): string {
  const { value, diagnostics } = parseC(`int f(int a, int b, int c, struct s *p) { ${text}; }`, { kernel: '6.12' })
  expect(diagnostics).toEqual([])
  const [item] = value.items
  const statement = item?.kind === 'function' ? item.body.items[0] : undefined
  return statement?.kind === 'expr' && statement.expr ? showExpr(statement.expr) : 'not an expression'
}

function statements(text: string): string {
  const { value, diagnostics } = parseC(`int f(int a, int b) { ${text} }`, { kernel: '6.12' })
  expect(diagnostics).toEqual([])
  const [item] = value.items
  return item?.kind === 'function' ? item.body.items.map(showStatement).join(' ') : ''
}

describe('expressions', () => {
  it.each([
    ['a + b * c', '(a + (b * c))'],
    ['a - b - c', '((a - b) - c)'],
    ['a << 1 + b < c == a & b ^ c | a && b || c', '((((((((a << (1 + b)) < c) == a) & b) ^ c) | a) && b) || c)'],
    ['a = b += c', '(a = (b += c))'],
    ['a ? b : c ? 1 : 2', '(a ? b : (c ? 1 : 2))'],
    ['a ?: b', '(a ? : b)'],
    ['a, b, c', '(a, b, c)'],
    ['-a * !b + ~c', '(((-a) * (!b)) + (~c))'],
    ['*p++', '(*(p++))'],
    ['++*p--', '(++(*(p--)))'],
    ['&p->a[b].c', '(&p->a[b].c)'],
    ['f(a, (b, c))(1)', 'f(a, (b, c))(1)'],
    ['"a" "b"', '"ab"'],
    ["'x' + 0x10ul", '(120 + 16ul)'],
  ])('%s', (text, shown) => {
    expect(expr(text)).toBe(shown)
  })

  it('tells casts from parentheses by the names of types', () => {
    expect(expr('(u64)a * b')).toBe('(cast<u64>(a) * b)')
    expect(expr('(a) * b')).toBe('(a * b)')
    expect(expr('(struct s *)p')).toBe('cast<pointer to struct s>(p)')
    expect(expr('(unsigned long)-a')).toBe('cast<long unsigned>((-a))')
    expect(expr('(const char (*)[4])p')).toBe('cast<pointer to array 4 of const char>(p)')
    expect(expr('(int (*)(u32, void *))p')).toBe('cast<pointer to function(_: u32, _: pointer to void) to int>(p)')
  })

  it('lets a variable hide a type', () => {
    expect(statements('int u64 = 1; a = (u64) + b;')).toContain('(a = (u64 + b));')
  })

  it('reads sizeof, offsetof and typeof of types and values', () => {
    expect(expr('sizeof(struct s) + sizeof a + sizeof(a)')).toBe('((sizeof<struct s> + sizeof(a)) + sizeof(a))')
    expect(expr('offsetof(struct s, a.b[2])')).toBe('offsetof<struct s>.a.b[2]')
    expect(statements('typeof(a) x; __typeof__(int *) y; __auto_type z = a + 1;')).toBe(
      'x: typeof(a); y: typeof<pointer to int>; z: typeof((a + 1)) = (a + 1);',
    )
  })

  it('reads compound literals and statement expressions', () => {
    expect(expr('(struct s){ .a = 1, 2 }.b')).toBe('literal<struct s>{.a = 1, 2}.b')
    expect(expr('({ int x = a; x + 1; })')).toBe('({ x: int = a; (x + 1); })')
  })

  it('reads the core macros with their paths and types', () => {
    expect(expr('BPF_CORE_READ(p, mm, rss_stat[0].count)')).toBe('BPF_CORE_READ(p, mm, rss_stat[0].count)')
    expect(expr('bpf_core_type_exists(struct s___new)')).toBe('bpf_core_type_exists(<struct s___new>)')
    expect(expr('bpf_core_field_exists(p->mm)')).toBe('bpf_core_field_exists(p->mm)')
    expect(expr('bpf_core_enum_value_exists(enum e, A)')).toBe('bpf_core_enum_value_exists(<enum e>, A)')
    expect(expr('bpf_core_cast(p, struct s)->a')).toBe('bpf_core_cast(p, <struct s>)->a')
  })

  it('expands container_of and keeps bpf_printk a call', () => {
    expect(expr('container_of(p, struct t, m)->x')).toBe(
      'cast<pointer to struct t>((cast<pointer to char>(p) - offsetof<struct t>.m))->x',
    )
    expect(expr('bpf_printk("%d", a)')).toBe('bpf_printk("%d", a)')
  })

  it('knows the name of the function', () => {
    expect(expr('__func__')).toBe('"f"')
  })
})

describe('declarations', () => {
  it.each([
    ['int *a[3];', 'a: array 3 of pointer to int;'],
    ['int (*a)[3];', 'a: pointer to array 3 of int;'],
    ['int (*f)(int, char *);', 'f: pointer to function(_: int, _: pointer to char) to int;'],
    ['char *const *p, q[2][4];', 'p: pointer to const pointer to char; q: array 2 of array 4 of char;'],
    ['unsigned long long x;', 'x: long unsigned;'],
    ['const volatile int target_pid = 1, other;', 'target_pid: const volatile int = 1; other: const volatile int;'],
    ['static const char n[] = "x";', 'n: array ? of static const char = "x";'],
    ['int a[] = { [1] = 2, 3, };', 'a: array ? of int = {[1] = 2, 3};'],
    ['struct s v = { .a.b[0] = 1, c: 2 };', 'v: struct s = {.a.b[0] = 1, .c = 2};'],
    ['typedef unsigned int word; word w;', 'word: typedef int unsigned;|w: word;'],
    ['typedef unsigned long long u64; u64 x;', 'u64: typedef long unsigned;|x: u64;'],
    ['bool b; _Bool c;', 'b: bool;|c: _Bool;'],
    [
      'int f(void), g(), h(int a, ...);',
      'f: function() to int; g: function() to int; h: function(a: int, ...) to int;',
    ],
  ])('%s', (text, shown) => {
    expect(items(text).join('|')).toBe(shown)
  })

  it('reads structs, unions and enums', () => {
    expect(items('struct a { int x, *y; unsigned f : 3, : 5; struct { int z; }; union u *n; } v;')).toEqual([
      'v: struct a { x: int; y: pointer to int; f: unsigned bits 3; _: unsigned bits 5; struct { z: int }; n: pointer to union u };',
    ])
    expect(items('enum e { A, B = 3, C, };')).toEqual(['enum e { A, B = 3, C };'])
    expect(items('struct a; union b { int x; };')).toEqual(['struct a;', 'union b { x: int };'])
  })

  it('reads map definitions', () => {
    const text = 'struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u64); } prio SEC(".maps");'
    expect(items(text)).toEqual([
      'prio: struct { type: pointer to array BPF_MAP_TYPE_HASH of int; key: pointer to typeof<u64> } @section(.maps);',
    ])
  })

  it('gives SEC before a variable to the variable, not to the struct', () => {
    expect(items('struct { int x; } SEC(".maps") m;')).toEqual(['m: @section(.maps) struct { x: int };'])
  })

  it('reads attributes wherever they stand', () => {
    expect(items('struct s { int a; } __attribute__((preserve_access_index));')).toEqual([
      'struct s { a: int } @preserve_access_index;',
    ])
    expect(items('struct __attribute__((__packed__)) s { int a __attribute__((aligned(8))); };')).toEqual([
      'struct s { a: int @aligned(8) } @packed;',
    ])
    expect(items('extern int bpf_x(struct task_struct *t __arg_nullable) __ksym __weak;')).toEqual([
      'bpf_x: function(t: pointer to struct task_struct @arg_nullable) to extern int @ksym @weak;',
    ])
    expect(items('__attribute__((section("a"), used)) int x;')).toEqual(['x: @section(a) @used int;'])
    expect(items('static __always_inline int f(void) { return 1; }')).toEqual([
      'f: function() to @always_inline static inline int { return 1; }',
    ])
  })

  it('reads programs', () => {
    expect(items('SEC("fentry/x")\nint BPF_PROG(name, struct task_struct *task, int n) { return 0; }')).toEqual([
      'BPF_PROG name: function(task: pointer to struct task_struct, n: int) to @section(fentry/x) int { return 0; }',
    ])
    expect(items('SEC("fentry/x") int BPF_PROG(name) { return 0; }')).toEqual([
      'BPF_PROG name: function() to @section(fentry/x) int { return 0; }',
    ])
  })

  it('accepts static assertions and empty declarations', () => {
    expect(items('_Static_assert(sizeof(int) == 4, "int"); ; static_assert(1);')).toEqual([
      '_Static_assert',
      '_Static_assert',
    ])
  })
})

describe('statements', () => {
  it.each([
    ['if (a) b = 1; else if (b) a = 1; else { }', 'if a (b = 1); else if b (a = 1); else {  }'],
    ['while (a--) continue;', 'while (a--) continue;'],
    ['do a++; while (a < 3);', 'do (a++); while (a < 3);'],
    ['for (int i = 0; i < 3; i++) { break; }', 'for (i: int = 0; (i < 3); (i++)) { break; }'],
    ['for (;;) ;', 'for (; ; ) ;'],
    ['bpf_for(a, 0, 10) b++;', 'bpf_for(a, 0, 10) (b++);'],
    ['bpf_repeat(3) { b++; }', 'bpf_repeat(3) { (b++); }'],
    [
      'switch (a) { case 1: case 2 ... 4: b = 1; break; default: ; }',
      'switch a { case 1: case 2 ... 4: (b = 1); break; default: ; }',
    ],
    ['goto out; out: return a;', 'goto out; out: return a;'],
    ['switch (a) { case 1: int x = 1; default: }', 'switch a { case 1: ; x: int = 1; default: ; }'],
    ['barrier(); barrier_var(a); asm volatile("" ::: "memory");', '; asm("") ;'],
    ['return;', 'return;'],
    ['struct s x, *y = &x; int z;', 'x: struct s; y: pointer to struct s = (&x); z: int;'],
    ['__attribute__((unused)) int x;', 'x: @unused int;'],
  ])('%s', (text, shown) => {
    expect(statements(text)).toBe(shown)
  })
})

describe('whole policies', () => {
  it("reads the documentation's two programs in one file, without includes", () => {
    const { value, diagnostics } = parseC(
      `
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
    if (task->pid == target_pid)
        return BPF_EAVL_SELECT;
    return BPF_EVAL_NEXT;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_police_name_k, struct oom_control *oc)
{
    char name[] = "my_policy";
    set_oom_policy_name(oc, name, sizeof(name));
    return 0;
}
`,
      { kernel: '6.12' },
    )
    expect(diagnostics).toEqual([])
    expect(value.items.map((item) => (item.kind === 'function' ? item.declarator.name : item.kind))).toEqual([
      'bpf_oom_evaluate_task',
      'set_police_name_k',
    ])
  })

  it('accepts what policies are made of', () => {
    const text = `// SPDX-License-Identifier: GPL-2.0
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";
extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;

#define MAX_GROUPS 24 /* groups */
#define each_level(cg, i) for (int i = 0; i < 8 && (cg); i++)

struct group_state { __u64 seen; __s32 priority; bool protected; };

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_GROUPS);
	__type(key, __u64);
	__type(value, struct group_state);
} groups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, long);
} notes SEC(".maps");

const volatile u64 limits[2] = { 1ULL << 20, 2 }; // pages

struct mm_struct___old {
	struct { atomic_long_t count[4]; } rss_stat;
} __attribute__((preserve_access_index));

static long visit(u32 index, void *ctx)
{
	*(long *)ctx += index;
	return index > 10;
}

static __noinline unsigned long rss_of(struct task_struct *task)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	unsigned long pages = 0;

	if (!mm)
		return 0;
	if (bpf_core_field_exists(struct mm_struct___old, rss_stat.count))
		pages += BPF_CORE_READ((struct mm_struct___old *)mm, rss_stat.count[0].counter);
	else
		for (int i = 0; i < 4; ++i)
			pages += mm->rss_stat[i].count;
	return pages;
}

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
	u64 id = task->cgroups->dfl_cgrp->kn->id;
	struct group_state *state = bpf_map_lookup_elem(&groups, &id), fresh = {};
	long *note, n = 0;
	char comm[16];

	if (!state) {
		fresh.priority = (int)(id & 0xff);
		bpf_map_update_elem(&groups, &id, &fresh, BPF_ANY);
		return NO_BPF_POLICY;
	}
	__sync_fetch_and_add(&state->seen, 1);
	note = bpf_task_storage_get(&notes, task, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (note)
		++*note;
	bpf_loop(100, visit, &n, 0);
	bpf_probe_read_kernel_str(comm, sizeof(comm), task->comm);
	each_level(task->parent, level) {
		if (likely(task->flags & PF_KTHREAD))
			break;
	}
	bpf_printk("task %s: %lu pages", comm, rss_of(task));
	switch (state->priority) {
	case 0 ... 9:
		return state->protected ? BPF_EVAL_NEXT : BPF_EVAL_SELECT;
	case 'x':
	default:
		goto out;
	}
out:
	return oc->chosen && rss_of(task) <= rss_of(oc->chosen) ? BPF_EVAL_NEXT : BPF_EVAL_SELECT;
}
`
    expect(parseC(text, { kernel: '6.1' }).diagnostics).toEqual([])
  })

  it('gives comments, headers and macros of the author', () => {
    const { value } = parseC('#include "vmlinux.h"\n#define N 3 // three\nint x; /* y */', { kernel: '6.12' })
    expect(value.comments.map(({ text }) => text)).toEqual(['three', 'y'])
    expect(value.includes.map(({ name }) => name)).toEqual(['vmlinux.h'])
    expect(value.macros.map(({ name }) => name)).toEqual(['N'])
  })

  it('gives spans in the text as it was written', () => {
    const text = 'int f(int a) { return a + \\\r\n 1; }'
    const [item] = parseC(text, { kernel: '6.12' }).value.items
    const statement = item?.kind === 'function' ? item.body.items[0] : undefined
    const value = statement?.kind === 'return' ? statement.value : null
    expect(text.slice(value?.span.start, value?.span.end)).toBe('a + \\\r\n 1')
    expect(text.slice(item?.span.start, item?.span.end)).toBe(text)
  })
})
