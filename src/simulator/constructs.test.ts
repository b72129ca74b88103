// What constructs of C and of the BPF headers do when they run. Each policy leaves numbers in globals; the same C on an x86-64 gives them.

import { expect, test } from 'vitest'

import { evaluate, play } from './testing/play.ts'

const MACHINE = `
  ram=1G
  /a
    10 first anon=4M
    11 second anon=6M
`

const globalsOf = (body: string, before: string, policy = evaluate(body, before)): Record<string, string> =>
  play(MACHINE, policy).globals

const KEPT = 'u64 a, b, c, d, e, f;\n'

test('structs by value, into and out of functions', () => {
  const before = `${KEPT}
struct pair { long first; int second; };
static __always_inline struct pair pair_of(long x, int y) { struct pair p = { .first = x, .second = y }; return p; }
static __always_inline struct pair swapped(struct pair p) { long kept = p.first; p.first = p.second; p.second = kept; return p; }
static long sum(struct pair p) { p.first += p.second; return p.first; }`
  const body = `
  struct pair p = pair_of(5, 7), q;
  q = swapped(p);
  a = q.first; b = q.second; c = p.first;
  d = sum(swapped(swapped(p)));
  e = pair_of(1, 2).second;
  f = (a > 1 ? p : q).first + ({ struct pair r = q; r.first += 100; r; }).first;
  return 2;`
  expect(globalsOf(body, before)).toMatchObject({ a: '7', b: '5', c: '5', d: '12', e: '2', f: '112' })
})

test('bit fields, read, stored, counted and wrapped', () => {
  const before = `${KEPT}
struct bits { u32 x : 3; int y : 5; u32 : 4; bool on : 1; u64 wide : 40; u8 last; };
struct bits kept = { .x = 5, .y = -3, .on = 1, .wide = 0x8000000001ULL, .last = 9 };`
  const body = `
  struct bits m = { .x = 9, .y = 15, .last = 1 };
  a = kept.x | (u64)kept.wide << 8; b = (u64)(s64)kept.y; c = kept.on + kept.last * 10;
  m.x++; m.x += 6; m.y += 2; m.wide = ~0ULL; m.on = 4;
  d = m.x; e = (u64)(s64)m.y; f = m.wide == 0xffffffffffULL && m.on == 1 && m.last == 1 && sizeof(m) == 8 && m.x++ == 0 && m.x == 1;
  return 2;`
  expect(globalsOf(body, before)).toMatchObject({
    a: String(5n | (0x8000000001n << 8n)),
    b: String(BigInt.asUintN(64, -3n)),
    c: '91',
    d: '0',
    e: String(BigInt.asUintN(64, -15n)),
    f: '1',
  })
})

test('builtins that count bits or tell of an overflow', () => {
  const body = `
  u32 x = task->pid * 8, u; int s; u64 w; s64 v;
  a = __builtin_ctz(x) * 10000 + __builtin_clz(x) * 100 + __builtin_ffs(x);
  b = __builtin_popcount(x) + __builtin_ffs(x & 0) * 10 + __builtin_parity(x) * 100;
  c = __builtin_add_overflow(0xfffffff0u, x, &u) * 1000 + u;
  d = __builtin_mul_overflow(0x10000, 0x10000, &s) * 10 + __builtin_sub_overflow(1, 2, &s) + (s == -1) * 100;
  e = __builtin_add_overflow(~0ULL - 5, (u64)x, &w) * 1000 + w;
  f = __builtin_sub_overflow((s64)(1ULL << 63), (s64)x, &v) * 10 + __builtin_uaddl_overflow(1UL, (u64)x, &w);
  return task->pid == 10 ? BPF_EVAL_ABORT : 2;`
  expect(globalsOf(body, KEPT)).toMatchObject({ a: '42505', b: '2', c: '1064', d: '110', e: '1074', f: '10' })
})

test('inline assembly that masks and clamps', () => {
  const body = `
  u64 x = 1000; u32 n = 77; int k = -4;
  asm volatile("%0 &= 31" : "+r"(x)); a = x;
  asm volatile("if %0 <= %[most] goto +1; %0 = %[most]" : "+r"(n) : [most]"i"(50)); b = n;
  asm volatile("%0 = %1\\n%0 <<= 2" : "=r"(x) : "r"(n)); c = x;
  asm volatile("%0 s>>= 1" : "+r"(k)); d = k == -2;
  asm volatile("" : "+r"(x)); e = x;
  return 2;`
  expect(globalsOf(body, KEPT)).toMatchObject({ a: '8', b: '50', c: '200', d: '1', e: '200' })
})

test('walks over tasks, threads and cgroups', () => {
  const before = `${KEPT}
extern int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start, unsigned int flags) __weak __ksym;`
  const body = `
  struct task_struct *pos; struct cgroup_subsys_state *css; int *i;
  struct cgroup *root = bpf_cgroup_from_id(1);
  if (!root) return 2;
  a = 0; b = 0; c = 0; d = 0;
  bpf_for_each(task, pos, NULL, BPF_TASK_ITER_ALL_PROCS) a = a * 100 + pos->pid;
  bpf_for_each(css, css, &root->self, BPF_CGROUP_ITER_DESCENDANTS_PRE) b = b * 10 + css->cgroup->level;
  bpf_for_each(css, css, &root->self, BPF_CGROUP_ITER_DESCENDANTS_POST) c = c * 10 + css->cgroup->level;
  bpf_for_each(num, i, 3, 6) { if (*i == 4) continue; d = d * 10 + *i; }
  bpf_cgroup_release(root);
  return 2;`
  expect(globalsOf(body, before)).toMatchObject({ a: '1011', b: '1', c: '10', d: '35' })
})

test('what is sent to user space is counted', () => {
  const before = `${KEPT}
struct { __uint(type, BPF_MAP_TYPE_RINGBUF); __uint(max_entries, 4096); } events SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY); __uint(key_size, 4); __uint(value_size, 4); } perf SEC(".maps");`
  const body = `
  u64 *e = bpf_ringbuf_reserve(&events, 16, 0), *g;
  if (!e) return 2;
  e[0] = task->pid; e[1] = 7;
  g = bpf_ringbuf_reserve(&events, 8, 0);
  if (g) bpf_ringbuf_discard(g, 0);
  a = e[0] + e[1];
  bpf_ringbuf_submit(e, 0);
  b = bpf_ringbuf_output(&events, &a, 8, 0);
  bpf_perf_event_output(ctx, &perf, BPF_F_CURRENT_CPU, &a, 8);
  c = ((u64 *)ctx)[0] == (u64)task;
  return task->pid == 10 ? BPF_EVAL_ABORT : 2;`
  const played = play(MACHINE, evaluate(body, before))
  expect(played.globals).toMatchObject({ a: '17', b: '0', c: '1' })
  expect(played.maps).toMatchObject({ events: ['sent to user space: 2'], perf: ['sent to user space: 1'] })
})

test('numbers to text and back', () => {
  const before = `${KEPT}\nchar out[16];\nstatic const char number[] = "  -0x1fz";`
  const body = `
  char text[16] = "123 abc"; long n = 0; unsigned long u = 0;
  a = BPF_SNPRINTF(out, sizeof(out), "%s-v%d", "guard", 3);
  b = bpf_strtol(text, sizeof(text), 0, &n); c = n;
  d = bpf_strtol(number, sizeof(number), 0, &n); e = n == -31;
  f = bpf_strtoul(text, sizeof(text), 16, &u) * 1000 + u;
  return 2;`
  expect(globalsOf(body, before)).toMatchObject({
    a: '9',
    b: '3',
    c: '123',
    d: '7',
    e: '1',
    f: '3291',
    out: '"guard-v3"',
  })
})

test('externs that this kernel may lack', () => {
  const before = `${KEPT}
extern int bpf_made_up(struct task_struct *p) __ksym __weak;
extern struct task_struct *bpf_task_from_pid(s32 pid) __ksym __weak;
extern bool CONFIG_MADE_UP __kconfig __weak;
extern int CONFIG_HZ __kconfig __weak;
extern const int made_up_variable __ksym __weak;`
  const body = `
  a = bpf_made_up ? bpf_made_up(task) : 7;
  b = bpf_ksym_exists(bpf_task_from_pid);
  if (CONFIG_MADE_UP) c = 1; else c = 2;
  d = CONFIG_HZ; e = &made_up_variable ? 1 : 3;
  f = bpf_core_type_id_kernel(struct task_struct) != 0;
  return 2;`
  expect(globalsOf(body, before)).toMatchObject({ a: '7', b: '1', c: '2', d: '250', e: '3', f: '1' })
})

test('BPF_CORE_READ of arrays and structs', () => {
  const body = `
  a = BPF_CORE_READ(task, comm)[0]; b = BPF_CORE_READ(task, cred, uid).val;
  kuid_t uid = BPF_CORE_READ(task, cred, euid); c = uid.val;
  struct mem_cgroup *m = bpf_core_cast(task->cgroups->subsys[memory_cgrp_id], struct mem_cgroup); d = m->css.cgroup->level;
  return task->pid == 10 ? BPF_EVAL_ABORT : 2;`
  expect(globalsOf(body, KEPT)).toMatchObject({ a: String('f'.charCodeAt(0)), b: '0', c: '0', d: '1' })
})
