import { describe, expect, it } from 'vitest'
import { codesOf, messagesOf, reported } from './testing-lower.ts'

/** Errors in one statement of `int f(int a, u64 *p, struct task_struct *t, char *s)`: its first message, or none. */
const messageIn = (statement: string): string | undefined =>
  messagesOf(`int f(int a, u64 *p, struct task_struct *t, char *s) {\n${statement}\nreturn 0; }`)[0]

describe('types', () => {
  it.each([
    [
      'int x = p;',
      'The variable is an int, but this is a u64 *. Follow the pointer with * or ->, or cast it if the address itself is meant.',
    ],
    [
      'u64 *q = a;',
      'The variable is a u64 *, but this is an int. Pass the address of a variable with &, or a pointer.',
    ],
    ['s = t;', 'The left side is a char *, but this is a struct task_struct *. If that is meant, cast it: (char *).'],
    ['*a = 1;', '* and -> follow a pointer, and this is int.'],
    ['a[3] = 1;', '[ ] needs an array or a pointer, and this is int.'],
    ['t.pid;', "This is a pointer (struct task_struct *): write -> instead of . to take the member 'pid'."],
    ['a.pid;', "'pid' cannot be taken from a value of type int, which is no struct."],
    ['t->pidd;', "struct task_struct has no member 'pidd'. Did you mean 'pid'?"],
    [
      'if (a > t) a = 1;',
      'This compares a pointer (struct task_struct *) with a number. Follow the pointer to what is to be compared, or cast the number to a pointer.',
    ],
    [
      'if (s == "java") a = 1;',
      '== compares the addresses of texts, not their letters. Copy the name into a char array and use bpf_strncmp(name, sizeof(name), "text") == 0.',
    ],
    [
      'void *v = p; *v;',
      'A void * cannot be followed: nothing says what it points to. Cast it to another pointer first.',
    ],
    ['5 = a;', 'The left side needs a variable, a member or an element; this is only a value.'],
    ['int v[3]; v = p;', 'An array cannot be assigned as a whole. Copy its elements, or use __builtin_memcpy().'],
    [
      'a = *t;',
      'A whole struct task_struct cannot be used as a value here. Use one of its members, or pass its address with &.',
    ],
    [
      'const int k = 3; k = 4;',
      'This is const and cannot be changed. Remove const from its declaration, or write to a copy.',
    ],
    [
      'int v[a];',
      'The length of an array must be known at compile time. Use a number, a #define or an enum constant, and stop the loop earlier instead.',
    ],
    [
      'struct unheard *u; u->x;',
      'The members of struct unheard are not known here: it is neither declared in this file nor among the kernel structs of the playground.',
    ],
    [
      'struct task_strut *u; u->pid;',
      "The members of struct task_strut are not known here: it is neither declared in this file nor among the kernel structs of the playground. Did you mean 'task_struct'?",
    ],
    [
      'double d = 1;',
      'BPF has no floating point. Count in whole numbers, for example thousandths: multiply before you divide.',
    ],
    [
      'a = 1.5 * a;',
      '1.5 is a floating-point number, and BPF has none. Count in whole numbers, for example thousandths.',
    ],
    ['t + p;', '+ cannot be applied to a pointer. Cast it to unsigned long if its number is meant.'],
  ])('%s', (statement, message) => {
    expect(messageIn(statement)).toBe(message)
  })
})

describe('arithmetic that the verifier or clang refuses', () => {
  it.each([
    ['a /= 0;', 'error division-by-zero', 'div by zero'],
    ['a = a % 0;', 'error division-by-zero', 'div by zero'],
    ['a <<= 32;', 'error invalid-shift', 'invalid shift 32'],
    ['a = a >> -1;', 'error invalid-shift', 'invalid shift -1'],
    [
      'a = a / 3;',
      'warning signed-division',
      'Unsupport signed division for DAG ... Please convert to unsigned div/mod (clang)',
    ],
  ])('%s', (statement, code, verifier) => {
    const [diagnostic] = reported(`void f(int a) { ${statement} }`)
    expect(`${diagnostic?.severity} ${diagnostic?.code}`).toBe(code)
    expect(diagnostic?.verifier).toBe(verifier)
  })

  it('accepts constants and unsigned divisions', () => {
    expect(codesOf('void f(int a, u64 b) { a = 7 / -2; b /= 10; b <<= 63; }')).toEqual([])
    expect(codesOf('void f(int a) { a /= 8; }')).toEqual(['1:17 warning signed-division'])
  })
})

describe('calls', () => {
  it.each([
    [
      'nothing_like_it(1);',
      "'nothing_like_it' is neither a function of this file nor a helper or kfunc that the playground knows.",
    ],
    [
      'bpf_map_lookup_elm(p, p);',
      "'bpf_map_lookup_elm' is neither a function of this file nor a helper or kfunc that the playground knows. Did you mean 'bpf_map_lookup_elem'?",
    ],
    ['bpf_map_lookup_elem(p);', 'bpf_map_lookup_elem() takes 2 arguments (map, key), and 1 is given.'],
    [
      'bpf_map_lookup_elem(p, a);',
      "The argument 'key' of bpf_map_lookup_elem() is a const void *, but this is an int. Pass the address of a variable with &, or a pointer.",
    ],
    [
      'printf("x");',
      '\'printf\' is a function of the C library, which the kernel does not have. Use bpf_printk("...", ...).',
    ],
    ['f(1, 2, 3, 4, 5, 6);', 'f() takes 4 arguments (a, p, t, s), and 6 are given.'],
    [
      'int (*g)(int) = (void *)p; g(1);',
      'BPF programs cannot call through a pointer. Call the function by its name, for example in the branches of an if.',
    ],
    ['a();', 'This is not a function and cannot be called.'],
    ['further();', "'further' is defined further down. Move it above this function, or write its prototype above."],
    ['bpf_printk(s);', 'The first argument of bpf_printk() must be a text in double quotes.'],
    ['bpf_printk("%d %d", a);', 'This text has 2 conversions (%d and the like), but 1 value is given.'],
    ['bpf_loop(3, a, 0, 0);', 'bpf_loop() needs the name of a function here.'],
    [
      'bpf_loop(3, f, 0, 0);',
      "bpf_loop() calls 'f' with 2 arguments: declare it as static long callback(u64 index, void *ctx).",
    ],
    ['__sync_fetch_and_add(s, 1);', '__sync_fetch_and_add() needs a pointer to an integer of 32 or 64 bits.'],
    [
      '__builtin_memcpy(s, s, a);',
      'The size for __builtin_memcpy() must be a constant of at most 65536. Copy byte by byte in a bounded loop instead.',
    ],
  ])('%s', (statement, message) => {
    const text = `int f(int a, u64 *p, struct task_struct *t, char *s) {\n${statement}\nreturn 0; }\nint further(void) { return 1; }`
    expect(messagesOf(text)[0]).toBe(message)
  })

  it('of helpers that the kernel of the scenario does not have say since when they exist', () => {
    const text = 'u64 f(struct task_struct *t) { struct cgroup *c = bpf_cgroup_from_id(1); return c ? 1 : 0; }'
    expect(codesOf(text)).toEqual([])
    expect(messagesOf(text, { kernel: '6.1' })).toEqual([
      'bpf_cgroup_from_id() came with Linux 6.4, and this machine runs 6.1. Choose a newer kernel, or do without it.',
    ])
    expect(codesOf('void f(void) { int i; bpf_for(i, 0, 3) ; }', { kernel: '6.1' })).toEqual([
      '1:23 error helper-too-new',
    ])
  })

  it('of helpers that such programs may not call give the reason', () => {
    const [diagnostic] = reported('void f(char *p) { bpf_send_signal(9); }')
    expect(diagnostic?.code).toBe('helper-refused')
    expect(diagnostic?.verifier).toBe('program of this type cannot use helper bpf_send_signal')
  })

  it('of a prototype without a body name the function', () => {
    expect(messagesOf('static int proto(int); int f(void) { return proto(1); }')).toEqual([
      "'proto' is declared, but it has no body and is no helper or kfunc that the playground knows.",
    ])
  })
})

describe('undeclared names', () => {
  it('are offered as a parameter, above the first function and its comment', () => {
    const text = `#include "vmlinux.h"

/* Kills one process. */
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(by_pid, struct task_struct *task) { return task->pid == target_pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT; }
`
    const [diagnostic] = reported(text)
    expect(diagnostic?.code).toBe('undeclared')
    const fix = diagnostic?.fixes?.at(-1)
    expect(fix?.title).toBe('Declare it as a parameter: const volatile int target_pid = 0;')
    const [edit] = fix?.edits ?? []
    const fixed = text.slice(0, edit?.span.start) + (edit?.text ?? '') + text.slice(edit?.span.end)
    expect(fixed.split('\n').slice(0, 5)).toEqual([
      '#include "vmlinux.h"',
      '',
      'const volatile int target_pid = 0;',
      '',
      '/* Kills one process. */',
    ])
    expect(codesOf(fixed)).toEqual([])
  })

  it('get the nearest known name', () => {
    const [diagnostic] = reported('int f(int total) { return totl; }')
    expect(diagnostic?.message).toContain("Did you mean 'total'?")
    expect(diagnostic?.fixes?.[0]?.title).toBe('Write total')
  })

  it('BPF_EAVL_SELECT is known, with a hint at the other spelling', () => {
    const [diagnostic] = reported('int f(void) { return BPF_EAVL_SELECT; }')
    expect([diagnostic?.severity, diagnostic?.code]).toEqual(['hint', 'spelling-of-select'])
    expect(diagnostic?.fixes?.[0]?.edits[0]?.text).toBe('BPF_EVAL_SELECT')
  })
})

describe('control flow', () => {
  it('reports functions that can end without a value', () => {
    expect(
      codesOf(`int a(int x) { if (x) return 1; }
int b(int x) { while (1) { if (x) return 1; } }
int c(int x) { switch (x) { case 1: return 1; default: return 2; } }
int d(int x) { switch (x) { case 1: return 1; default: break; } }
int e(int x) { out: if (x--) goto out; else return 1; }
int f(int x) { do { return 1; } while (x); }
int g(int x) { do { if (x) continue; return 1; } while (x); }
void h(void) { return 3; }
int i(void) { return; }`),
    ).toEqual([
      '1:5 error missing-return',
      '4:5 error missing-return',
      '7:5 error missing-return',
      '8:16 error return-value',
      '9:15 error return-value',
    ])
  })

  it('reports jumps that lead nowhere', () => {
    expect(
      codesOf(`void f(int a) {
  goto nowhere;
  break;
  continue;
  case 3: ;
  goto in;
  while (a) { in: a--; }
  switch (a) { case 1: { case 2: ; } case 1: ; default: ; default: ; case a: ; }
  switch (a) { case 1 ... 5: ; case 3: ; }
}`),
    ).toEqual([
      '2:3 error unknown-label',
      '3:3 error jump-outside',
      '4:3 error jump-outside',
      '5:3 error jump-outside',
      '6:3 error goto-into-block',
      '8:26 error case-in-block',
      '8:38 error duplicate-case',
      '8:59 error duplicate-case',
      '8:75 error not-constant',
      '9:32 error duplicate-case',
    ])
  })
})

describe('declarations', () => {
  it('that policies cannot have are refused', () => {
    expect(
      codesOf(`struct s { int x : 33; };
struct s by_value(struct s y) { return y; }
int many(int a, int b, int c, int d, int e, int f) { return 0; }
struct hole { struct unheard u; };
void v; int n[-1];
int twice(void) { return 1; } int twice(void) { return 2; }
int same(int a, int a) { return a; }`),
    ).toEqual([
      '1:16 error bit-field',
      '2:10 error struct-value',
      '3:5 error too-many-arguments',
      '4:30 error unknown-type',
      '5:6 error type-mismatch',
      '5:15 error too-large',
      '6:35 error redeclaration',
      '7:21 error redeclaration',
    ])
  })
})
