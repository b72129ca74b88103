import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { examples } from '../../../../scripts/examples.ts'
import { KERNEL_VERSIONS } from '../../../kernel/versions.ts'
import { completeC, hoverC } from '../assist/assist.ts'
import { parseC } from './parse.ts'

const GOOD = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
const volatile int target_pid = 7; /* the process */
#else
const volatile int target_pid = '\\x07';
#endif
struct { __uint(type, BPF_MAP_TYPE_HASH); __type(key, u64); __type(value, int); } prio SEC(".maps");
enum level { LOW, HIGH = 3 };
static __always_inline int worth(struct task_struct *t, int (*f)(int))
{
  int values[3] = { [1] = 2 }, i;
  bpf_for(i, 0, 3) { values[i] <<= MAX(i, 1); }
  return t->mm ? BPF_CORE_READ(t, mm, total_vm) : sizeof(struct level *);
}
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(choose, struct task_struct *task, struct oom_control *oc)
{
  switch (task->pid) { case 1 ... 5: goto out; default: break; }
  do { bpf_printk("%d \\"%s\\"", task->pid, task->comm); } while (0);
out:
  return (u64)task->tgid == target_pid ? ({ int x = 3; x; }) : BPF_EVAL_NEXT; // done
}
`

const WORDS = [
  ...'( ) [ ] { } ; , . -> + - * / & && | = == ? : ... # ## < > ! ~ ++ "a" \'b\' 1 0x 1.5 \\'.split(' '),
  ...'int u64 struct union enum typedef static extern const void bool typeof sizeof if else for while do switch case'.split(
    ' ',
  ),
  ...'default goto return break x task SEC BPF_PROG bpf_for BPF_CORE_READ offsetof __attribute__ asm __auto_type'.split(
    ' ',
  ),
  '\n',
  '\n#define M(a) a M',
  '\n#define N M(',
  '\n#if 1',
  '\n#endif',
  '\n#else',
  '/*',
  '*/',
  '//',
  '\\\n',
  '_Static_assert',
  'M',
  'N',
]

/** What is wrong with the diagnostics of a text: spans outside of it, empty messages. */
function flaws(text: string): string[] {
  const { diagnostics } = parseC(text, { kernel: '6.12' })
  return diagnostics.flatMap(({ code, span, fixes, message }) => {
    const edits = (fixes ?? []).flatMap((fix) => fix.edits.map((edit) => edit.span))
    const isGood = [span, ...edits].every(({ start, end }) => start >= 0 && end >= start && end <= text.length)
    return isGood && message !== '' ? [] : [code]
  })
}

/** For every text of the kind the flaws are none, and nothing throws. */
const alwaysRead = (texts: fc.Arbitrary<string>, numRuns: number): void => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(flaws(text)).toEqual([])
    }),
    { numRuns },
  )
}

const mutation = fc.record({
  at: fc.nat(GOOD.length),
  remove: fc.nat(12),
  insert: fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom(...WORDS)),
})
const mutated = fc
  .array(mutation, { minLength: 1, maxLength: 6 })
  .map((mutations) =>
    mutations.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), GOOD),
  )
const soup = fc.array(fc.constantFrom(...WORDS), { maxLength: 80 }).map((words) => words.join(' '))

/** Generous, because the machine may be busy; a text that loops for ever still ends the test. */
describe('every text is read', () => {
  it.each(KERNEL_VERSIONS)('without diagnostics when it is good (%s)', (kernel) => {
    expect(parseC(GOOD, { kernel }).diagnostics).toEqual([])
  })

  it('garbage', () => {
    expect.hasAssertions()
    alwaysRead(
      fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 200 })),
      examples(100, 20),
    )
  })

  it('token soups', () => {
    expect.hasAssertions()
    alwaysRead(soup, examples(250, 40))
  })

  it('good text with mistakes in it', () => {
    expect.hasAssertions()
    alwaysRead(mutated, examples(150, 30))
  })

  it('every beginning of a good text', () => {
    const beginnings = Array.from({ length: Math.ceil(GOOD.length / 7) }, (_, i) => GOOD.slice(0, i * 7))
    expect(beginnings.flatMap(flaws)).toEqual([])
  })
})

describe("the editor's questions have an answer for every text", () => {
  it('at every place of what is being typed', () => {
    expect.hasAssertions()
    const places = fc.tuple(fc.oneof(mutated, soup), fc.nat(1000))
    fc.assert(
      fc.property(places, ([text, at]) => {
        const offset = Math.min(at, text.length)
        const hover = hoverC(text, offset, '6.1')
        expect(Array.isArray(completeC(text, offset, '7.3'))).toBe(true)
        expect(hover === null || hover.span.end > hover.span.start).toBe(true)
      }),
      { numRuns: examples(80, 20) },
    )
  })
})
