// Loops whose end the verifier cannot see.

import type { Diagnostic } from '../../diagnostics.ts'
import type { LoopStmt } from '../../ir.ts'
import { problem, rule } from '../../catalogue/rule.ts'
import { bodies } from '../../catalogue/examples.ts'

export const UNBOUNDED_LOOP = rule({
  code: 'unbounded-loop',
  title: 'A loop whose end the verifier cannot see',
  explanation:
    'The verifier follows a loop turn by turn. When a turn begins in the same state as an earlier one, nothing shows that the loop ever ends, and the program is refused. Count the turns and stop at a constant.',
  verifier: ['infinite loop detected at insn %d'],
  example: bodies(
    'struct task_struct *p = task;\nfor (int i = 0; i < 64 && p->pid != 1; i++)\n\tp = p->real_parent;\nif (p == oc->chosen)\n\treturn 3;',
    'struct task_struct *p = task;\nwhile (p->pid != 1)\n\tp = p->real_parent;\nif (p == oc->chosen)\n\treturn 3;',
  ),
})

export const PROGRAM_TOO_LARGE = rule({
  code: 'program-too-large',
  title: 'A loop with more turns than the verifier follows',
  explanation:
    'The verifier processes at most 1,000,000 instructions, and counts each turn of a loop. The turns of bpf_loop() and bpf_for() are not followed one by one.',
  verifier: ['BPF program is too large. Processed 1000001 insn'],
  example: bodies(
    'long sum = 0;\nunsigned int n = task->pid;\nif (n > 64)\n\tn = 64;\nfor (unsigned int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum)\n\treturn 3;',
    'long sum = 0;\nunsigned int n = task->pid;\nfor (unsigned int i = 0; i < n; i++)\n\tsum += bpf_get_prandom_u32();\nif (sum)\n\treturn 3;',
  ),
})

/** A turn ends as it began, so nothing shows that the loop ever ends. */
export const infiniteLoop = (loop: LoopStmt): Diagnostic =>
  problem(
    UNBOUNDED_LOOP,
    loop.headSpan,
    'Nothing that the verifier can follow ends this loop. Count the turns and stop at a constant, for example: for (int i = 0; i < 64; i++), or use bpf_for() (from 6.4 on).',
    { verifier: 'infinite loop detected at insn 4' },
  )

/** The turns of the loop come to an end too late for the verifier, which follows at most 1,000,000 instructions. */
export const tooLarge = (loop: LoopStmt, turns: number | null): Diagnostic =>
  problem(
    PROGRAM_TOO_LARGE,
    loop.headSpan,
    turns === null
      ? 'The verifier follows this loop turn by turn and finds no end within 1,000,000 instructions. Give it a constant bound, for example: i < 64, or use bpf_loop() or bpf_for().'
      : `This loop has about ${turns.toLocaleString('en-US')} more turns than the verifier can follow: it stops after 1,000,000 instructions. Use bpf_loop() or bpf_for(), which it does not follow turn by turn.`,
    { verifier: 'BPF program is too large. Processed 1000001 insn' },
  )

/** clang compares a signed int in a widened copy, so that the verifier does not know the limit of the int itself unless it cannot be negative. */
export const forgottenBound = (loop: LoopStmt): Diagnostic =>
  problem(
    PROGRAM_TOO_LARGE,
    loop.headSpan,
    'The number that bounds this loop is a signed int that may be negative, and the verifier loses the upper limit of such a number. Make it unsigned, or set it to 0 when it is negative before you test the upper limit.',
    { verifier: 'BPF program is too large. Processed 1000001 insn' },
  )
