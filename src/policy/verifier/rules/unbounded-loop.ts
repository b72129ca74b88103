// Loops whose end the verifier cannot see.

import type { Diagnostic } from '../../diagnostics.ts'
import type { LoopStmt } from '../../ir.ts'

/** A turn ends as it began, so nothing shows that the loop ever ends. */
export const infiniteLoop = (loop: LoopStmt): Diagnostic => ({
  code: 'unbounded-loop',
  severity: 'error',
  span: loop.headSpan,
  message:
    'Nothing that the verifier can follow ends this loop. Count the turns and stop at a constant, for example: for (int i = 0; i < 64; i++), or use bpf_for() (from 6.4 on).',
  verifier: 'infinite loop detected at insn 4',
})

/** The turns of the loop come to an end too late for the verifier, which follows at most 1,000,000 instructions. */
export const tooLarge = (loop: LoopStmt, turns: number | null): Diagnostic => ({
  code: 'program-too-large',
  severity: 'error',
  span: loop.headSpan,
  message:
    turns === null
      ? 'The verifier follows this loop turn by turn and finds no end within 1,000,000 instructions. Give it a constant bound, for example: i < 64, or use bpf_loop() or bpf_for().'
      : `This loop has about ${turns.toLocaleString('en-US')} more turns than the verifier can follow: it stops after 1,000,000 instructions. Use bpf_loop() or bpf_for(), which it does not follow turn by turn.`,
  verifier: 'BPF program is too large. Processed 1000001 insn',
})

/** clang compares a signed int in a widened copy, so that the verifier does not know the limit of the int itself unless it cannot be negative. */
export const forgottenBound = (loop: LoopStmt): Diagnostic => ({
  code: 'program-too-large',
  severity: 'error',
  span: loop.headSpan,
  message:
    'The number that bounds this loop is a signed int that may be negative, and the verifier loses the upper limit of such a number. Make it unsigned, or set it to 0 when it is negative before you test the upper limit.',
  verifier: 'BPF program is too large. Processed 1000001 insn',
})
