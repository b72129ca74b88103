import { describe, expect, test } from 'vitest'

import { compilePolicy } from '../../policy/compile.ts'
import { POLICY_GALLERY } from '../../gallery/policies.ts'
import { exportPolicy } from './export.ts'
import { exported, EXPORT_SAMPLES } from './testing.ts'

test.each(EXPORT_SAMPLES)('exports $name as its golden file says', async ({ name, text, options }) => {
  await expect(exported(text, options)).toMatchFileSnapshot(`goldens/${name}.bpf.c`)
})

describe('the text of the author', () => {
  test.each(POLICY_GALLERY)('of $id stays line by line, with more lines between', ({ text }) => {
    const lines = exported(text).split('\n')
    const missing: string[] = []
    let at = -1
    for (const line of text.split('\n')) {
      const next = lines.indexOf(line, at + 1)
      if (next < 0) missing.push(line)
      else at = next
    }
    expect(missing).toEqual([])
  })

  test('is taken as it is when it is exported again', () => {
    const [{ text } = { text: '' }] = EXPORT_SAMPLES
    const twice = compilePolicy({ language: 'c', text: exported(text) }, '6.12')
    expect(twice.diagnostics.filter((d) => d.severity === 'error')).toEqual([])
  })

  test.each(EXPORT_SAMPLES)('has one set of declarations when $name is exported again', ({ text }) => {
    const once = exported(text)
    expect(compilePolicy({ language: 'c', text: once }, '6.12').diagnostics.map((d) => d.message)).toEqual(
      compilePolicy({ language: 'c', text }, '6.12')
        .diagnostics.filter((d) => d.code !== 'missing-license' && !d.message.startsWith('BPF_EAVL_SELECT'))
        .map((d) => d.message),
    )
    const declarations = /^#ifdef USE_VMLINUX_H[^]*^#endif \/\* USE_VMLINUX_H \*\/$/m
    expect(declarations.exec(exported(once))).toEqual(expect.arrayContaining([declarations.exec(once)?.[0]]))
  })
})

describe('parameters', () => {
  const withValue = (declaration: string, value: string): string => {
    const text = `${declaration}\nSEC("fmod_ret/bpf_oom_evaluate_task")\nint BPF_PROG(f, struct task_struct *task)\n{\n\treturn p ? 2 : 3;\n}\n`
    return /^const volatile .*$/m.exec(exported(text, { parameters: { p: value } }))?.[0] ?? ''
  }

  test.each([
    ['const volatile int p = 3; /* a comment */', '3', 'const volatile int p = 3; /* a comment */'],
    ['const volatile int p = 0x10;', '16', 'const volatile int p = 0x10;'],
    ['const volatile int p = 3;', '-7', 'const volatile int p = -7;'],
    ['const volatile int p;', '7', 'const volatile int p = 7;'],
    ['const volatile int p = 3;', '-2147483648', 'const volatile int p = -2147483648;'],
    ['const volatile u64 p = 3;', '18446744073709551615', 'const volatile u64 p = 18446744073709551615ULL;'],
    ['const volatile s64 p = 3;', '-9223372036854775808', 'const volatile s64 p = (-9223372036854775807LL - 1);'],
    ['const volatile bool p = false;', 'true', 'const volatile bool p = 1;'],
    ['const volatile int p = 3;', 'seven; int x', 'const volatile int p = 3;'],
    ['const volatile char p[4] = "ab";', 'x', 'const volatile char p[4] = "x";'],
    ['const volatile char p[4] = "ab";', 'too long', 'const volatile char p[4] = "ab";'],
  ])('%s with %s is %s', (declaration, value, result) => {
    expect(withValue(declaration, value)).toBe(result)
  })
})

test('the file is named after the title', () => {
  const unit = compilePolicy({ language: 'c', text: 'int x;' }, '6.12').value
  if (unit === null) throw new Error('int x; has no error')
  const nameOf = (title: string): string | undefined =>
    exportPolicy({ language: 'c', text: 'int x;' }, unit, {
      target: 'fmod_ret',
      kernel: '6.12',
      link: null,
      title,
      parameters: {},
    }).name
  expect(nameOf('Youngest first!')).toBe('youngest-first.bpf.c')
  expect(nameOf('../..')).toBe('policy.bpf.c')
})

test('only the fields that a policy reads are declared', () => {
  const text = exported(POLICY_GALLERY.find((policy) => policy.id === 'pid')?.text ?? '')
  expect(/struct task_struct \{\n([^}]*)\}/.exec(text)?.[1]).toBe('\tpid_t pid;\n')
})

test('a struct that the kernel keeps in an array is as large as there', () => {
  const text = exported(POLICY_GALLERY.find((policy) => policy.id === 'largest-rss')?.text ?? '')
  expect(/struct percpu_counter \{\n([^}]*)\}/.exec(text)?.[1]).toMatch(
    /^\ts64 count;\n\tchar other_members_\[32\];.*\n$/,
  )
})

describe('a struct whose size the text uses', () => {
  const sized = (tag: string, body: string): string | undefined => {
    const program = `SEC("fmod_ret/bpf_oom_evaluate_task")\nint BPF_PROG(f, struct task_struct *task)\n{\n\t${body}\n}\n`
    return new RegExp(`struct ${tag} \\{[^}]*other_members_\\[(\\d+)\\]`).exec(exported(program))?.[1]
  }

  test.each([
    ['moved over', 'int pid = 0;\n\n\tbpf_probe_read_kernel(&pid, 4, &(task + 1)->pid);\n\treturn pid == 7 ? 3 : 2;'],
    ['indexed', 'int pid = 0;\n\n\tbpf_probe_read_kernel(&pid, 4, &task[1].pid);\n\treturn pid == 7 ? 3 : 2;'],
    ['subtracted', 'return task->real_parent - task > 1 && task->pid ? 3 : 2;'],
    ['named in sizeof', 'return task->pid > sizeof(struct task_struct) ? 3 : 2;'],
    ['measured through a pointer', 'return task->pid > sizeof(*task) ? 3 : 2;'],
  ])('is as large as in the kernel: %s', (_, body) => {
    expect(Number(sized('task_struct', body))).toBeGreaterThan(6000)
  })

  test('alone is', () => {
    expect(sized('task_struct', 'return task->pid == 7 ? 3 : 2;')).toBeUndefined()
    expect(
      sized('signal_struct', 'return task->signal->oom_score_adj > sizeof(struct task_struct) ? 3 : 2;'),
    ).toBeUndefined()
  })
})

describe('small constant tables', () => {
  const keeps = (declarations: string): boolean =>
    exported(
      `${declarations}\nSEC("fmod_ret/bpf_oom_evaluate_task")\nint BPF_PROG(f, struct task_struct *task)\n{\n\treturn w[task->pid & 3];\n}\n`,
    ).includes('const char keep_rodata[3]')

  test('come with a .rodata beside them, which libbpf wants to find', () => {
    expect(keeps('static const int w[4] = { 1, 2, 3, 2 };')).toBe(true)
  })

  test('need none where there is one', () => {
    expect(keeps('const volatile int p = 3;\nstatic const int w[4] = { 1, 2, 3, 2 };')).toBe(false)
    expect(keeps('static const char w[5] = { 1, 2, 3, 2, 1 };')).toBe(false)
    expect(keeps('static int w[4] = { 1, 2, 3, 2 };')).toBe(false)
  })
})
