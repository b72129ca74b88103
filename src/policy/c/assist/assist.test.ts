import { describe, expect, it } from 'vitest'
import { CONSTANTS } from '../../../kernel/constants.ts'
import { HELPERS } from '../../../kernel/helpers.ts'
import { STRUCTS } from '../../../kernel/structs.ts'
import { existsIn, KERNEL_VERSIONS } from '../../../kernel/versions.ts'
import { HOOKS } from '../../../kernel/interfaces.ts'
import { completeC, hoverC } from './assist.ts'
import { structSpelling } from './help.ts'

const HEAD = `#include "vmlinux.h"
struct pair { int first; struct task_struct *second; union { int third; }; };
typedef struct pair pair_t;
enum level { LOW, HIGH = 3 };
#define LIMIT 100
/* the process to kill */
const volatile int target_pid = 3;
unsigned long seen, asked; // how often
static struct mm_struct *mm_of(struct task_struct *t) { return t->mm; }

SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
  pair_t pair = {}, *pairs[2];
  if (oc) { int inner = 1; }
  `

/** Labels of the completions at the `|` of a text after the head, with nothing after it. */
function complete(text: string, kernel: (typeof KERNEL_VERSIONS)[number] = '6.12'): string[] {
  const [before = '', after = ''] = text.split('|')
  return completeC(HEAD + before + after, HEAD.length + before.length, kernel).map(({ label }) => label)
}

/** The hover at the `|` of a text after the head. */
function hover(text: string, kernel: (typeof KERNEL_VERSIONS)[number] = '6.12'): ReturnType<typeof hoverC> {
  const [before = '', after = ''] = text.split('|')
  return hoverC(HEAD + before + after, HEAD.length + before.length, kernel)
}

describe('members of what is being typed', () => {
  it.each([
    ['task->mm->|', 'total_vm'],
    ['task->mm->to|', 'total_vm'],
    ['task->mm->|\n  return 0;\n}', 'total_vm'],
    ['if (task->signal->|', 'oom_score_adj'],
    ['if (task->signal->| > 3) {', 'oom_score_adj'],
    ['x = oc->chosen->|', 'pid'],
    ['(*task).|', 'pid'],
    ['(oc->chosen ? oc->chosen : task)->|', 'pid'],
    ['((struct mm_struct *)x)->|', 'total_vm'],
    ['mm_of(task)->|', 'total_vm'],
    ['bpf_get_current_task_btf()->|', 'comm'],
    ['pair.|', 'third'],
    ['pair.second->|', 'pid'],
    ['pairs[1]->second->|', 'pid'],
    ['((pair_t *)x)->|', 'first'],
    ['BPF_CORE_READ(task, |', 'mm'],
    ['BPF_CORE_READ(task, mm, |', 'total_vm'],
    ['BPF_CORE_READ(task, mm, rss_stat[0].|', 'count'],
    ['BPF_CORE_READ_INTO(&x, task, mm, |', 'total_vm'],
    ['bpf_core_field_exists(struct mm_struct, |', 'total_vm'],
    ['offsetof(struct pair, |', 'second'],
    ['struct task_struct *p = task->real_parent; { p->|', 'pid'],
    ['for (struct task_struct *p = task; p; p = p->|', 'real_parent'],
    ['container_of(x, struct mm_struct, owner)->|', 'total_vm'],
    ['task_of(1)->mm_of(|', 'task'],
  ])('%s', (text, label) => {
    expect(complete(text)).toContain(label)
  })

  it('are no others', () => {
    expect(complete('pair.|')).toEqual(['first', 'second', 'third'])
    expect(complete('unknown->|')).toEqual([])
    expect(complete('task->pid.|')).toEqual([])
  })

  it('are those of the kernel that was chosen', () => {
    expect(
      completeC(`${HEAD}task->mm->`, HEAD.length + 10, '6.1').find(({ label }) => label === 'rss_stat')?.detail,
    ).not.toBe(
      completeC(`${HEAD}task->mm->`, HEAD.length + 10, '6.12').find(({ label }) => label === 'rss_stat')?.detail,
    )
  })
})

describe('names', () => {
  it('are those that are declared before, the nearest first', () => {
    const labels = complete('return |')
    expect(labels.slice(0, 4)).toEqual(['pairs', 'pair', 'oc', 'task'])
    expect(labels).toEqual(
      expect.arrayContaining(['target_pid', 'seen', 'asked', 'mm_of', 'LOW', 'HIGH', 'LIMIT', 'pair_t', 'choose']),
    )
    expect(labels).not.toContain('inner')
    expect(labels).not.toContain('t')
  })

  it('have the verdicts before the other constants', () => {
    const labels = complete('return |')
    expect(labels.indexOf('BPF_EVAL_SELECT')).toBeLessThan(labels.indexOf('PF_KTHREAD'))
  })

  it('are each there once', () => {
    const labels = complete('')
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('have helpers, macros, keywords and types', () => {
    expect(complete('|')).toEqual(
      expect.arrayContaining(['bpf_map_lookup_elem', 'BPF_CORE_READ', 'return', 'u64', 'task_struct']),
    )
    const item = completeC(`${HEAD}ta`, HEAD.length + 2, '6.12').find(({ label }) => label === 'task_struct')
    expect(item?.insertText).toBe('struct task_struct')
  })

  it('are tags only after struct and enum', () => {
    expect(complete('struct |')).toEqual(expect.arrayContaining(['pair', 'task_struct']))
    expect(complete('struct |')).not.toContain('target_pid')
    expect(complete('enum |')).toContain('level')
  })
})

describe('places with a language of their own', () => {
  it('SEC has the sections', () => {
    for (const text of ['} SEC("|', '} SEC("|")', '} SEC("fmod|")']) {
      expect(complete(text)).toEqual([...HOOKS.map(({ section }) => section), 'license', '.maps'])
    }
  })

  it('#include has the headers', () => {
    expect(complete('}\n#include <bpf/|')).toContain('bpf/bpf_helpers.h')
    expect(complete('}\n#include "|"')).toContain('vmlinux.h')
  })

  it('comments, strings and numbers have nothing', () => {
    for (const text of ['// ta|', '/* ta| */', 'bpf_printk("ta|', 'bpf_printk("ta|")', "'t|'", '12|']) {
      expect(complete(text)).toEqual([])
      expect(hover(text)).toBeNull()
    }
  })
})

describe('hovers', () => {
  it('say what a member is, in which unit, since when and where that stands', () => {
    const found = hover('task->signal->oom_sc|ore_adj')
    expect(found?.code).toBe('short oom_score_adj; // struct signal_struct')
    expect(found?.paragraphs.join(' ')).toContain(
      `Kernels: ${KERNEL_VERSIONS.join(', ')}. Source: include/linux/sched/signal.h`,
    )
  })

  it('name the span of the word', () => {
    const found = hover('ta|sk->pid')
    expect(found?.span).toEqual({ start: HEAD.length, end: HEAD.length + 4 })
    expect(found?.code).toBe('struct task_struct *task')
  })

  it("show the author's declarations with their comments", () => {
    expect(hover('x = target_|pid;')).toMatchObject({
      code: 'const volatile int target_pid',
      paragraphs: ['the process to kill'],
    })
    expect(hover('x = as|ked;')).toMatchObject({ code: 'unsigned long asked', paragraphs: ['how often'] })
    expect(hover('x = LIM|IT;')?.code).toBe('#define LIMIT 100')
    expect(hover('x = HI|GH;')?.code).toBe('HIGH = 3')
    expect(hover('pair.sec|ond')?.code).toBe('struct task_struct *second; // struct pair')
  })

  it('explain sections, structs, macros and helpers', () => {
    expect(hover('} SEC("fentry/oom_kill|_process")')?.paragraphs[0]).toMatch(/victim/)
    expect(hover('struct oom_con|trol *x;')?.code).toBe('struct oom_control')
    expect(hover('BPF_CORE_|READ(task, pid)')?.code).toContain('BPF_CORE_READ(')
    expect(hover('bpf_map_look|up_elem(')?.paragraphs.join(' ')).toMatch(/may be NULL/)
  })

  it('have nothing for unknown names and members', () => {
    expect(hover('unkn|own')).toBeNull()
    expect(hover('task->unkn|own')).toBeNull()
    expect(hover('task +| 1')).toBeNull()
  })
})

describe.each(KERNEL_VERSIONS)('every row of the tables of %s', (kernel) => {
  const structs = STRUCTS.filter((struct) => struct.internal !== true && existsIn(kernel, struct))

  it.each(structs.map((struct) => [struct.name, struct] as const))('the members of %s', (_, struct) => {
    const text = `int f(${structSpelling(struct)} *p)\n{\n  p->`
    const items = completeC(text, text.length, kernel)
    const rows = struct.fields.filter((row) => row.internal !== true && existsIn(kernel, row))
    expect(items.map(({ label }) => label)).toEqual(rows.map(({ name }) => name))
    for (const row of rows) {
      expect(items.find(({ label }) => label === row.name)?.documentation).toContain(row.doc)
      const found = hoverC(`${text}${row.name};\n}`, text.length + 1, kernel)
      expect(found?.paragraphs).toContain(row.doc)
      expect(found?.code).toContain(row.name)
      expect(found?.paragraphs.includes(`Unit: ${row.unit}.`)).toBe(row.unit !== 'none')
    }
  })

  it('constants and helpers', () => {
    const rows = [...CONSTANTS, ...HELPERS].filter((row) => existsIn(kernel, row))
    const items = new Map(completeC('', 0, kernel).map((item) => [item.label, item]))
    const isHelped = (row: { name: string; doc: string }): boolean =>
      items.get(row.name)?.documentation.includes(row.doc) === true &&
      hoverC(row.name, 1, kernel)?.paragraphs.includes(row.doc) === true
    expect(rows.filter((row) => !isHelped(row)).map(({ name }) => name)).toEqual([])
  })

  it('structs', () => {
    const labels = completeC('', 0, kernel).map(({ label }) => label)
    expect(labels).toEqual(expect.arrayContaining(structs.map(({ name }) => name)))
    for (const struct of structs)
      expect(hoverC(structSpelling(struct), structSpelling(struct).length - 1, kernel)?.paragraphs).toContain(
        struct.doc,
      )
  })
})
