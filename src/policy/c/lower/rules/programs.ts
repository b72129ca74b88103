// Programs, their hooks, licence and verdicts.

import { VERDICT_HOOK } from '../../../../kernel/interfaces.ts'
import { rule } from '../../../catalogue/rule.ts'
import { verdict, NEXT, bodies, HEADERS, LICENCE } from '../../../catalogue/examples.ts'

export const UNKNOWN_SECTION = rule({
  code: 'unknown-section',
  title: 'A section that is not a hook of the playground',
  explanation:
    'The name in SEC("...") says where a program attaches. The playground runs the programs of the hooks that an OOM policy has.',
  example: {
    accepted: verdict(NEXT),
    refused: verdict(NEXT).replace(VERDICT_HOOK.section, `${VERDICT_HOOK.section}s`),
  },
})

export const COMPANION_PROGRAM = rule({
  code: 'companion-program',
  severity: 'warning',
  title: 'A program of another kind',
  explanation:
    'A file may have more programs than those of the policy: kprobes, tracepoints, system calls. The playground does not run them, so what they store in globals and maps is not there. An export keeps them.',
  example: {
    accepted: verdict(NEXT),
    refused: verdict(
      NEXT,
      'u64 kills;\n\nSEC("kprobe/oom_kill_process")\nint on_kill(void *ctx)\n{\n\tkills++;\n\treturn 0;\n}',
    ),
  },
})

export const PROGRAM_ARGUMENTS = rule({
  code: 'program-arguments',
  title: 'A program whose parameters do not fit its hook',
  explanation:
    'BPF_PROG takes the arguments of the kernel function in their order. Fewer are fine, and an fmod_ret program may add int ret at the end.',
  verifier: ["func '%s' doesn't have %d-th argument"],
  example: {
    accepted: verdict(NEXT),
    refused: verdict(NEXT).replace(
      'struct task_struct *task, struct oom_control *oc',
      'struct oom_control *oc, struct task_struct *task',
    ),
  },
})

export const PROGRAM_RETURN = rule({
  code: 'program-return',
  title: 'A program that does not return int',
  explanation: 'Every BPF program returns an int, even when the function that it attaches to returns nothing.',
  example: { accepted: verdict(NEXT), refused: verdict('').replace('int BPF_PROG', 'void BPF_PROG') },
})

export const NO_PROGRAM = rule({
  code: 'no-program',
  severity: 'warning',
  title: 'Nothing attaches to the kernel',
  explanation:
    'A function becomes a program by a SEC("...") in front of it, which names its hook. Without one, the kernel decides alone.',
  example: { accepted: verdict(NEXT), refused: `${HEADERS}${LICENCE}int limit;\n` },
})

export const MISSING_LICENSE = rule({
  code: 'missing-license',
  severity: 'warning',
  title: 'No licence',
  explanation:
    'Most helpers and, from Linux 6.12 on, every kernel struct are available only to programs under a GPL-compatible licence. The playground runs the policy without one; a kernel does not load it.',
  verifier: ["Cannot access kernel 'struct task_struct' from non-GPL compatible program"],
  example: { accepted: verdict(NEXT), refused: verdict(NEXT).replace(LICENCE, '') },
})

export const WRONG_LICENSE = rule({
  code: 'wrong-license',
  title: 'A licence that is not GPL-compatible',
  explanation:
    'The kernel compares the string with a fixed list: "GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL". Anything else counts as proprietary.',
  verifier: ['cannot call GPL-restricted function from non-GPL compatible program'],
  example: { accepted: verdict(NEXT), refused: verdict(NEXT).replace('"GPL"', '"Proprietary"') },
})

export const VERDICT_VALUE = rule({
  code: 'verdict-value',
  severity: 'warning',
  title: 'A verdict constant with another value than in the kernel',
  explanation:
    'The kernel reads the number that the program returns: 0 is NO_BPF_POLICY, 1 is BPF_EVAL_ABORT, 2 is BPF_EVAL_NEXT, 3 is BPF_EVAL_SELECT. Constants of your own must agree.',
  example: {
    accepted: verdict(NEXT, 'enum { NO_BPF_POLICY, BPF_EVAL_ABORT, BPF_EVAL_NEXT, BPF_EVAL_SELECT };'),
    refused: verdict(NEXT, 'enum { NO_BPF_POLICY, BPF_EVAL_NEXT, BPF_EVAL_ABORT, BPF_EVAL_SELECT };'),
  },
})

export const SPELLING_OF_SELECT = rule({
  code: 'spelling-of-select',
  severity: 'hint',
  title: 'BPF_EAVL_SELECT and BPF_EVAL_SELECT',
  explanation:
    "The documentation of the patch series spells the constant BPF_EAVL_SELECT, its code BPF_EVAL_SELECT. Both are 3 here; the code's spelling is the one that compiles with the kernel's headers.",
  example: bodies('if (task->pid == 7)\n\treturn BPF_EVAL_SELECT;', 'if (task->pid == 7)\n\treturn BPF_EAVL_SELECT;'),
})
