import { beforeAll, describe, expect, test } from 'vitest'

import { compilePolicy } from '../compile.ts'
import { hasErrors } from '../diagnostics.ts'
import { loadLanguage, policyAsC } from '../source.ts'
import { translateTypeScript } from './translate.ts'

beforeAll(() => loadLanguage('typescript'))

/** The C of a policy without the lines that every policy begins with. */
function asC(text: string): string {
  const { value, diagnostics } = translateTypeScript(text, '6.12')
  if (value === null) return diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n')
  return value.c.replace(/^[^]*?char LICENSE\[\] SEC\("license"\) = "GPL";\n\n/, '')
}

/** The C of statements in the verdict program. */
function body(statements: string, before = ''): string {
  const c = asC(`${before}
export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
${statements}
}`)
  const start = c.indexOf('struct oom_control *oc)\n{\n')
  return start < 0 ? c : c.slice(start + 26, -3).replaceAll(/^\t/gm, '')
}

/** What is wrong, each with the words that it points at. */
function problems(text: string): string[] {
  const { diagnostics } = compilePolicy({ language: 'typescript', text }, '6.12')
  return diagnostics.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`)
}

const inVerdict = (statements: string, before = ''): string =>
  `${before}export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {\n${statements}\n}\n`

describe('the C of a policy', () => {
  test('keeps names, comments and layout, and is written as the kernel writes', () => {
    expect(
      asC(`// Kills one process by its number.

const target_pid: s32 = param(1234, "the process to kill")
let seen: u64 = 0 // in this event

/** Asked for every task. */
export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
  seen += 1
  // The one that was asked for.
  if (task.pid === target_pid) return BPF_EVAL_SELECT

  return BPF_EVAL_NEXT
}

export function bpf_set_policy_name(oc: oom_control) {
  set_oom_policy_name(oc, "my_policy")
}
`),
    ).toBe(`extern void set_oom_policy_name(struct oom_control *oc, const char *src, size_t sz) __ksym;

const volatile s32 target_pid = 1234; /* the process to kill */
u64 seen = 0; // in this event

/** Asked for every task. */
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
	seen += 1;
	// The one that was asked for.
	if (task->pid == target_pid)
		return BPF_EVAL_SELECT;

	return BPF_EVAL_NEXT;
}

SEC("fentry/bpf_set_policy_name")
int BPF_PROG(bpf_set_policy_name, struct oom_control *oc)
{
	char name[] = "my_policy";

	set_oom_policy_name(oc, name, sizeof(name));
	return 0;
}
`)
  })

  test('gives a local the type of its value', () => {
    expect(body('const mm = task.mm')).toBe('struct mm_struct *mm = task->mm;')
    expect(body('const css = task.cgroups.dfl_cgrp.self')).toBe(
      'struct cgroup_subsys_state *css = &task->cgroups->dfl_cgrp->self;',
    )
    expect(body('const adj = task.signal.oom_score_adj * 2')).toBe('s32 adj = task->signal->oom_score_adj * 2;')
    expect(body('const old = task.start_time < 5')).toBe('bool old = task->start_time < 5;')
    expect(body('const pages = get_mm_rss(task.mm) + 1')).toBe('u64 pages = get_mm_rss(task->mm) + 1;')
    expect(body('let total = 0')).toBe('s64 total = 0;')
    expect(body('const name = task.comm')).toBe('const char *name = task->comm;')
  })

  test('writes what the verifier wants of maps', () => {
    const map = 'const sizes = new hash_map<u64, s32>(24)'
    expect(asC(`${map}\n`)).toBe(`struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 24);
	__type(key, u64);
	__type(value, s32);
} sizes SEC(".maps");
`)
    expect(
      body(
        'const id = oc.totalpages as u64\nconst n = sizes.get(id)\nif (n !== undefined && n > 3) return BPF_EVAL_NEXT',
        map,
      ),
    ).toBe(`u64 id = (u64)oc->totalpages;
s32 *n = bpf_map_lookup_elem(&sizes, &id);
if (n != NULL && *n > 3)
	return BPF_EVAL_NEXT;`)
    expect(body('sizes.set(task.pid, 3)', map)).toBe(
      'bpf_map_update_elem(&sizes, &(u64){ task->pid }, &(s32){ 3 }, BPF_ANY);',
    )
    expect(body('sizes.delete(1)', map)).toBe('bpf_map_delete_elem(&sizes, &(u64){ 1 });')
  })

  test('compares a name byte by byte', () => {
    expect(body('if (task.comm === "sh") return BPF_EVAL_NEXT'))
      .toBe(`if (task->comm[0] == 's' && task->comm[1] == 'h' && task->comm[2] == '\\0')
	return BPF_EVAL_NEXT;`)
    expect(body('if (task.comm !== "a") return BPF_EVAL_NEXT'))
      .toBe(`if (task->comm[0] != 'a' || task->comm[1] != '\\0')
	return BPF_EVAL_NEXT;`)
    expect(body('if (task.comm.startsWith("db")) return BPF_EVAL_NEXT'))
      .toBe(`if (task->comm[0] == 'd' && task->comm[1] == 'b')
	return BPF_EVAL_NEXT;`)
  })

  test('has parentheses where C binds otherwise, and where clang asks for them', () => {
    expect(body('const x = (task.pid + 1) as u64 * 2')).toBe('u64 x = (u64)(task->pid + 1) * 2;')
    expect(body('if (task.pid === 1 && oc.order === 2 || task.tgid === 3) return BPF_EVAL_NEXT')).toBe(
      'if ((task->pid == 1 && oc->order == 2) || task->tgid == 3)\n\treturn BPF_EVAL_NEXT;',
    )
    expect(body('if ((task.pid === 1)) return BPF_EVAL_NEXT')).toBe('if (task->pid == 1)\n\treturn BPF_EVAL_NEXT;')
    expect(body('const x = - -task.pid')).toBe('s32 x = -(-task->pid);')
    expect(body('const x = task.flags & PF_KTHREAD | 1')).toBe('u32 x = (task->flags & PF_KTHREAD) | 1;')
  })

  test('keeps an else with the if that it was written for', () => {
    expect(body('if (task.pid) if (task.tgid) return 2; else return 3')).toBe(`if (task->pid) {
	if (task->tgid)
		return 2;
	else
		return 3;
}`)
  })

  test('spells literals so that C reads the same number', () => {
    expect(body('const x = 0o17')).toBe('s64 x = 017;')
    expect(body('const x: u64 = 18_446_744_073_709_551_615')).toBe('u64 x = 18446744073709551615UL;')
    expect(body('const x = 0xffffffff')).toBe('u32 x = 0xffffffff;')
  })

  test('declares functions that are called above their definition', () => {
    expect(asC('function a(): u64 {\n  return b()\n}\nfunction b(): u64 {\n  return 1\n}\n')).toContain(
      'static __always_inline u64 b(void);\n\nstatic __always_inline u64 a(void)\n',
    )
  })
})

describe('places', () => {
  test('of problems are in the TypeScript, whichever pass finds them', () => {
    expect(problems(inVerdict('return task.signal.oom_scor_adj ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'))).toEqual([
      'unknown-field oom_scor_adj',
    ])
    expect(problems(inVerdict('return task.pid === targt ? 3 : 2'))).toEqual(['ts-undeclared targt'])
    expect(problems(inVerdict('while (task.pid > 0) seen += 1\nreturn 2', 'let seen: u64 = 0\n'))).toEqual([
      'unbounded-loop while (task.pid > 0)',
    ])
    expect(problems(inVerdict('task.pid = 3\nreturn 2'))).toEqual(['kernel-write task.pid'])
    expect(problems(inVerdict('const n = m.get(1)\nreturn n + 1', 'const m = new hash_map<u64, s32>(4)\n'))).toEqual([
      'null-check n',
    ])
  })

  test('of parameters are those of their declaration, with label and limits', () => {
    const { value } = compilePolicy(
      {
        language: 'typescript',
        text: inVerdict('return 2', 'const limit: u64 = param(5, "in pages", { min: 1, max: 9 })\n'),
      },
      '6.12',
    )
    expect(value?.globals.find(({ name }) => name === 'limit')).toMatchObject({
      doc: 'in pages',
      range: { min: 1n, max: 9n },
      span: { start: 6, end: 11 },
    })
  })

  test('of parameters without a label are those of the comment above, and of nothing that the author did not write', () => {
    const docOf = (text: string): string | null | undefined =>
      compilePolicy({ language: 'typescript', text: inVerdict('return 2', text) }, '6.12').value?.globals.find(
        ({ name }) => name === 'limit',
      )?.doc
    expect(docOf('const limit: u64 = param(5)\n')).toBeNull()
    expect(docOf('// in pages\nconst limit: u64 = param(5)\n')).toBe('in pages')
  })

  test('of lines are known in both texts', () => {
    const text = inVerdict('if (task.pid === 4)\n  return 3\nreturn 2', '\n\nlet seen: u64 = 0\n')
    const { value } = policyAsC({ language: 'typescript', text }, '6.12')
    const c = value?.source.text.split('\n') ?? []
    const linked = c.flatMap((line, i) => (value?.lines[i] == null ? [] : [`${value.lines[i]} ${line}`]))
    expect(linked).toEqual([
      '3 u64 seen = 0;',
      '4 SEC("fmod_ret/bpf_oom_evaluate_task")',
      '4 int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)',
      '4 {',
      '5 \tif (task->pid == 4)',
      '6 \t\treturn 3;',
      '7 \treturn 2;',
      '8 }',
    ])
  })
})

describe('any text', () => {
  test.each([
    '',
    '\u0000',
    'export function bpf_oom_evaluate_task(',
    'const x: u64 = y\nlet y: u64 = x',
    `${'('.repeat(5000)}1`,
    inVerdict(`return ${'('.repeat(300)}1${')'.repeat(300)}`),
    inVerdict(`return ${'1 + '.repeat(3000)}1`),
    inVerdict('label: for (;;) { break label }'),
    'export default 1',
    'enum E { A }\nnamespace N {}\ntype T = number\ndeclare const q: any\nabstract class C {}',
    inVerdict('return <any>task'),
    inVerdict('const [a, ...b] = [1, 2]\nreturn a'),
  ])('is answered with diagnostics: %#', (text) => {
    const { value, diagnostics } = compilePolicy({ language: 'typescript', text }, '6.12')
    expect(value === null).toBe(hasErrors(diagnostics))
    expect(diagnostics.every(({ span }) => span.start >= 0 && span.end <= text.length && span.start <= span.end)).toBe(
      true,
    )
    expect(diagnostics.length).toBeGreaterThan(0)
  })
})
