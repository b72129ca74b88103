// For every code of the TypeScript front end a policy that is free of it and one that has it, and nothing else. A test compiles them all.

interface Example {
  accepted: string
  refused: string
}

/** A whole policy: declarations, then the verdict program with the statements in its body. */
const verdict = (body: string, before = ''): string =>
  `${before === '' ? '' : `${before}\n\n`}export function bpf_oom_evaluate_task(task: task_struct, oc: oom_control): verdict {
${body
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
}
`

const NEXT = 'return BPF_EVAL_NEXT'

export const TS_EXAMPLES: Readonly<Record<string, Example>> = {
  'ts-syntax': { accepted: verdict(NEXT), refused: verdict('return BPF_EVAL_NEXT +') },
  'ts-function': {
    accepted: verdict(
      'return size(task) > 10 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'function size(task: task_struct): u64 {\n  return get_mm_rss(task.mm)\n}',
    ),
    refused: verdict('const size = (task: task_struct) => get_mm_rss(task.mm)\nreturn BPF_EVAL_NEXT'),
  },
  'ts-class': { accepted: verdict(NEXT, 'let seen: u64 = 0'), refused: verdict(NEXT, 'class Policy {\n  seen = 0\n}') },
  'ts-async': {
    accepted: verdict('return wait(task)', 'function wait(task: task_struct): verdict {\n  return BPF_EVAL_NEXT\n}'),
    refused: verdict(
      'return wait(task)',
      'async function wait(task: task_struct): verdict {\n  return BPF_EVAL_NEXT\n}',
    ),
  },
  'ts-string': {
    accepted: verdict('if (task.comm === "sshd") return BPF_EVAL_NEXT\nreturn BPF_EVAL_SELECT'),
    refused: verdict('const name = "sshd"\nreturn BPF_EVAL_SELECT'),
  },
  'ts-number': {
    accepted: verdict('return task.signal.oom_score_adj > 500 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('return task.signal.oom_score_adj > 0.5 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
  'ts-object': {
    accepted: verdict('const mm = task.mm\nreturn mm !== null ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('const { mm } = task\nreturn BPF_EVAL_NEXT'),
  },
  'ts-module': { accepted: verdict(NEXT), refused: verdict(NEXT, "import { largest } from './mine'") },
  'ts-exception': {
    accepted: verdict('if (task.mm === null) return NO_BPF_POLICY\nreturn BPF_EVAL_NEXT'),
    refused: verdict('if (task.mm === null) throw 1\nreturn BPF_EVAL_NEXT'),
  },
  'ts-operator': {
    accepted: verdict('return (task.pid >> 1) === 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('return (task.pid >>> 1) === 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
  'ts-truth': {
    accepted: verdict(
      'const n = counts.get(task.pid) ?? 0\nreturn n > 2 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const counts = new hash_map<s32, u64>(64)',
    ),
    refused: verdict(
      'const n = counts.get(task.pid)\nif (n) return BPF_EVAL_SELECT\nreturn BPF_EVAL_NEXT',
      'const counts = new hash_map<s32, u64>(64)',
    ),
  },
  'ts-statement': {
    accepted: verdict('for (let i = 0; i < 3; i++) seen += 1\nreturn BPF_EVAL_NEXT', 'let seen: u64 = 0'),
    refused: verdict('for (const i in task) seen += 1\nreturn BPF_EVAL_NEXT', 'let seen: u64 = 0'),
  },
  'ts-expression': {
    accepted: verdict('if (task.pid === 4) return BPF_EVAL_SELECT\nreturn BPF_EVAL_NEXT'),
    refused: verdict('let pid: s32 = 3\nif (pid = task.pid) return BPF_EVAL_SELECT\nreturn BPF_EVAL_NEXT'),
  },
  'ts-type': {
    accepted: verdict('let pages: u64 = get_mm_rss(task.mm)\nreturn pages > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('let pages: number = get_mm_rss(task.mm)\nreturn BPF_EVAL_NEXT'),
  },
  'ts-missing-type': {
    accepted: verdict('let best: u64\nbest = 4\nreturn best > 3 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('let best\nreturn BPF_EVAL_NEXT'),
  },
  'ts-name': {
    accepted: verdict('const size = get_mm_rss(task.mm)\nreturn size > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('const long = get_mm_rss(task.mm)\nreturn long > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
  'ts-undeclared': {
    accepted: verdict(
      'return task.pid === target_pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const target_pid: s32 = param(1234, "the process to kill")',
    ),
    refused: verdict('return task.pid === target_pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
  'ts-const': {
    accepted: verdict('let n = 0\nn += 1\nreturn n > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
    refused: verdict('const n = 0\nn += 1\nreturn n > 4 ? BPF_EVAL_SELECT : BPF_EVAL_NEXT'),
  },
  'ts-program': {
    accepted: verdict(NEXT),
    refused: verdict(NEXT, 'export function evaluate(task: task_struct): verdict {\n  return BPF_EVAL_NEXT\n}'),
  },
  'ts-param': {
    accepted: verdict(
      'return task.pid === pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const pid: s32 = param(7, "its number", { min: 1, max: 100 })',
    ),
    refused: verdict(
      'return task.pid === pid ? BPF_EVAL_SELECT : BPF_EVAL_NEXT',
      'const pid: s32 = param(7, "its number", 3)',
    ),
  },
  'ts-map': {
    accepted: verdict('seen.set(task.pid, true)\nreturn BPF_EVAL_NEXT', 'const seen = new hash_map<s32, bool>(64)'),
    refused: verdict('seen.add(task.pid)\nreturn BPF_EVAL_NEXT', 'const seen = new hash_map<s32, bool>(64)'),
  },
}
