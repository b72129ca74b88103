import { describe, expect, it } from 'vitest'
import { codesOf, irOf, lowerText, messagesOf, reported } from './testing-lower.ts'

describe('globals', () => {
  it('have sections, bytes, parameters and the comment beside or above them', () => {
    expect(
      irOf(`/* the pid
 * to kill */
const volatile int target_pid = 7;
const volatile char name[16] = "abc"; // its name
static const char ro[] = "ro";

// this comment stands alone

int counter, limit = 5; /* how many */
struct pt { int x, y; } origin = { .y = 4 };
short table[2][3] = { { 1, 2 }, { [2] = 9 } };
u64 big = 1ull << 40;
bool yes = 5;
char *none = NULL;`),
    ).toMatchInlineSnapshot(`
      "rodata parameter int target_pid = 07 00 00 00 // the pid to kill
      rodata parameter char name[16] = 61 62 63 00 00 00 00 00 00 00 00 00 00 00 00 00 // its name
      rodata char ro[3] = 72 6f 00
      bss int counter = zero[4] // how many
      data int limit = 05 00 00 00 // how many
      data struct pt origin = 00 00 00 00 04 00 00 00
      data short table[2][3] = 01 00 02 00 00 00 00 00 00 00 09 00
      data u64 big = 00 00 00 00 00 01 00 00
      data bool yes = 01
      bss char *none = zero[8]"
    `)
  })

  it('cannot start with addresses or values of the run', () => {
    expect(
      codesOf(`const char *text = "x";
int counter;
int *also = &counter;
int again = counter;
int many[] = { 1, counter };`),
    ).toEqual([
      '1:20 error address-in-initializer',
      '3:13 error address-in-initializer',
      '4:13 error not-constant',
      '5:19 error not-constant',
    ])
  })

  it('may be declared twice but have one value', () => {
    expect(codesOf('extern int n; int n; extern int n; int n = 1;')).toEqual([])
    expect(codesOf('int n = 1; int n = 2; long m; int m;')).toEqual([
      '1:16 error redeclaration',
      '1:35 error redeclaration',
    ])
  })

  it('that are const cannot be written', () => {
    expect(
      messagesOf('const volatile int limit = 1; const char text[] = "x"; void f(void) { limit = 2; text[0]++; }'),
    ).toEqual([
      'A const volatile global is a parameter: it is set before the program starts and cannot be changed by it. Use a global without const.',
      'This is const and cannot be changed. Remove const from its declaration, or write to a copy.',
    ])
  })
})

describe('initialisers', () => {
  it('that do not fit are refused', () => {
    expect(
      codesOf(`int two[2] = { 1, 2, 3 };
char small[2] = "abc";
struct pt { int x; } p = { .z = 1 };
int far[2] = { [5] = 1 };
struct pt q = 3;
int scalar = { 1, 2 };`),
    ).toEqual([
      '1:22 error initializer',
      '2:17 error initializer',
      '3:29 error unknown-field',
      '4:16 error initializer',
      '5:15 error initializer',
      '6:19 error initializer',
    ])
  })
})

describe('maps', () => {
  it('are read from the members that libbpf’s macros leave', () => {
    expect(
      irOf(`struct val { int a; long b; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 24); __type(key, u64); __type(value, struct val); } m SEC(".maps"); // by id
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1); __uint(key_size, 4); __uint(value_size, 16); } n SEC(".maps");
struct {
  __uint(type, BPF_MAP_TYPE_TASK_STORAGE);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __type(key, int);
  __type(value, long);
} notes SEC(".maps");
void *f(u64 *k) { return bpf_map_lookup_elem(&m, k); }`),
    ).toMatchInlineSnapshot(`
      "map m: HASH u64 (8) -> struct val (16) max=24 // by id
      map n: ARRAY int (4) -> unsigned char[16] (16) max=1
      map notes: TASK_STORAGE int (4) -> long (8) max=0 flags=1
      void * f(u64 *k) {
        return extern bpf_map_lookup_elem((void *)&map:m, (const void *)k)
      }"
    `)
  })

  it.each([
    ['__uint(type, BPF_MAP_TYPE_LPM_TRIE); __uint(max_entries, 4096);', 'error map-kind'],
    ['__uint(max_entries, 4); __type(key, int); __type(value, int);', 'error map-definition'],
    ['__uint(type, BPF_MAP_TYPE_HASH); __type(key, int); __type(value, int);', 'error map-definition'],
    ['__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(value, int);', 'error map-definition'],
    [
      '__uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 4); __type(key, u64); __type(value, int);',
      'error map-definition',
    ],
    ['__uint(type, BPF_MAP_TYPE_TASK_STORAGE); __type(key, int); __type(value, int);', 'error map-definition'],
    [
      '__uint(type, BPF_MAP_TYPE_PERCPU_HASH); __uint(max_entries, 4); __type(key, int); __type(value, int);',
      'hint percpu-map',
    ],
    [
      '__uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 1 << 30); __type(key, int); __type(value, u64);',
      'error too-large',
    ],
  ])('say what is wrong: %s', (members, code) => {
    expect(codesOf(`struct { ${members} } m SEC(".maps");`)).toEqual([`1:${members.length + 13} ${code}`])
  })

  it('in the old section are refused', () => {
    expect(codesOf('struct bpf_map_def { int type; }; struct bpf_map_def SEC("maps") old = { 1 };')).toEqual([
      '1:66 error map-definition',
    ])
  })
})

describe('programs', () => {
  it('take their arguments by BPF_PROG or as one context', () => {
    expect(
      irOf(`SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(first, struct task_struct *task, struct oom_control *oc, int ret) { return ret; }
SEC("tp_btf/mark_victim")
int second(unsigned long long *ctx) { struct task_struct *t = (void *)ctx[0]; return t->pid; }
SEC("fentry/oom_kill_process") int BPF_PROG(third) { return 0; }`),
    ).toMatchInlineSnapshot(`
      "program fmod_ret/bpf_oom_evaluate_task -> first (args)
      program tp_btf/mark_victim -> second (context)
      program fentry/oom_kill_process -> third (args)
      int first(struct task_struct *task, struct oom_control *oc, int ret) {
        return ret
      }
      int second(unsigned long *ctx) {
        struct task_struct *t = (struct task_struct *)(void *)*ctx
        return t->pid
      }
      int third() {
        return 0
      }"
    `)
  })

  it('whose parameters do not fit the hook are refused', () => {
    expect(
      codesOf(`SEC("fmod_ret/bpf_oom_evaluate_task")
int a(struct task_struct *task, struct oom_control *oc) { return 0; }
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(b, struct oom_control *oc, struct task_struct *task) { return 0; }
SEC("fentry/oom_kill_process")
int BPF_PROG(d, struct oom_control *oc, const char *message, int x) { return 0; }
SEC("fentry/bpf_set_policy_name")
void BPF_PROG(h, void *oc) { }
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(i, struct task_struct *task) { return ctx[0]; }`),
    ).toEqual([
      '2:5 error program-arguments',
      '4:17 error program-arguments',
      '4:41 error program-arguments',
      '6:62 error program-arguments',
      '7:1 error program-return',
    ])
  })

  it('offer BPF_PROG where the arguments are written out', () => {
    const text = 'SEC("fmod_ret/bpf_oom_evaluate_task")\nint a(struct task_struct *task) { return 0; }'
    const [edit] = reported(text)[0]?.fixes?.[0]?.edits ?? []
    expect(text.slice(0, edit?.span.start) + (edit?.text ?? '') + text.slice(edit?.span.end)).toBe(
      'SEC("fmod_ret/bpf_oom_evaluate_task")\nint BPF_PROG(a, struct task_struct *task) { return 0; }',
    )
  })

  it('on unknown hooks get the list of the known and the nearest', () => {
    const text = 'SEC("fmod_ret/oom_evaluate_task") int BPF_PROG(a) { return 0; }'
    const [diagnostic] = reported(text)
    expect(diagnostic?.message).toBe(
      `"fmod_ret/oom_evaluate_task" is not a hook of the playground. Did you mean 'fmod_ret/bpf_oom_evaluate_task'? Known are: fmod_ret/bpf_oom_evaluate_task, fentry/bpf_set_policy_name, fentry/oom_kill_process, tp_btf/select_bad_process_end, tp_btf/mark_victim.`,
    )
    expect(text.slice(diagnostic?.span.start, diagnostic?.span.end)).toBe('SEC("fmod_ret/oom_evaluate_task")')
    expect(reported('SEC("fmod_ret.s/bpf_oom_evaluate_task") int BPF_PROG(a) { return 0; }')[0]?.message).toContain(
      'The hook does not sleep, so .s is refused: leave it out.',
    )
  })

  it('need a licence to be loaded, though not here', () => {
    const text = 'SEC("fentry/oom_kill_process") int BPF_PROG(a) { return 0; }'
    expect(lowerText(text).diagnostics.map((d) => `${d.severity} ${d.code}`)).toEqual(['warning missing-license'])
    expect(lowerText(`${text} char LICENSE[] SEC("license") = "GPL";`).diagnostics).toEqual([])
    expect(lowerText(`${text} char LICENSE[] SEC("license") = "GPL";`).unit.license).toBe('GPL')
    expect(codesOf(`${text} char LICENSE[] SEC("license") = "MIT";`)).toEqual(['1:94 error wrong-license'])
    expect(lowerText('int f(void) { return 0; }').diagnostics.map((d) => d.code)).toEqual(['no-program'])
    expect(lowerText('// The kernel decides alone.\n').diagnostics).toEqual([])
  })
})

describe('verdicts', () => {
  it('may be declared by the author, with the values of the kernel', () => {
    expect(codesOf('enum { NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT, BPF_EVAL_SELECT };')).toEqual([])
    expect(codesOf('#define BPF_EVAL_SELECT 3\nint f(void) { return BPF_EVAL_SELECT; }')).toEqual([])
    expect(codesOf('enum { BPF_EVAL_SELECT = 1 };')).toEqual(['1:8 warning verdict-value'])
  })
})

describe('functions', () => {
  it('are called by name with converted arguments', () => {
    expect(
      irOf(`static int later(u64 n);
static __always_inline void first(short a) { if (later(a)) return; }
static int later(u64 n) { return n > 3; }`),
    ).toMatchInlineSnapshot(`
      "void first(short a) {
        if later((u64)a) {
          return
        }
      }
      int later(u64 n) {
        return (n >u 3ul)
      }"
    `)
  })

  it('of the kernel are known with and without a declaration', () => {
    expect(
      irOf(`extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;
extern int unused_elsewhere(void) __ksym;
void f(struct oom_control *oc) { char name[] = "x"; set_oom_policy_name(oc, name, sizeof(name)); }`),
    ).toMatchInlineSnapshot(`
      "rodata char .str.0[2] = 78 00
      void f(struct oom_control *oc) {
        stack char name[2]
        copy name <- @.str.0 [2]
        extern set_oom_policy_name(oc, (const char *)&name[0l], 2ul)
      }"
    `)
    expect(codesOf('extern void set_oom_policy_name(struct oom_control *oc) __ksym;')).toEqual([
      '1:13 error redeclaration',
    ])
  })

  it('are passed as callbacks by name', () => {
    expect(
      irOf(`static long each(void *map, u64 *key, long *value, void *ctx) { return 0; }
static int turn(u32 i, void *ctx) { return 0; }
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 24); __type(key, u64); __type(value, long); } m SEC(".maps");
void f(u64 k) { bpf_for_each_map_elem(&m, each, 0, 0); bpf_loop(10, turn, &k, 0); bpf_loop(3, (void *)turn, NULL, 0); }`),
    ).toMatchInlineSnapshot(`
      "map m: HASH u64 (8) -> long (8) max=24
      long each(void *map, u64 *key, long *value, void *ctx) {
        return 0l
      }
      int turn(u32 i, void *ctx) {
        return 0
      }
      void f(stack u64 k) {
        extern bpf_for_each_map_elem((void *)&map:m, &each, (void *)0, 0ul)
        extern bpf_loop(10u, &turn, (void *)&k, 0ul)
        extern bpf_loop(3u, &turn, (void *)0, 0ul)
      }"
    `)
  })
})
