// Policies as people write BPF C: libbpf's bootstrap, kernel selftests, flavours, macros of their own. Those in `styles/` compile as they
// are; what is not supported is told with its line and a reason, and nothing is passed over in silence.

import { describe, expect, test } from 'vitest'

import { compilePolicy } from '../compile.ts'
import { lineColumnAt, lineStarts } from '../span.ts'

const STYLES = import.meta.glob<string>('./styles/*.bpf.c', { query: '?raw', import: 'default', eager: true })

/** What is wrong, by line. */
function problems(text: string): string[] {
  const { diagnostics } = compilePolicy({ language: 'c', text }, '6.12')
  const starts = lineStarts(text)
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, span, message }) => `${lineColumnAt(starts, span.start).line} ${code}: ${message}`)
}

test.each(Object.entries(STYLES))('%s compiles as it is', (_file, text) => {
  expect(problems(text)).toEqual([])
})

const HEAD =
  '#include "vmlinux.h"\n#include <bpf/bpf_helpers.h>\n#include <bpf/bpf_tracing.h>\nchar _license[] SEC("license") = "GPL";\n'
const evaluate = (body: string): string =>
  `SEC("fmod_ret/bpf_oom_evaluate_task")\nint BPF_PROG(evaluate, struct task_struct *task, struct oom_control *oc)\n{\n${body}\n\treturn 0;\n}\n`

describe('what is not supported', () => {
  test.each([
    [
      'a bit field that is too wide',
      `struct f { u8 deny:9; };
${evaluate('')}`,
      /^5 bit-field: .*1 to 8/,
    ],
    ["a header of one's own", `#include "common.h"\n${evaluate('')}`, /^5 own-header: "common\.h"/],
    [
      'a kprobe macro on a hook',
      'SEC("fentry/oom_kill_process")\nint BPF_KPROBE(k) { return 0; }\n',
      /^6 unsupported-macro: .*BPF_PROG/,
    ],
    [
      'a trie',
      `struct { __uint(type, BPF_MAP_TYPE_LPM_TRIE); __uint(max_entries, 64); __type(key, u64); __type(value, u64); } rb SEC(".maps");
${evaluate('')}`,
      /^5 map-kind: .*hash map/,
    ],
    [
      'a map of the old form',
      `struct bpf_map_def SEC("maps") m = { .type = BPF_MAP_TYPE_HASH };\n${evaluate('')}`,
      /^5 map-definition: .*old form/,
    ],
    [
      'a struct by value',
      `struct s { u64 a; };\n__noinline struct s f(void) { struct s x = {}; return x; }\n${evaluate('')}`,
      /^6 struct-value: .*always_inline/,
    ],
    [
      'a builtin that clang cannot compile',
      evaluate('\tif (__builtin_ctzll(task->pid))\n\t\treturn 2;'),
      /^8 builtin-use: .*for loop/,
    ],
    [
      'a builtin that nobody knows',
      evaluate('\tif (__builtin_frobnicate(1))\n\t\treturn 2;'),
      /^8 builtin-use: .*does not have/,
    ],
    [
      'a bit field of the kernel',
      evaluate('\tif (BPF_CORE_READ_BITFIELD_PROBED(task, in_execve))\n\t\treturn 2;'),
      /^8 core-macro: /,
    ],
  ])('%s is told with its line and a reason', (_name, body, expected) => {
    expect(problems(HEAD + body)[0]).toMatch(expected)
  })
})

test('counting bits and taking absolute values is what clang makes of it', () => {
  const text = `${HEAD}int bits = __builtin_bswap16(1);\n${evaluate('\tif (__builtin_popcountll(task->start_time) > 3 || __builtin_abs(task->signal->oom_score_adj) > 5)\n\t\treturn 2;')}`
  expect(problems(text)).toEqual([])
})

test('a program that libbpf would not load by itself runs, and says so', () => {
  const text = HEAD + evaluate('').replace('"fmod_ret', '"?fmod_ret')
  const { value, diagnostics } = compilePolicy({ language: 'c', text }, '6.12')
  expect(value?.programs).toHaveLength(1)
  expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['hint unknown-section'])
})
