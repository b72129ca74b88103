// Random policies for tests, each written in both languages by printers that know nothing of each other: C with every parenthesis and every
// type, TypeScript with as few of both as its own grammar needs.

import * as fc from 'fast-check'

type Int = 's32' | 'u32' | 's64' | 'u64'

/** An expression; the letters are variables. */
export type RandomExpr =
  | { kind: 'number'; value: number; hex: boolean }
  | { kind: 'variable'; name: string }
  | { kind: 'field'; path: string }
  | { kind: 'unary'; op: '-' | '~'; operand: RandomExpr }
  | { kind: 'binary'; op: string; left: RandomExpr; right: RandomExpr }
  | { kind: 'cast'; to: Int; operand: RandomExpr }
  | { kind: 'choice'; test: RandomTest; then: RandomExpr; otherwise: RandomExpr }
  | { kind: 'lookup'; key: RandomExpr; otherwise: RandomExpr }

export type RandomTest =
  | { kind: 'compare'; op: string; left: RandomExpr; right: RandomExpr }
  | { kind: 'not'; operand: RandomTest }
  | { kind: 'both'; op: '&&' | '||'; left: RandomTest; right: RandomTest }
  | { kind: 'name'; name: string; prefix: boolean; equal: boolean }

export type RandomStmt =
  | { kind: 'assign'; name: string; op: string; value: RandomExpr }
  | { kind: 'if'; test: RandomTest; then: readonly RandomStmt[]; otherwise: readonly RandomStmt[] }
  | { kind: 'loop'; turns: number; body: readonly RandomStmt[] }
  | { kind: 'switch'; value: RandomExpr; cases: readonly { label: number; body: readonly RandomStmt[] }[] }
  | { kind: 'store'; key: RandomExpr; value: RandomExpr }

export interface RandomPolicy {
  variables: readonly { name: string; type: Int; first: number }[]
  body: readonly RandomStmt[]
}

const INTS = ['s32', 'u32', 's64', 'u64'] as const
const NAMES = ['a', 'b', 'd', 'e'] as const
const FIELDS = [
  'task.pid',
  'task.signal.oom_score_adj',
  'task.start_time',
  'task.flags',
  'oc.totalpages',
  'task.mm.total_vm',
] as const
const BINARY = ['+', '-', '*', '&', '|', '^', '+', '-'] as const
const ASSIGN = ['=', '+=', '-=', '*=', '&=', '|=', '^='] as const

const { stmt } = fc.letrec<{ expr: RandomExpr; test: RandomTest; stmt: RandomStmt }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('number' as const), value: fc.nat({ max: 5000 }), hex: fc.boolean() }),
    fc.record({ kind: fc.constant('variable' as const), name: fc.constantFrom(...NAMES) }),
    fc.record({ kind: fc.constant('field' as const), path: fc.constantFrom(...FIELDS) }),
    fc.record({
      kind: fc.constant('unary' as const),
      op: fc.constantFrom('-' as const, '~' as const),
      operand: tie('expr'),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      op: fc.constantFrom(...BINARY),
      left: tie('expr'),
      right: tie('expr'),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      op: fc.constantFrom('<<', '>>'),
      left: tie('expr'),
      right: fc.nat({ max: 31 }).map((value): RandomExpr => ({ kind: 'number', value, hex: false })),
    }),
    fc.record({
      kind: fc.constant('binary' as const),
      op: fc.constantFrom('/', '%'),
      left: tie('expr').map((operand): RandomExpr => ({ kind: 'cast', to: 'u64', operand })),
      right: tie('expr').map((operand): RandomExpr => ({
        kind: 'cast',
        to: 'u64',
        operand: { kind: 'binary', op: '|', left: operand, right: { kind: 'number', value: 1, hex: false } },
      })),
    }),
    fc.record({ kind: fc.constant('cast' as const), to: fc.constantFrom(...INTS), operand: tie('expr') }),
    fc.record({ kind: fc.constant('choice' as const), test: tie('test'), then: tie('expr'), otherwise: tie('expr') }),
    fc.record({ kind: fc.constant('lookup' as const), key: tie('expr'), otherwise: tie('expr') }),
  ),
  test: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      kind: fc.constant('compare' as const),
      op: fc.constantFrom('<', '<=', '>', '>=', '==', '!='),
      left: tie('expr'),
      right: tie('expr'),
    }),
    fc.record({
      kind: fc.constant('name' as const),
      name: fc.constantFrom('s', 'sshd', 'stress-ng', 'nginx'),
      prefix: fc.boolean(),
      equal: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('test') }),
    fc.record({
      kind: fc.constant('both' as const),
      op: fc.constantFrom('&&' as const, '||' as const),
      left: tie('test'),
      right: tie('test'),
    }),
  ),
  stmt: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      kind: fc.constant('assign' as const),
      name: fc.constantFrom(...NAMES),
      op: fc.constantFrom(...ASSIGN),
      value: tie('expr'),
    }),
    fc.record({ kind: fc.constant('store' as const), key: tie('expr'), value: tie('expr') }),
    fc.record({
      kind: fc.constant('if' as const),
      test: tie('test'),
      then: fc.array(tie('stmt'), { maxLength: 3 }),
      otherwise: fc.array(tie('stmt'), { maxLength: 2 }),
    }),
    fc.record({
      kind: fc.constant('loop' as const),
      turns: fc.integer({ min: 1, max: 4 }),
      body: fc.array(tie('stmt'), { maxLength: 2 }),
    }),
    fc.record({
      kind: fc.constant('switch' as const),
      value: tie('expr'),
      cases: fc.uniqueArray(fc.record({ label: fc.nat({ max: 4 }), body: fc.array(tie('stmt'), { maxLength: 2 }) }), {
        selector: ({ label }) => label,
        maxLength: 3,
      }),
    }),
  ),
}))

/** Policies that compute with fields, variables and a map, and answer with what came out. */
export const randomPolicy: fc.Arbitrary<RandomPolicy> = fc.record({
  variables: fc.tuple(
    ...NAMES.map((name) =>
      fc.record({ name: fc.constant(name), type: fc.constantFrom(...INTS), first: fc.nat({ max: 1000 }) }),
    ),
  ),
  body: fc.array(stmt, { minLength: 1, maxLength: 6 }),
})

// --- TypeScript, with as few parentheses as it needs

const PRECEDENCE: Readonly<Record<string, number>> = {
  '*': 12,
  '/': 12,
  '%': 12,
  '+': 11,
  '-': 11,
  '<<': 10,
  '>>': 10,
  '<': 9,
  '<=': 9,
  '>': 9,
  '>=': 9,
  '==': 8,
  '!=': 8,
  '&': 7,
  '^': 6,
  '|': 5,
  '&&': 4,
  '||': 3,
  '?': 2,
  '??': 2,
}

interface Printed {
  text: string
  precedence: number
}

const wrap = ({ text, precedence }: Printed, least: number): string => (precedence < least ? `(${text})` : text)
const infix = (op: string, spelled: string, left: Printed, right: Printed): Printed => {
  const precedence = PRECEDENCE[op] ?? 0
  return { text: `${wrap(left, precedence)} ${spelled} ${wrap(right, precedence + 1)}`, precedence }
}

function tsExpr(e: RandomExpr): Printed {
  switch (e.kind) {
    case 'number':
      return { text: e.hex ? `0x${e.value.toString(16)}` : String(e.value), precedence: 20 }
    case 'variable':
      return { text: e.name, precedence: 20 }
    case 'field':
      return { text: e.path, precedence: 20 }
    case 'unary':
      return { text: `${e.op} ${wrap(tsExpr(e.operand), 14)}`, precedence: 14 }
    case 'binary':
      return infix(e.op, e.op, tsExpr(e.left), tsExpr(e.right))
    case 'cast':
      // What follows could be taken for a part of the type: `as u64 | x`, `as u64 < x`.
      return { text: `${wrap(tsExpr(e.operand), 9)} as ${e.to}`, precedence: 1 }
    case 'choice':
      return {
        text: `${wrap(tsTest(e.test), 3)} ? ${wrap(tsExpr(e.then), 2)} : ${wrap(tsExpr(e.otherwise), 2)}`,
        precedence: 2,
      }
    case 'lookup':
      return { text: `kept.get(${tsExpr(e.key).text}) ?? (${tsExpr(e.otherwise).text})`, precedence: 1 }
  }
}

function tsTest(t: RandomTest): Printed {
  switch (t.kind) {
    case 'compare':
      return infix(t.op, t.op === '==' ? '===' : t.op === '!=' ? '!==' : t.op, tsExpr(t.left), tsExpr(t.right))
    case 'not':
      return { text: `!${wrap(tsTest(t.operand), 14)}`, precedence: 14 }
    case 'both':
      return infix(t.op, t.op, tsTest(t.left), tsTest(t.right))
    case 'name': {
      const call = `task.comm.startsWith("${t.name}")`
      if (t.prefix) return { text: t.equal ? call : `!${call}`, precedence: t.equal ? 20 : 14 }
      return { text: `task.comm ${t.equal ? '===' : '!=='} "${t.name}"`, precedence: 8 }
    }
  }
}

function tsStmt(s: RandomStmt, depth: number): string {
  const inner = (body: readonly RandomStmt[]): string => body.map((one) => tsStmt(one, depth + 1)).join('\n')
  switch (s.kind) {
    case 'assign':
      return `${s.name} ${s.op} ${tsExpr(s.value).text};`
    case 'store':
      return `kept.set(${tsExpr(s.key).text}, ${tsExpr(s.value).text});`
    case 'if':
      return `if (${tsTest(s.test).text}) {\n${inner(s.then)}\n}${s.otherwise.length === 0 ? '' : ` else {\n${inner(s.otherwise)}\n}`}`
    case 'loop':
      return `for (let i${depth} = 0; i${depth} < ${s.turns}; i${depth}++) {\n${inner(s.body)}\n}`
    case 'switch':
      return `switch (${tsExpr(s.value).text}) {\n${s.cases.map(({ label, body }) => `case ${label}:\n${inner(body)}\nbreak;`).join('\n')}\ndefault:\n}`
  }
}

export function printTypeScript({ variables, body }: RandomPolicy): string {
  return `const kept = new hash_map<u64, s64>(64);
let result: u64 = 0;
export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
${variables.map(({ name, type, first }) => `let ${name}: ${type} = ${first};`).join('\n')}
${body.map((one) => tsStmt(one, 0)).join('\n')}
result = (result * 31 + a) ^ b + d ^ e;
return (result & 1) === 1 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
`
}

// --- C, with every parenthesis

function cExpr(e: RandomExpr): string {
  switch (e.kind) {
    case 'number':
      return e.hex ? `0x${e.value.toString(16)}` : String(e.value)
    case 'variable':
      return e.name
    case 'field':
      return e.path.replaceAll('.', '->')
    case 'unary':
      return `(${e.op}(${cExpr(e.operand)}))`
    case 'binary':
      return `((${cExpr(e.left)}) ${e.op} (${cExpr(e.right)}))`
    case 'cast':
      return `((${e.to})(${cExpr(e.operand)}))`
    case 'choice':
      return `((${cTest(e.test)}) ? (${cExpr(e.then)}) : (${cExpr(e.otherwise)}))`
    case 'lookup':
      return `({ u64 key_ = ${cExpr(e.key)}; s64 *value_ = bpf_map_lookup_elem(&kept, &key_); value_ ? *value_ : (${cExpr(e.otherwise)}); })`
  }
}

function cTest(t: RandomTest): string {
  switch (t.kind) {
    case 'compare':
      return `((${cExpr(t.left)}) ${t.op} (${cExpr(t.right)}))`
    case 'not':
      return `(!(${cTest(t.operand)}))`
    case 'both':
      return `((${cTest(t.left)}) ${t.op} (${cTest(t.right)}))`
    case 'name': {
      const bytes = Array.from(t.name, (letter, i) => `task->comm[${i}] == '${letter}'`)
      const all = [...bytes, ...(t.prefix ? [] : [`task->comm[${t.name.length}] == 0`])].join(' && ')
      return t.equal ? `(${all})` : `(!(${all}))`
    }
  }
}

function cStmt(s: RandomStmt, depth: number): string {
  const inner = (body: readonly RandomStmt[]): string => body.map((one) => cStmt(one, depth + 1)).join('\n')
  switch (s.kind) {
    case 'assign':
      return `${s.name} ${s.op} ${cExpr(s.value)};`
    case 'store':
      return `{ u64 key_ = ${cExpr(s.key)}; s64 value_ = ${cExpr(s.value)}; bpf_map_update_elem(&kept, &key_, &value_, BPF_ANY); }`
    case 'if':
      return `if (${cTest(s.test)}) {\n${inner(s.then)}\n} else {\n${inner(s.otherwise)}\n}`
    case 'loop':
      return `for (s64 i${depth} = 0; i${depth} < ${s.turns}; i${depth}++) {\n${inner(s.body)}\n}`
    case 'switch':
      return `switch (${cExpr(s.value)}) {\n${s.cases.map(({ label, body }) => `case ${label}:;\n${inner(body)}\nbreak;`).join('\n')}\ndefault:;\n}`
  }
}

export function printC({ variables, body }: RandomPolicy): string {
  return `#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
char LICENSE[] SEC("license") = "GPL";
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 64); __type(key, u64); __type(value, s64); } kept SEC(".maps");
u64 result;
SEC("fmod_ret/bpf_oom_evaluate_task")
int BPF_PROG(bpf_oom_evaluate_task, struct task_struct *task, struct oom_control *oc)
{
${variables.map(({ name, type, first }) => `${type} ${name} = ${first};`).join('\n')}
${body.map((one) => cStmt(one, 0)).join('\n')}
result = ((result * 31) + a) ^ (b + d) ^ e;
return ((result & 1) == 1) ? BPF_EVAL_SELECT : BPF_EVAL_NEXT;
}
`
}
