import { describe, expect, test } from 'vitest'

import { KERNEL_VERSIONS } from '../kernel/versions.ts'
import { ADVICE } from './catalogue/catalogue.ts'
import { compilePolicy } from './compile.ts'
import { POLICY_GALLERY } from '../gallery/policies.ts'

const HEAD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, u64);
	__type(value, u64);
} sizes SEC(".maps");

`

const policy = (body: string, before = ''): string => `${HEAD}${before}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(policy, struct task_struct *task, struct oom_control *oc)
{
${body}
}
`

/** The codes of the hints that a policy gets. */
function hints(body: string, before = ''): string[] {
  const { value, diagnostics } = compilePolicy({ language: 'c', text: policy(body, before) }, '6.12')
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return diagnostics.flatMap(({ code }) => (ADVICE.rules.some((rule) => rule.code === code) ? [code] : []))
}

/** What a careful policy asks first. */
const CAREFUL = `if (task->signal->oom_mm)
	return NO_BPF_POLICY;
if (task->signal->oom_score_adj == -1000)
	return BPF_EVAL_NEXT;
`
const COMPARED = 'return task->mm->total_vm > oc->chosen->mm->total_vm ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;'

describe('a careful policy gets no hint', () => {
  test.each([
    ['as it is', CAREFUL + COMPARED],
    [
      'with its verdict in a variable',
      `${CAREFUL}int v = BPF_EVAL_NEXT;\nif (task->pid > oc->chosen->pid)\n\tv = BPF_EVAL_SELECT;\nreturn v;`,
    ],
    [
      'with one exit',
      `int v = BPF_EVAL_NEXT;\nif (task->signal->oom_mm) {\n\tv = NO_BPF_POLICY;\n\tgoto out;\n}\nif (task->signal->oom_score_adj == -1000)\n\tgoto out;\nif (task->pid > oc->chosen->pid)\n\tv = BPF_EVAL_SELECT;\nout:\nreturn v;`,
    ],
    [
      'with everything in one condition',
      `if (!task->signal->oom_mm && task->signal->oom_score_adj > -1000 && (!oc->chosen || task->pid > oc->chosen->pid))\n\treturn BPF_EVAL_SELECT;\nreturn BPF_EVAL_NEXT;`,
    ],
    [
      'with a switch',
      `${CAREFUL}switch (task->pid > oc->chosen->pid) {\ncase 0:\n\treturn BPF_EVAL_NEXT;\ndefault:\n\treturn BPF_EVAL_SELECT;\n}`,
    ],
    [
      'that remembers the best itself',
      `${CAREFUL}if (task->mm->total_vm > best) {\n\tbest = task->mm->total_vm;\n\treturn BPF_EVAL_SELECT;\n}\nreturn BPF_EVAL_NEXT;`,
      'unsigned long best;',
    ],
    [
      'that remembers it in a map',
      `${CAREFUL}u64 key = 0, size = task->mm->total_vm;\nu64 *best = bpf_map_lookup_elem(&sizes, &key);\nif (best && *best >= size)\n\treturn BPF_EVAL_NEXT;\nbpf_map_update_elem(&sizes, &key, &size, BPF_ANY);\nreturn BPF_EVAL_SELECT;`,
    ],
    [
      'with its guards in a function',
      `if (skip(task))\n\treturn BPF_EVAL_NEXT;\n${COMPARED}`,
      'static bool skip(struct task_struct *t)\n{\n\treturn t->signal->oom_mm || t->signal->oom_score_adj == -1000;\n}',
    ],
    [
      'whose score says that a task must not be chosen',
      `long points = score(task);\nif (points == -1)\n\treturn BPF_EVAL_NEXT;\nif (points > (long)oc->chosen->mm->total_vm)\n\treturn BPF_EVAL_SELECT;\nreturn BPF_EVAL_NEXT;`,
      'static long score(struct task_struct *t)\n{\n\tif (t->signal->oom_score_adj == -1000 || t->signal->oom_mm)\n\t\treturn -1;\n\treturn t->mm->total_vm;\n}',
    ],
    ['with the context spelled out', `${CAREFUL}${COMPARED}`],
    [
      'that reads by bpf_probe_read_kernel',
      `short adj;\nbpf_probe_read_kernel(&adj, sizeof(adj), &task->signal->oom_score_adj);\nif (adj == -1000 || task->signal->oom_mm)\n\treturn BPF_EVAL_NEXT;\n${COMPARED}`,
    ],
    [
      'that reads by BPF_CORE_READ',
      `if (BPF_CORE_READ(task, signal, oom_score_adj) == -1000 || BPF_CORE_READ(task, signal, oom_mm))\n\treturn BPF_EVAL_NEXT;\n${COMPARED}`,
    ],
  ])('%s', (_name, body, before = '') => {
    expect(hints(body, before)).toEqual([])
  })
})

describe('the last SELECT wins', () => {
  test.each([
    ['a size', 'if (task->mm->total_vm > 1000)\n\treturn BPF_EVAL_SELECT;\nreturn BPF_EVAL_NEXT;'],
    ['a name', "if (task->comm[0] == 'x')\n\treturn BPF_EVAL_SELECT;\nreturn BPF_EVAL_NEXT;"],
    ['everything', 'return BPF_EVAL_SELECT;'],
    ['a verdict that is a number', 'return task->start_time > 1000 ? 3 : 2;'],
  ])('where %s is all that it takes', (_name, body) => {
    expect(hints(CAREFUL + body)).toEqual(['last-select-wins'])
  })

  test.each([
    [
      'one process by its number',
      'if (task->pid != 7)\n\treturn NO_BPF_POLICY;\nif (oc->memcg)\n\treturn BPF_EVAL_SELECT;\nreturn BPF_EVAL_NEXT;',
    ],
    ['the first that comes', `${CAREFUL}if (oc->chosen)\n\treturn BPF_EVAL_NEXT;\nreturn BPF_EVAL_SELECT;`],
    ['only those that are better', CAREFUL + COMPARED],
  ])('but not where it takes %s', (_name, body) => {
    expect(hints(body)).not.toContain('last-select-wins')
  })
})

describe('tasks with -1000', () => {
  const select = (condition: string): string =>
    `if (task->signal->oom_mm)\n\treturn NO_BPF_POLICY;\n${condition}${COMPARED}`

  test.each([
    ['nothing asks', ''],
    ['the test is for something else', 'if (task->signal->oom_score_adj < -1000)\n\treturn BPF_EVAL_NEXT;\n'],
    ['the test spares the others', 'if (task->signal->oom_score_adj == -999)\n\treturn BPF_EVAL_NEXT;\n'],
    ['the test is of the chosen one', 'if (oc->chosen->signal->oom_score_adj == -1000)\n\treturn BPF_EVAL_NEXT;\n'],
    ['only one way is guarded', 'if (oc->memcg && task->signal->oom_score_adj == -1000)\n\treturn BPF_EVAL_NEXT;\n'],
  ])('can be selected where %s', (_name, condition) => {
    expect(hints(select(condition))).toEqual(['selects-unkillable'])
  })

  test.each([
    ['< -999', 'if (task->signal->oom_score_adj < -999)\n\treturn BPF_EVAL_NEXT;\n'],
    ['negative ones', 'if (task->signal->oom_score_adj < 0)\n\treturn BPF_EVAL_NEXT;\n'],
    ['a parameter', 'if (task->signal->oom_score_adj <= floor)\n\treturn BPF_EVAL_NEXT;\n'],
  ])('cannot where the policy passes over %s', (_name, condition) => {
    expect(hints(select(condition), 'const volatile int floor = -1000;')).toEqual([])
  })

  test('are passed over by the fix', () => {
    const text = policy(select(''))
    const [edit] = compilePolicy({ language: 'c', text }, '6.12').diagnostics[0]?.fixes?.[0]?.edits ?? []
    if (edit === undefined) throw new Error('no fix')
    const fixed = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end)
    expect(compilePolicy({ language: 'c', text: fixed }, '6.12').diagnostics).toEqual([])
  })
})

describe('dying tasks', () => {
  const guardAdj = 'if (task->signal->oom_score_adj == -1000)\n\treturn BPF_EVAL_NEXT;\n'

  test('can be selected where nothing asks', () => {
    expect(hints(guardAdj + COMPARED)).toEqual(['selects-dying'])
    expect(hints(`${guardAdj}if (!task->signal->oom_mm)\n\treturn BPF_EVAL_NEXT;\n${COMPARED}`)).toEqual([
      'selects-dying',
    ])
  })

  test.each(['task->signal->oom_mm', 'task->flags & PF_EXITING', 'task->signal->flags & 4', 'task->exit_state'])(
    'cannot where the policy asks for %s',
    (condition) => {
      expect(
        hints(`${guardAdj}if (${condition})\n\treturn BPF_EVAL_NEXT;\n${COMPARED}`, '#define PF_EXITING 4'),
      ).toEqual([])
    },
  )
})

describe('SELECT and NO_BPF_POLICY in one search', () => {
  test.each([
    [
      'the rest is left to the kernel',
      `${CAREFUL}if (task->pid > oc->chosen->pid)\n\treturn BPF_EVAL_SELECT;\nreturn NO_BPF_POLICY;`,
    ],
    ['ties are', `${CAREFUL}if (task->pid == oc->chosen->pid)\n\treturn 0;\n${COMPARED}`],
  ])('are mixed where %s', (_name, body) => {
    expect(hints(body)).toContain('unset-points')
  })

  test.each([
    ['the kernel waits for a victim', CAREFUL + COMPARED],
    ['each kind of event has its own', `${CAREFUL}if (!oc->memcg)\n\treturn NO_BPF_POLICY;\n${COMPARED}`],
    ['a parameter switches the policy off', `if (off)\n\treturn NO_BPF_POLICY;\n${CAREFUL}${COMPARED}`],
    ['nobody is chosen yet', `${CAREFUL}if (!oc->chosen)\n\treturn NO_BPF_POLICY;\n${COMPARED}`],
    [
      'the kernel would pass over the task too',
      `if (task->signal->oom_score_adj == -1000)\n\treturn NO_BPF_POLICY;\n${CAREFUL}${COMPARED}`,
    ],
    ['nothing is selected', 'if (task->pid == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;'],
  ])('are not where %s', (_name, body) => {
    expect(hints(body, 'const volatile bool off = false;')).not.toContain('unset-points')
  })
})

describe('a search that finds nobody', () => {
  test.each([
    ['passes over all', 'return BPF_EVAL_NEXT;'],
    ['passes over all but in a cgroup', 'if (oc->memcg)\n\treturn NO_BPF_POLICY;\nreturn BPF_EVAL_NEXT;'],
    ['knows one process alone', 'return task->tgid == 812 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;'],
  ])('comes from a policy that %s', (_name, body) => {
    expect(hints(body)).toEqual(['nobody-chosen'])
  })

  test.each([
    ['leaves some to the kernel', 'return task->pid == 7 ? BPF_EVAL_NEXT : NO_BPF_POLICY;'],
    ['spares all in a cgroup only', 'if (oc->memcg)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;'],
    ['selects what is better', CAREFUL + COMPARED],
  ])('does not come from one that %s', (_name, body) => {
    expect(hints(body)).not.toContain('nobody-chosen')
  })
})

describe('an abort without an end', () => {
  test.each([
    ['always', 'return BPF_EVAL_ABORT;'],
    ['in every cgroup', 'if (oc->memcg)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'],
    ['for large allocations', 'return oc->order > 3 ? BPF_EVAL_ABORT : NO_BPF_POLICY;'],
    [
      'when somebody asks',
      'if (bpf_get_current_pid_tgid() >> 32 == 7)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;',
    ],
  ])('comes from a policy that aborts %s', (_name, body) => {
    expect(hints(body)).toContain('endless-abort')
  })

  test.each([
    ['while a victim is dying', 'if (task->signal->oom_mm)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'],
    ['for a while', 'if (bpf_ktime_get_ns() < 1000)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'],
    ['some times', 'if (times++ < 3)\n\treturn BPF_EVAL_ABORT;\nreturn NO_BPF_POLICY;'],
  ])('does not come from one that aborts %s', (_name, body) => {
    expect(hints(body, 'int times;')).not.toContain('endless-abort')
  })
})

describe('counters below zero', () => {
  const count = 'task->mm->rss_stat[MM_ANONPAGES].count'

  test.each([
    ['stored in an unsigned variable', `u64 pages = ${count};\nif (pages < 256)`],
    ['given to a function', `if (big(${count}))`],
    ['cast', `if ((unsigned long)${count} < oc->totalpages)`],
    ['compared with something unsigned', `if (${count} < oc->totalpages)`],
  ])('become huge when they are %s', (_name, body) => {
    expect(
      hints(
        `${body}\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;`,
        'static bool big(u64 pages)\n{\n\treturn pages > 9;\n}',
      ),
    ).toEqual(['raw-counter'])
  })

  test.each([
    ['a conditional expression', `s64 n = ${count};\nu64 pages = n > 0 ? n : 0;\nif (pages < 256)`],
    ['an if', `s64 n = ${count};\nif (n < 0)\n\tn = 0;\nif ((u64)n < 256)`],
    ['a signed comparison', `if (${count} < 256)`],
    ['a function', `if (clamp(${count}) < 256)`],
  ])('do not after %s', (_name, body) => {
    expect(
      hints(
        `${body}\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;`,
        'static u64 clamp(s64 pages)\n{\n\tif (pages <= 0)\n\t\treturn 0;\n\treturn pages;\n}',
      ),
    ).toEqual([])
  })
})

test("the cpu controller's cgroup is not taken for the memory cgroup", () => {
  expect(
    hints('if (task->sched_task_group->css.cgroup->kn->id == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;'),
  ).toEqual(['cpu-cgroup'])
  expect(hints('if (task->cgroups->dfl_cgrp->kn->id == 7)\n\treturn BPF_EVAL_NEXT;\nreturn NO_BPF_POLICY;')).toEqual([])
})

test('a program that takes its context apart itself is read like any other', () => {
  const text = `${HEAD}SEC("fmod_ret/bpf_oom_evaluate_task")
int evaluate(unsigned long long *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct oom_control *oc = (void *)ctx[1];

	${COMPARED}
}
`
  const codes = compilePolicy({ language: 'c', text }, '6.12').diagnostics.map(({ code }) => code)
  expect(codes).toEqual(['selects-unkillable', 'selects-dying'])
})

/** The policies of the gallery that are there to be wrong, and the one that knows a single process. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  pid: ['nobody-chosen'],
  'naive-biggest': ['selects-unkillable', 'selects-dying'],
  'spare-everyone': ['nobody-chosen'],
  'mixed-verdicts': ['unset-points'],
  'retry-by-priority': ['cpu-cgroup', 'selects-unkillable', 'selects-dying', 'unset-points'],
}

test.each(POLICY_GALLERY)('of the gallery $id gets the hints that it is there to show', ({ id, text }) => {
  for (const kernel of KERNEL_VERSIONS) {
    const codes = compilePolicy({ language: 'c', text }, kernel).diagnostics.map(({ code }) => code)
    expect(codes).toEqual(SHOWN[id] ?? [])
  }
})

describe('truth values as verdicts', () => {
  test.each([
    ['a comparison', 'return task->pid > 7;'],
    ['a comparison in parentheses', 'return (task->pid > 7);'],
    ['both of two comparisons', 'return task->pid > 7 && task->tgid > 7;'],
    ['the opposite', 'return !task->mm;'],
    ['a bool', 'bool large = task->mm->total_vm > 1000;\nreturn large;'],
    ['true', 'return true;'],
    ['false in a branch', `${CAREFUL}if (task->pid > 7)\n\treturn false;\n${COMPARED}`],
  ])('%s is told, and gone with its fix', (_name, body) => {
    expect(hints(body)).toContain('truth-verdict')
    expect(hints(fixed(body))).not.toContain('truth-verdict')
  })

  test.each([
    ['named verdicts', 'return task->pid > 7 ? BPF_EVAL_ABORT : NO_BPF_POLICY;'],
    ['the number 1', 'if (task->pid > 7)\n\treturn 1;\nreturn 0;'],
    ['a function of the policy that returns a verdict', 'return judge(task);'],
  ])('%s is not', (_name, body) => {
    const judge = 'static int judge(struct task_struct *task)\n{\n\treturn task->pid > 7 ? 1 : 0;\n}'
    expect(hints(body, judge)).not.toContain('truth-verdict')
  })

  /** The body with the fix of its hint. */
  function fixed(body: string): string {
    const text = policy(body)
    const { diagnostics } = compilePolicy({ language: 'c', text }, '6.12')
    const [edit] = diagnostics.find(({ code }) => code === 'truth-verdict')?.fixes?.[0]?.edits ?? []
    if (edit === undefined) throw new Error('there is no fix')
    const start = text.indexOf(body)
    return body.slice(0, edit.span.start - start) + edit.text + body.slice(edit.span.end - start)
  }
})
