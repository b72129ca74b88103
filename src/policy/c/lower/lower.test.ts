import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { examples } from '../../../../scripts/examples.ts'
import { KERNEL_VERSIONS } from '../../../kernel/versions.ts'
import type { Diagnostic } from '../../diagnostics.ts'
import { POLICY_GALLERY } from '../../../gallery/policies.ts'
import { codesOf, irOf, lowerText, reported } from './testing-lower.ts'

const PID_PROGRAM = `SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
    if (task->pid == target_pid)
        return BPF_EAVL_SELECT;
    return BPF_EVAL_NEXT;
}
`

const NAME_PROGRAM = `SEC("fentry/bpf_set_policy_name")
int BPF_PROG(set_police_name_k, struct oom_control *oc)
{
    char name[] = "my_policy";
    set_oom_policy_name(oc, name, sizeof(name));
    return 0;
}
`

describe("the programs of the interface's documentation", () => {
  it('lower together once the parameter is declared', () => {
    expect(irOf(`const volatile int target_pid = 1234;\n\n${PID_PROGRAM}\n${NAME_PROGRAM}`)).toMatchInlineSnapshot(`
      "rodata parameter int target_pid = d2 04 00 00
      rodata char .str.0[10] = 6d 79 5f 70 6f 6c 69 63 79 00
      program fmod_ret/bpf_oom_evaluate_task -> bpf_oom_evaluate_task (args)
      program fentry/bpf_set_policy_name -> set_police_name_k (args)
      int bpf_oom_evaluate_task(struct task_struct *task, struct oom_control *oc) {
        if (task->pid == @target_pid) {
          return 3
        }
        return 2
      }
      int set_police_name_k(struct oom_control *oc) {
        stack char name[10]
        copy name <- @.str.0 [10]
        extern set_oom_policy_name(oc, (const char *)&name[0l], 10ul)
        return 0
      }"
    `)
  })

  it('lack one declaration, which is offered', () => {
    const [error, hint] = reported(`${PID_PROGRAM}\n${NAME_PROGRAM}`)
    expect(error?.code).toBe('undeclared')
    expect(error?.fixes?.[0]?.edits).toEqual([
      { span: { start: 0, end: 0 }, text: 'const volatile int target_pid = 0;\n\n' },
    ])
    expect(hint?.code).toBe('spelling-of-select')
  })
})

describe('lowerC()', () => {
  it('takes every policy of the gallery for every kernel without a word', () => {
    for (const { id, text } of POLICY_GALLERY) {
      for (const kernel of KERNEL_VERSIONS) expect([id, kernel, codesOf(text, { kernel })]).toEqual([id, kernel, []])
    }
  })

  it('refuses what is nested too deeply instead of exhausting the stack', () => {
    const sum = Array.from({ length: 3000 }, () => 'a').join(' + ')
    expect(codesOf(`int f(int a) { return ${sum}; }`).map((line) => line.split(' ')[2])).toContain('too-deep')
    const elses = Array.from({ length: 3000 }, (_, i) => `if (a == ${i}) return ${i};`).join(' else ')
    expect(codesOf(`int f(int a) { ${elses} return 0; }`).map((line) => line.split(' ')[2])).toContain('too-deep')
  })

  it('takes a text with a little of everything', () => {
    expect(codesOf(ODDITIES)).toEqual([])
  })

  it('gives a unit and diagnostics with spans in the text for texts made of pieces of C', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), (pieces) => {
        expect(outsideOf(pieces.join(' '))).toEqual([])
      }),
      { numRuns: examples(150, 20) },
    )
  })

  it('does so for policies that were cut, doubled and overwritten', () => {
    const texts = [...POLICY_GALLERY.map((policy) => policy.text), PID_PROGRAM + NAME_PROGRAM, ODDITIES]
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.nat(30), fc.constantFrom('', ...PIECES)), { minLength: 1, maxLength: 4 }),
        (text, edits) => {
          let mutated = text
          for (const [at, length, piece] of edits) {
            const start = at % (mutated.length + 1)
            mutated = mutated.slice(0, start) + piece + mutated.slice(start + length)
          }
          expect(outsideOf(mutated)).toEqual([])
        },
      ),
      { numRuns: examples(150, 20) },
    )
  })
})

/** The diagnostics whose spans are not places of the text, whoever the text is taken for. */
const outsideOf = (text: string): Diagnostic[] =>
  (['policy', 'kernel'] as const)
    .flatMap((origin) => lowerText(text, { origin }).diagnostics)
    .filter(({ span }) => span.start < 0 || span.end < span.start || span.end > text.length)

/** A policy with a little of everything that the gallery does not have. */
const ODDITIES = `
enum color { RED, GREEN = 5 };
typedef struct node { struct node *next; union { int i; long l; }; char name[8]; } node_t;
struct task_struct___x { int pid; int none; } __attribute__((preserve_access_index));
static node_t nodes[2] = { { .name = "a", .l = 3 }, { 0 } };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 4); __type(key, u64); __type(value, node_t); } m SEC(".maps");
static long each(u64 i, void *ctx) { *(long *)ctx += i; return 0; }
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(p, struct task_struct *task, struct oom_control *oc)
{
	static int calls;
	u64 key = task->pid;
	node_t *n = bpf_map_lookup_elem(&m, &key), copy = nodes[0];
	long sum = 0, words[2][2] = { [1] = { 1 } };
	int i;
	bpf_loop(4, each, &sum, 0);
	bpf_for(i, 0, 3) { if (n && n->name[i & 7]) goto out; else continue; }
	switch (calls++) { case RED: case 3 ... 4: sum += ({ int k = i; k ?: 2; }); break; default: copy.i ^= words[1][0]; }
	if (bpf_core_field_exists(((struct task_struct___x *)task)->none))
		sum += ((struct task_struct___x *)task)->none + BPF_CORE_READ(task, mm, owner, pid);
	__sync_fetch_and_add(&calls, 1);
	bpf_printk("%d %s", sizeof(copy), copy.name);
	copy = (node_t){ .i = 1, .next = n };
out:
	return calls ? sum > 3 : copy.i << 2;
}
`

/** Words and fragments to make texts of, separated by spaces or by lines. */
const WORDS = `
int u64 char void const static typedef extern a b f task pid mm * & -> . [ ] ( ) { } ; , = += ++ + -
/ % << && ? : ! == 0 1 -1 3ul 1.5 "text" 'c' else do case default: break; continue; return goto
sizeof( typeof( ({ }) SEC(".maps") SEC("fentry/oom_kill_process") BPF_PROG(f, NULL true
bpf_printk("%d", bpf_loop(
`

const FRAGMENTS = `
struct task_struct
struct x
enum e
if (
for (;;)
while (
switch (
BPF_CORE_READ(task, mm, pid)
bpf_core_type_exists(struct x)
__uint(type, 1)
#define a
int f(int a) {
struct x { int a; };
int a[3] = {
.a =
[1] =
bpf_for(a, 0, 3)
`

const PIECES = ['\n', ...WORDS.trim().split(/\s+/), ...FRAGMENTS.trim().split('\n')]
