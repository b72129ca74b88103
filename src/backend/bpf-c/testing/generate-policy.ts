// Random policies: each a program on the verdict hook with its own globals, maps, structs and functions, all named after it, so that many
// of them make one file. The same chances give the same policy. For tests alone.

import type { KernelVersion } from '../../../kernel/versions.ts'
import {
  type ArrayName,
  type Chance,
  choose,
  expression,
  type Scope,
  TYPES,
  U32,
  U64,
  type Value,
} from './generate-expressions.ts'
import { StatementWriter, type Tools } from './generate-statements.ts'

export interface GeneratorOptions {
  kernel: KernelVersion
  /** What clang is told with -mcpu: v3 has 32-bit arithmetic and atomics that fetch. */
  cpu: 'v2' | 'v3'
}

export const HEADERS = `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
char LICENSE[] SEC("license") = "GPL";
`

const typed = (name: string): Value['type'] => {
  const found = TYPES.find((type) => type.name === name)
  if (found === undefined) throw new Error(`no type ${name}`)
  return found
}

const value = (text: string, type: string): Value => ({ text, type: typed(type) })

const has = (kernel: KernelVersion, major: number, minor: number): boolean => {
  const [a = 0, b = 0] = kernel.split('.').map(Number)
  return a > major || (a === major && b >= minor)
}

/** Fields of the kernel's structs, by paths of which some lead through NULL. */
function kernelValues(kernel: KernelVersion): Value[] {
  const counter = (mm: string, member: string): Value =>
    value(has(kernel, 6, 2) ? `${mm}->rss_stat[${member}].count` : `${mm}->rss_stat.count[${member}].counter`, 's64')
  const ofTask = (task: string): Value[] => [
    value(`${task}->pid`, 'int'),
    value(`${task}->tgid`, 'int'),
    value(`${task}->flags`, 'u32'),
    value(`${task}->exit_state`, 'int'),
    value(`${task}->static_prio`, 'int'),
    value(`${task}->start_time`, 'u64'),
    value(`${task}->comm[1]`, 'char'),
    value(`${task}->signal->oom_score_adj`, 's16'),
    value(`${task}->signal->oom_score_adj_min`, 's16'),
    value(`${task}->signal->nr_threads`, 'int'),
    value(`${task}->signal->live.counter`, 'int'),
    value(`${task}->signal->oom_flag_origin`, 'bool'),
    value(`${task}->mm->total_vm`, 'unsigned long'),
    value(`${task}->mm->mm_users.counter`, 'int'),
    value(`${task}->mm->pgtables_bytes.counter`, 's64'),
    counter(`${task}->mm`, 'MM_ANONPAGES'),
    counter(`${task}->mm`, '0'),
    value(`${task}->cred->uid.val`, 'u32'),
    value(`${task}->cgroups->dfl_cgrp->kn->id`, 'u64'),
    value(`${task}->cgroups->dfl_cgrp->level`, 'int'),
    value(`${task}->cgroups->dfl_cgrp->kn->name[0]`, 'char'),
    value(`BPF_CORE_READ(${task}, mm, owner, pid)`, 'int'),
    value(`BPF_CORE_READ(${task}, cred, euid.val)`, 'u32'),
    value(`BPF_CORE_READ(${task}, cgroups, dfl_cgrp, kn, id)`, 'u64'),
  ]
  return [
    ...ofTask('task'),
    ...ofTask('oc->chosen'),
    ...ofTask('task->real_parent'),
    value('oc->totalpages', 'unsigned long'),
    value('oc->order', 'int'),
    value('oc->gfp_mask', 'u32'),
    value('oc->chosen_points', 'long'),
    value('oc->memcg->memory.max', 'unsigned long'),
    value('oc->memcg->memory.usage.counter', 's64'),
    value('oc->memcg->oom_group', 'bool'),
    value('bpf_ktime_get_ns()', 'u64'),
    value('bpf_get_current_pid_tgid()', 'u64'),
    value('bpf_get_current_uid_gid()', 'u64'),
    value('bpf_get_smp_processor_id()', 'u32'),
    value('sizeof(*task->signal->oom_mm) * 0', 'unsigned long'),
    value('bpf_core_field_exists(task->mm)', 'int'),
  ]
}

const CONDITIONS = [
  '!task->mm',
  '!!oc->chosen',
  '!oc->memcg',
  'oc->chosen == task',
  'task->real_parent == task->parent',
  'task->mm != oc->chosen->mm',
  'task->group_leader == task',
  'bpf_core_type_exists(struct mm_rss_stat)',
]

const mapDefinition = (name: string, kind: string, extra: readonly string[]): string[] => [
  'struct {',
  `__uint(type, BPF_MAP_TYPE_${kind});`,
  ...extra,
  '__type(value, u64);',
  `} ${name} SEC(".maps");`,
]

/** The text of one policy whose names begin with `name`; its program has that name. */
export function generatePolicy(name: string, chance: Chance, { kernel, cpu }: GeneratorOptions): string {
  const lines: string[] = []
  const places: Value[] = []
  const arrays: ArrayName[] = []
  const atomics: string[] = []
  const integer = (): string => choose(chance, ['0', '1', '-1', '77', '0x1234', '200'])

  for (let n = 0; n < 3; n++) {
    const type = choose(chance, TYPES)
    places.push({ text: `${name}_g${n}`, type })
    lines.push(`${type.name} ${name}_g${n}${chance.below(2) === 0 ? '' : ` = ${integer()}`};`)
  }
  atomics.push(`${name}_sum`)
  lines.push(`u64 ${name}_sum;`)
  const readables = [value(`${name}_parameter`, 's16')]
  lines.push(`const volatile s16 ${name}_parameter = ${integer()};`)

  const element = choose(chance, TYPES)
  arrays.push({ text: `${name}_list`, type: element, length: 8 })
  lines.push(`${element.name} ${name}_list[8] = { 1, [3] = ${integer()}, 5 };`)
  arrays.push({ text: `${name}_table[1]`, type: typed('u16'), length: 4 })
  lines.push(`static const u16 ${name}_table[2][4] = { { 1, 2, 3, 4 }, { 50000, 6, 7 } };`)

  const [a, b, c] = [choose(chance, TYPES), choose(chance, TYPES), choose(chance, TYPES)]
  lines.push(
    `struct ${name}_pair { ${a.name} a; ${b.name} b; };`,
    `struct ${name}_box {`,
    `${a.name} first;`,
    `struct ${name}_pair pair[2];`,
    'union { u64 whole; u32 half[2]; s8 bytes[8]; } as;',
    `${c.name} last;`,
    '};',
    `struct ${name}_box ${name}_global;`,
  )
  const maps = [
    // No key is above 7, so that the LRU map is never full: whom it would let go is not determined.
    { map: 'hash', kind: choose(chance, ['HASH', 'PERCPU_HASH']), entries: 5 },
    { map: 'recent', kind: 'LRU_HASH', entries: 16 },
    { map: 'array', kind: choose(chance, ['ARRAY', 'PERCPU_ARRAY']), entries: 6 },
  ]
  for (const { map, kind, entries } of maps) {
    lines.push(...mapDefinition(`${name}_${map}`, kind, [`__uint(max_entries, ${entries});`, '__type(key, u32);']))
  }
  const hasCgroupStorage = has(kernel, 6, 2)
  for (const kind of ['TASK', ...(hasCgroupStorage ? ['CGRP'] : [])]) {
    const extra = ['__uint(map_flags, BPF_F_NO_PREALLOC);', '__type(key, int);']
    lines.push(...mapDefinition(`${name}_${kind.toLowerCase()}`, `${kind}_STORAGE`, extra))
  }
  lines.push(
    `static long ${name}_add(void *map, const void *key, void *value, void *context)`,
    '{',
    '*(u64 *)context += *(const u32 *)key * 3 + *(u64 *)value;',
    'return 0;',
    '}',
  )

  const tools = (parts: Partial<Tools>, own: Partial<Scope>): Tools => ({
    scope: { places: [], arrays: [...arrays], readables, conditions: [], ...own },
    functions: [],
    callbacks: [],
    hashes: [`${name}_hash`, `${name}_recent`],
    arrays: [`${name}_array`],
    taskStorage: `${name}_task`,
    cgroupStorage: hasCgroupStorage ? `${name}_cgrp` : null,
    walker: null,
    structs: [],
    atomics,
    program: false,
    iterators: has(kernel, 6, 4),
    fetch: cpu === 'v3',
    ...parts,
  })

  const functions: string[] = []
  for (const kind of ['static __noinline', 'static __always_inline', 'static']) {
    const own = tools({ functions: [...functions] }, { places: [value('x', 'u32'), value('y', 's64'), ...places] })
    const writer = new StatementWriter(chance, own)
    const fn = `${name}_f${functions.length}`
    writer.lines.push('u64 acc = x;')
    own.scope.places.unshift(value('acc', 'u64'))
    writer.block(1 + chance.below(3), 1)
    lines.push(`${kind} u64 ${fn}(u32 x, s64 y)`, '{', ...writer.lines)
    lines.push(`return acc + ${expression(chance, own.scope, 2).text};`, '}')
    functions.push(fn)
  }

  const inCallback = tools({}, { places: [value('*sum', 'u64'), ...places], readables: [value('index', 'u64')] })
  const callback = new StatementWriter(chance, inCallback)
  callback.block(1, 0)
  lines.push(
    `static long ${name}_each(u64 index, void *context)`,
    '{',
    'u64 *sum = context;',
    ...callback.lines,
    `*sum = *sum * 3 + ${expression(chance, inCallback.scope, 2).text};`,
    `return *sum % ${3 + chance.below(9)} == 0;`,
    '}',
  )

  const structs = [`${name}_global`, 'box']
  const members = structs.flatMap((box): Value[] => [
    { text: `${box}.first`, type: a },
    { text: `${box}.pair[1].b`, type: b },
    { text: `${box}.as.whole`, type: U64 },
    { text: `${box}.as.half[1]`, type: U32 },
    { text: `${box}.last`, type: c },
    { text: `(&${box})->pair[0].a`, type: a },
  ])
  const inProgram = tools(
    { functions, callbacks: [`${name}_each`], walker: `${name}_add`, structs, program: true },
    {
      places: [value('acc', 'u64'), ...places, ...members],
      arrays: [
        ...arrays,
        { text: `${name}_global.as.bytes`, type: typed('s8'), length: 8 },
        { text: 'box.as.half', type: U32, length: 2 },
      ],
      readables: [...readables, ...kernelValues(kernel)],
      conditions: CONDITIONS,
    },
  )
  const writer = new StatementWriter(chance, inProgram)
  writer.lines.push(
    `struct ${name}_box box = { .first = ${integer()}, .pair = { [1] = { .b = 1 } }, .last = 3 };`,
    `u64 acc = ${chance.below(100)};`,
  )
  writer.local()
  writer.local()
  const locals = inProgram.scope.places.slice(-2)
  writer.block(4 + chance.below(8), 2)
  lines.push('SEC("fmod_ret/bpf_oom_evaluate_task")')
  lines.push(`int BPF_PROG(${name}, struct task_struct *task, struct oom_control *oc)`, '{', ...writer.lines)
  for (const { text } of [...locals, ...members]) lines.push(`acc = acc * 31 + ${text};`)
  lines.push(...resultOf(chance), '}', '')
  return lines.join('\n')
}

/** The whole of the verdict's 32 bits, which is no policy where it is not 0 to 3, or a verdict that the kernel takes. */
const resultOf = (chance: Chance): string[] =>
  choose(chance, [
    ['return acc;'],
    ['return (int)(acc ^ acc >> 32);'],
    ['return acc % 7 == 0 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;'],
    ['return acc % 5 < 2 ? BPF_EVAL_SELECT : NO_BPF_POLICY;'],
    ['if (acc % 64 == 0)', 'return BPF_EVAL_ABORT;', 'return (acc & 2) | 1 ? BPF_EVAL_SELECT : acc;'],
  ])
