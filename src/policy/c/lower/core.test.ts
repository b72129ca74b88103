import { describe, expect, it } from 'vitest'
import type { KernelVersion } from '../../../kernel/versions.ts'
import { bodyOf, codesOf, irOf, messagesOf } from './testing-lower.ts'

const RSS = `
struct mm_rss_stat___old { atomic_long_t count[4]; } __attribute__((preserve_access_index));
struct mm_struct___old { struct mm_rss_stat___old rss_stat; } __attribute__((preserve_access_index));
long rss(struct task_struct *t) {
  struct mm_struct *mm = t->mm;
  if (bpf_core_type_exists(struct mm_rss_stat))
    return ((struct mm_struct___old *)mm)->rss_stat.count[MM_ANONPAGES].counter;
  else
    return mm->rss_stat[MM_ANONPAGES].count;
}`

describe('CO-RE across kernels', () => {
  it.each<[KernelVersion, string]>([
    ['6.1', 'return ((struct mm_struct___old *)mm)->rss_stat.count[1l].counter'],
    ['6.12', 'return mm->rss_stat[1l].count'],
    ['7.3', 'return mm->rss_stat[1l].count'],
  ])('takes the branch of Linux %s and says nothing about the other', (kernel, line) => {
    expect(codesOf(RSS, { kernel })).toEqual([])
    expect(bodyOf(RSS, { kernel })).toContain(line)
  })

  it.each<[KernelVersion, string]>([
    ['6.12', '((struct kernfs_node___old *)kn)->parent'],
    ['7.3', 'kn->__parent'],
  ])('answers bpf_core_field_exists for Linux %s', (kernel, read) => {
    const text = `
struct kernfs_node___old { struct kernfs_node *parent; } __attribute__((preserve_access_index));
u64 f(struct cgroup *cg) {
  struct kernfs_node *kn = cg->kn;
  if (bpf_core_field_exists(((struct kernfs_node___old *)kn)->parent))
    return ((struct kernfs_node___old *)kn)->parent->id;
  return kn->__parent->id;
}`
    expect(codesOf(text, { kernel })).toEqual([])
    expect(bodyOf(text, { kernel })).toContain(`return ${read}->id`)
  })

  it.each([
    ['bpf_core_field_exists(struct mm_struct, owner)', '4294967295'],
    ['bpf_core_type_exists(struct mm_struct)', '4294967295'],
    ['bpf_core_enum_value_exists(enum oom_constraint, CONSTRAINT_NONE)', '18446744073709551615'],
  ])('gives %s the type that clang gives it: it is unsigned', (question, below) => {
    expect(bodyOf(`unsigned long f(void) { return ${question} - 2; }`)).toBe(`return ${below}ul`)
  })

  it('knows that what follows a return that is always taken is not run', () => {
    const text = `u64 f(struct cgroup *cg) {
  if (!bpf_core_field_exists(struct kernfs_node, __parent))
    return cg->kn->parent->id;
  return cg->kn->__parent->id;
}`
    expect(codesOf(text, { kernel: '6.1' })).toEqual([])
    expect(codesOf(text, { kernel: '7.3' })).toEqual([])
  })

  it('guards with && and ?: too', () => {
    const text = `u64 f(struct kernfs_node *kn) {
  if (bpf_core_field_exists(kn->__parent) && kn->__parent->id) return 1;
  return bpf_core_field_exists(kn->parent) ? kn->parent->id : kn->__parent->id;
}`
    for (const kernel of ['6.1', '7.3'] as const) expect(codesOf(text, { kernel })).toEqual([])
  })

  it.each(['6.1', '6.12'] as const)('knows by name and by version what Linux %s has', (kernel) => {
    const text = `
extern struct cgroup *bpf_cgroup_from_id(u64 cgid) __ksym __weak;
extern int LINUX_KERNEL_VERSION __kconfig;
u64 f(u64 id) {
  if (bpf_ksym_exists(bpf_cgroup_from_id)) { struct cgroup *c = bpf_cgroup_from_id(id); return c ? 1 : 0; }
  if (LINUX_KERNEL_VERSION >= KERNEL_VERSION(6, 4, 0)) bpf_cgroup_from_id(id);
  return 2;
}`
    expect(codesOf(text, { kernel })).toEqual([])
    expect(bodyOf(text, { kernel }).includes('bpf_cgroup_from_id')).toBe(kernel === '6.12')
  })

  it('refuses a member of another kernel without a guard, in words of libbpf', () => {
    expect(messagesOf('u64 f(struct cgroup *cg) { return cg->kn->__parent->id; }')).toEqual([
      "Linux 6.12 does not have '__parent' in struct kernfs_node. Ask with bpf_core_field_exists() or bpf_core_type_exists() before reading it.",
    ])
  })

  it("maps the author's own declaration of a kernel struct by the names of its members", () => {
    const text = `
struct mm_struct { unsigned long total_vm; } __attribute__((preserve_access_index));
struct task_struct { struct mm_struct *mm; long pid; int bogus; } __attribute__((preserve_access_index));
long f(struct task_struct *t) { return t->pid + t->mm->total_vm; }`
    // pid is an int in the kernel: the load has its width.
    expect(bodyOf(text)).toBe('return (long)((unsigned long)t->pid + t->mm->total_vm)')
    expect(codesOf(`${text}\nint g(struct task_struct *t) { return t->tgid + t->bogus; }`)).toEqual([
      '5:42 error unknown-field',
      '5:49 error missing-field',
    ])
  })

  it('warns about a kernel struct without preserve_access_index, and refuses a second one beside vmlinux.h', () => {
    expect(codesOf('struct task_struct { int pid; };')).toEqual(['1:1 warning no-preserve-access-index'])
    expect(codesOf('#include "vmlinux.h"\nstruct task_struct { int pid; };')).toEqual(['2:1 error redeclaration'])
  })
})

describe('lowerCoreMacro()', () => {
  it('reads along a path, by pointer, member and index', () => {
    expect(
      bodyOf(`u64 f(struct task_struct *t) {
  return BPF_CORE_READ(t, cgroups, dfl_cgrp, kn, id) + BPF_CORE_READ(t, sched_task_group, css.cgroup, kn, id)
    + BPF_CORE_READ(t, cgroups, subsys[1], cgroup, level);
}`),
    ).toBe(
      'return ((t->cgroups->dfl_cgrp->kn->id + t->sched_task_group->css.cgroup->kn->id) + (u64)t->cgroups->subsys[1l]->cgroup->level)',
    )
  })

  it('makes the _INTO forms the helper calls that they are', () => {
    expect(
      bodyOf(`void f(struct task_struct *t) {
  char comm[16];
  long v;
  BPF_CORE_READ_STR_INTO(&comm, t, comm);
  BPF_CORE_READ_INTO(&v, t, mm, total_vm);
  bpf_core_read(&v, sizeof(v), &t->mm);
}`),
    ).toMatchInlineSnapshot(`
      "stack char comm[16]
      stack long v
      extern bpf_probe_read_kernel_str((void *)&comm, 16u, (const void *)&t->comm)
      extern bpf_probe_read_kernel((void *)&v, 8u, (const void *)&t->mm->total_vm)
      extern bpf_probe_read_kernel((void *)&v, 8u, (const void *)&t->mm)"
    `)
  })

  it('answers questions about types, members and enums as constants', () => {
    expect(
      bodyOf(`int f(struct task_struct *t) {
  return bpf_core_type_exists(struct task_struct) * 1000 + bpf_core_type_exists(struct mm_rss_stat) * 100
    + bpf_core_field_size(t->comm) + bpf_core_enum_value_exists(enum cgroup_subsys_id, memory_cgrp_id);
}`),
    ).toBe('return 1017')
  })

  it('casts with bpf_core_cast, where the kernel has it', () => {
    const text =
      'long f(struct cgroup_subsys_state *css) { return bpf_core_cast(css, struct mem_cgroup)->memory.usage.counter; }'
    expect(bodyOf(text)).toEqual(
      expect.stringMatching(/^return extern bpf_rdonly_cast\(\(const void \*\)css, \d+u\)->memory\.usage\.counter$/),
    )
    expect(codesOf(text, { kernel: '6.1' })).toEqual(['1:50 error helper-too-new'])
  })

  it('refuses what has no single value, and misuse', () => {
    expect(
      codesOf(`void f(struct task_struct *t) {
  BPF_CORE_READ(t, comm);
  BPF_CORE_READ(t);
  BPF_CORE_READ(t, pidd);
  bpf_core_field_exists();
}`),
    ).toEqual(['3:3 error core-macro', '4:20 error unknown-field', '5:3 error core-macro'])
  })

  it('keeps the kernel structs out of the printed unit', () => {
    expect(irOf('int pid_of(struct task_struct *t) { return t->pid; }')).toBe(
      'int pid_of(struct task_struct *t) {\n  return t->pid\n}',
    )
  })
})
